// @ts-check
/**
 * What a fault of the matrix is: how it strikes, and how the calls that meet it have to end.
 */

/**
 * How a call ends: `"ok"`, the code that it rejects with, or `"settled"` where either will do.
 *
 * @typedef {string} Ending
 */

/**
 * How the calls that meet a fault have to end (docs/protocol.md#outcomes).
 *
 * @typedef {object} Endings
 * @property {Ending} [call] every call that sends a request; `"ok"` unless told
 * @property {Ending} [first] `POST /users/{uid}/auth_tokens`
 * @property {Ending} [me] `PUT /me`, as a login sends it
 * @property {Ending} [current] `updateCurrentUserDetails`
 * @property {Ending} [user] the calls about users
 * @property {Ending} [check] `checkSession`, which needs no user in the answer; as `user` unless told
 * @property {Ending} [write] those that change one
 * @property {boolean} [revoked] what a logout may say of the token: `false` unless `call` is `"ok"`,
 *   or nothing in particular
 * @property {boolean} [lost] whether the server no longer knows the token
 * @property {boolean} [forged] whether the answer to a login has a token that the server never made
 */

/**
 * What a storage that fails still can.
 *
 * @typedef {object} Storing
 * @property {boolean} [readable] a page that is loaded now finds the session that is stored
 * @property {boolean} [writable] a session that is made now is stored
 * @property {boolean} [erasable] a logout ends the stored session, too
 */

/**
 * @typedef {object} Fault
 * @property {string} name
 * @property {"server" | "page" | "storage"} group
 * @property {"first" | "later"} strikes before `init`, or between what an operation needs and the
 *   operation itself
 * @property {(world: import("../page/world.mjs").World) => unknown} strike runs in the page
 * @property {Endings} endings
 * @property {Storing} [storing]
 * @property {string | null} [session] who is logged in once it has struck, where that changes
 * @property {number} [timeout] for `setRequestTimeout`, in milliseconds
 * @property {boolean} [atOnce] whether a request fails in the turn in which it is made
 * @property {boolean} [sandboxed] in an iframe that has no origin
 * @property {boolean} [core] whether it is tried in every engine, also where time is short
 */

/** How long a request may take where the server does not answer, in milliseconds. */
export const short = 1_500;
