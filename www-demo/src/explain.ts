/** Turns error codes into what people want to know: what happened, and what to do about it. */

export interface Explanation {
  title: string;
  advice: string;
}

const explanations: Record<string, Explanation> = {
  AUTH_ERR_APIKEY_NOT_FOUND: {
    title: "That auth key is not one of this app’s.",
    advice:
      "Copy the Auth Key from the app’s dashboard; here, reload the page to get the emulator’s back.",
  },
  AUTH_ERR_NO_ACCESS: {
    title: "This key may not do that.",
    advice: "An auth key creates users and logs them in. Anything else belongs on your server.",
  },
  AUTH_ERR_AUTH_TOKEN_NOT_FOUND: {
    title: "The auth token is no longer valid.",
    advice: "Ask your server for a new one and log in again.",
  },
  ERR_UID_NOT_FOUND: {
    title: "There is no such user.",
    advice: "Check the UID, or create the user first: there is a form for it on this page.",
  },
  ERR_UID_ALREADY_EXISTS: {
    title: "That UID is taken.",
    advice: "Choose another UID, or log in as the user who has it.",
  },
  ERR_BAD_REQUEST: {
    title: "The server did not accept the values.",
    advice: "The details say which. A UID holds letters, digits, “-” and “_”.",
  },
  ERR_TOO_MANY_REQUESTS: {
    title: "Too many requests, for too long.",
    advice: "Wait a little. The SDK has tried again by itself before it gave up.",
  },
  ERR_NOT_LOGGED_IN: {
    title: "Nobody is logged in.",
    advice: "Log in first; there was nothing to log out of.",
  },
  MISSING_PARAMETERS: {
    title: "Something is missing.",
    advice: "Fill in the UID, and the auth key if you log in with one.",
  },
  INVALID_AUTH_KEY: {
    title: "The auth key is missing.",
    advice: "Fill in the auth key in the login form.",
  },
  INVALID_UID: { title: "The UID is missing.", advice: "Give the new user a UID." },
  UID_IS_COMPULSORY: { title: "The UID is missing.", advice: "Give the new user a UID." },
  USER_NAME_IS_COMPULSORY: { title: "The name is missing.", advice: "Give the new user a name." },
  LOGIN_IN_PROGRESS: {
    title: "Another login is still under way.",
    advice: "Let it end, or cancel it.",
  },
  LOGIN_CANCELLED: {
    title: "The login was cancelled.",
    advice: "Nothing has changed. Log in again whenever you like.",
  },
  REQUEST_TIMEOUT: {
    title: "The server did not answer in time.",
    advice: "Try again. The SDK gave up by itself: no call waits for ever.",
  },
  FAILED_TO_FETCH: {
    title: "The server gave no usable answer.",
    advice: "It may be out of reach. Check the connection, then try again.",
  },
  INVALID_RESPONSE: {
    title: "The answer made no sense.",
    advice: "Something between here and the server may be changing answers. Try again.",
  },
  ERR_SERVER_ERROR: {
    title: "The server ran into trouble.",
    advice: "It is not your doing. Try again in a moment.",
  },
  APP_SERVER_ERROR: {
    title: "The app server got no token.",
    advice: "It could not reach CometChat, or did not understand the answer. Try again.",
  },
  WASM_LOAD_FAILED: {
    title: "The SDK could not be started.",
    advice: "The message says what the page or the browser needs. Then reload.",
  },
  COMETCHAT_INITIALIZATION_NOT_DONE: {
    title: "The SDK has not been started.",
    advice: "Call CometChat.init() first, and wait for it.",
  },
};

/** The explanation of a code; of an unknown one, something true. */
export function explain(code: string): Explanation {
  return (
    explanations[code] ?? {
      title: "That did not work.",
      advice: "The server’s own words are below. Try again, or look the code up.",
    }
  );
}
