import type { AppSettings, CometChatException, ExceptionFields } from "cometchat-wasm";

/** The part of this package's `CometChat` that the companion uses. `createCometChat` returns it too. */
export interface CompanionClient {
  /** Returns the app ID for the official SDK. */
  getAppId(): string | undefined;
  /** Returns the settings for the official SDK. */
  getAppSettings(): AppSettings | undefined;
  /** Returns the emulator's address: with one, the companion does not start. */
  getEmulator(): string | undefined;
  /** Returns who is logged in here. */
  getSession(): {
    /** What is pending. */
    status: string;
    /** The user who is logged in. */
    user: {
      /** The token to log the official SDK in with. */
      authToken?: string;
    } | null;
  };
  /** Tells the companion of changes here. */
  subscribe(listener: () => void): () => void;
  /** Tells the companion that the client has ended. */
  onDispose(listener: () => void): () => void;
  /** Follows a login with the official SDK. */
  loginWithAuthToken(authToken: string): Promise<{
    /** The token of the new session. */
    authToken?: string;
  }>;
  /** Is called when the server has refused a token of the official SDK. */
  checkSession(): Promise<unknown>;
  /** Follows a logout with the official SDK. */
  logout(): Promise<unknown>;
  /** The class of the errors, for those of the companion. */
  readonly CometChatException: CometChatExceptionClass;
}

/** The class of `CometChatException`. */
export interface CometChatExceptionClass {
  /** Creates an error. */
  new (fields: ExceptionFields): CometChatException;
}
