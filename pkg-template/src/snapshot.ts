import type { CometChatException } from "./exception.js";
import type { SessionSnapshot } from "./types.js";
import type { User } from "./user.js";

/** The prototype of snapshots. `toJSON` is inherited, so that snapshots can be cloned. */
const prototype = {
  toJSON(this: SessionSnapshot): object {
    const { status, user, error } = this;
    return { status, user: user && { ...user }, error: error?.toJSON() ?? null };
  },
};

/** Makes a frozen snapshot of the state. */
export function snapshot(
  status: SessionSnapshot["status"],
  user: User | null,
  error: CometChatException | null,
): SessionSnapshot {
  const made = { __proto__: prototype, status, user, error };
  return Object.freeze(made) as unknown as SessionSnapshot;
}
