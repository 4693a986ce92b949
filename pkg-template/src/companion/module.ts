import type { CompanionErrors } from "./errors.js";
import type { UIKit } from "./kit.js";
import type { OfficialCometChat } from "./official.js";

/** An imported module, in one of the shapes that bundlers make. */
type Module = { CometChat?: unknown; default?: Module };

const isOfficial = (value: unknown): value is OfficialCometChat =>
  typeof (value as OfficialCometChat | undefined)?.addLoginListener === "function";

const isKit = (value: unknown): value is UIKit => {
  const kit = value as Partial<UIKit> | undefined;
  return (
    typeof kit?.CometChatUIKit?.loginWithAuthToken === "function" &&
    typeof kit.UIKitSettingsBuilder === "function"
  );
};

/** Finds the official SDK in a passed or imported value. Throws `CHAT_NOT_POSSIBLE` without it. */
export function findOfficial(value: unknown, errors: CompanionErrors): OfficialCometChat {
  const module = value as Module | undefined;
  const found = [module, module?.CometChat, module?.default, module?.default?.CometChat].find(
    isOfficial,
  );
  if (found) return found;
  throw errors.impossible("That is not the CometChat of @cometchat/chat-sdk-javascript.");
}

/** Finds the UI Kit in a passed or imported value. Throws `CHAT_NOT_POSSIBLE` without it. */
export function findKit(value: unknown, errors: CompanionErrors): UIKit {
  const found = [value, (value as Module | undefined)?.default].find(isKit);
  if (found) return found;
  throw errors.impossible(
    "The uiKit needs CometChatUIKit and UIKitSettingsBuilder, as @cometchat/chat-uikit-react exports them.",
  );
}
