import { CometChat } from "@cometchat/chat-sdk-javascript";
import {
  CometChatConversations,
  CometChatMessageList,
  CometChatProvider,
} from "@cometchat/chat-uikit-react";
import { useEffect, useState } from "react";
import "@cometchat/chat-uikit-react/styles";

// What the companion needs of it. Bundlers leave out what is not used.
export { CometChatUIKit, UIKitSettingsBuilder } from "@cometchat/chat-uikit-react";

/** The user's conversations, and the messages of one of them. */
export default function Chat() {
  const [peer, setPeer] = useState<CometChat.User>();
  useEffect(() => {
    CometChat.getUser("cometchat-uid-2").then(setPeer, console.error);
  }, []);
  return (
    <CometChatProvider>
      <CometChatConversations />
      {peer && <CometChatMessageList user={peer} />}
    </CometChatProvider>
  );
}
