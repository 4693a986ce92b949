import type { CompanionErrors } from "./errors.js";
import type { UIKit } from "./kit.js";
import type { OfficialCometChat } from "./official.js";

/** What a bundler gives for a module, in one of its shapes. */
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

/** Finds the official SDK in what was given or imported. */
export function findOfficial(value: unknown, errors: CompanionErrors): OfficialCometChat {
  const module = value as Module | undefined;
  const found = [module, module?.CometChat, module?.default, module?.default?.CometChat].find(
    isOfficial,
  );
  if (found) return found;
  throw errors.impossible("That is not the CometChat of @cometchat/chat-sdk-javascript.");
}

/** Finds the UI Kit in what was given or imported. */
export function findKit(value: unknown, errors: CompanionErrors): UIKit {
  const found = [value, (value as Module | undefined)?.default].find(isKit);
  if (found) return found;
  throw errors.impossible(
    "The uiKit needs CometChatUIKit and UIKitSettingsBuilder, as @cometchat/chat-uikit-react exports them.",
  );
}
