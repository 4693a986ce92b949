import type { AppSettings, CometChatException, ExceptionFields } from "cometchat-wasm";

/** The part of this package's `CometChat` that the companion uses. `createCometChat` returns it too. */
export interface CompanionClient {
  /** Returns the app ID for the official SDK. */
  getAppId(): string | undefined;
  /** Returns the settings for the official SDK. */
  getAppSettings(): AppSettings | undefined;
  /** Returns the emulator's address. With an emulator, the companion does not start. */
  getEmulator(): string | undefined;
  /** Returns who is logged in to this SDK. */
  getSession(): {
    /** What is pending. */
    status: string;
    /** The user who is logged in. */
    user: {
      /** The token to log the official SDK in with. */
      authToken?: string;
    } | null;
  };
  /** Calls the companion when the state of this SDK changes. */
  subscribe(listener: () => void): () => void;
  /** Calls the companion when the client is disposed of. */
  onDispose(listener: () => void): () => void;
  /** Is called after a login with the official SDK. */
  loginWithAuthToken(authToken: string): Promise<{
    /** The token of the new session. */
    authToken?: string;
  }>;
  /** Is called after the server has refused a token of the official SDK. */
  checkSession(): Promise<unknown>;
  /** Is called after a logout with the official SDK. */
  logout(): Promise<unknown>;
  /** The class of the companion's errors. */
  readonly CometChatException: CometChatExceptionClass;
}

/** The class of `CometChatException`. */
export interface CometChatExceptionClass {
  /** Creates an error. */
  new (fields: ExceptionFields): CometChatException;
}
