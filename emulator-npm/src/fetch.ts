/**
 * The global `fetch`, with an emulator in it.
 */
import type { Emulator } from "./core.js";
import { COMETCHAT, type Hosts, isForEmulator } from "./hosts.js";
import type { WebFetch } from "./web.js";

/** Options of {@link patchFetch}. */
export interface PatchOptions {
  /** The hosts that the emulator answers for; CometChat's if not given. */
  hosts?: Hosts;
  /** The object whose `fetch` is patched; the global object if not given. */
  target?: { fetch: WebFetch };
}

/** The patches that have been undone, and what each was put in place of. */
const undone = new WeakMap<WebFetch, WebFetch | undefined>();

/**
 * Lets an emulator answer requests of the global `fetch` to CometChat. All others are sent as usual.
 *
 * @returns a function that undoes it. Patches can be undone in any order.
 */
export function patchFetch(
  emulator: Emulator,
  { hosts = COMETCHAT, target = globalThis }: PatchOptions = {},
): () => void {
  // A test environment may have none.
  const usual: WebFetch | undefined = target.fetch;
  const patched = ((...[input, init]: Parameters<typeof fetch>) => {
    if (!undone.has(patched) && isForEmulator(addressOf(input), hosts)) {
      return emulator.fetch(input, init);
    }
    if (usual === undefined) {
      const message = "There is no fetch here but the emulator's, which is for CometChat's hosts.";
      return Promise.reject(new TypeError(message));
    }
    return usual.call(globalThis, input, init);
  }) as WebFetch;
  target.fetch = patched;
  return () => {
    undone.set(patched, usual);
    // Somebody who patched it later is not undone. This patch is out of use, and goes with theirs.
    let present: WebFetch | undefined = target.fetch;
    while (present !== undefined && undone.has(present)) present = undone.get(present);
    if (present === target.fetch) return;
    if (present === undefined) Reflect.deleteProperty(target, "fetch");
    else target.fetch = present;
  };
}

/** The address of a request of any make. */
function addressOf(input: RequestInfo | URL): string {
  return typeof input === "object" && "url" in input ? input.url : String(input);
}
