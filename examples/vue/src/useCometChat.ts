import { CometChat } from "cometchat-wasm";
import { onScopeDispose, shallowRef } from "vue";

/** The session as a ref: `{ status, user, error }`. */
export function useCometChat() {
  const session = shallowRef(CometChat.getSession());
  onScopeDispose(
    CometChat.subscribe(() => {
      session.value = CometChat.getSession();
    }),
  );
  return session;
}
