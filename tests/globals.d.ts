// What code that runs in a page of the tests finds there: see tests/e2e/application.mjs.

/** The package under test. Its types have tests of their own. */
// biome-ignore lint/suspicious/noExplicitAny: it is also called with what its types forbid.
declare const CometChat: any;
/** The same session, as the Calls SDK has it. */
// biome-ignore lint/suspicious/noExplicitAny: it is also called with what its types forbid.
declare const CometChatCalls: any;
/** Makes a client of its own. */
// biome-ignore lint/suspicious/noExplicitAny: it is also called with what its types forbid.
declare const createCometChat: any;
/** What the listener of the page was told, in order. */
declare const events: [name: string, told?: unknown][];
