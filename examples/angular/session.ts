import { DestroyRef, inject, NgZone, signal } from "@angular/core";
import { CometChat } from "cometchat-wasm";

/** The session as a signal. Call it where `inject` may be called. */
export function injectSession() {
  const zone = inject(NgZone);
  const session = signal(CometChat.getSession());
  // The SDK tells of changes in the zone in which it was called first, be it outside of Angular's.
  const unsubscribe = CometChat.subscribe(() => {
    zone.run(() => session.set(CometChat.getSession()));
  });
  inject(DestroyRef).onDestroy(unsubscribe);
  return session.asReadonly();
}
