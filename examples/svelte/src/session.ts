import { CometChat } from "cometchat-wasm";
import { createSubscriber } from "svelte/reactivity";

const subscribe = createSubscriber((update) => CometChat.subscribe(update));

/** The session, reactive: `session.current` is `{ status, user, error }`. */
export const session = {
  get current() {
    subscribe();
    return CometChat.getSession();
  },
};
