/** What a `CometChatException` is made from. */
export interface ExceptionFields {
  code: string | number;
  name?: string;
  message?: string;
  details?: unknown;
  cause?: unknown;
}

/**
 * Why a call was rejected.
 *
 * Unlike in CometChat's own SDK it is an `Error`, with a stack. It never holds a key or a token.
 */
export class CometChatException extends Error {
  /** What kind of error: a code of CometChat's, such as `"ERR_UID_NOT_FOUND"`, or of this SDK's. */
  declare code: string | number;
  /** More about it: a sentence, or an object such as `{ reason, status }`. */
  declare details?: unknown;

  constructor(fields: ExceptionFields) {
    // An error takes the `cause`, if there is one.
    super(fields.message, fields);
    for (const key of ["code", "name", "message", "details"] as const) {
      if (fields[key] !== undefined) define(this, key, fields[key], true);
    }
  }

  /** The four fields, as far as they are there. */
  toJSON(): ExceptionFields {
    return { ...this };
  }

  static {
    define(this.prototype, "name", "CometChatException");
  }
}

/** Gives an object a property, whatever its prototype has under that key. */
export function define(target: object, key: string, value: unknown, enumerable = false): void {
  Object.defineProperty(target, key, { value, enumerable, writable: true, configurable: true });
}
