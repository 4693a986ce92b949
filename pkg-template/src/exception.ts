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
    super(fields.message, "cause" in fields ? { cause: fields.cause } : undefined);
    for (const key of ["code", "name", "message", "details"] as const) {
      if (fields[key] !== undefined) {
        const value = fields[key];
        Object.defineProperty(this, key, {
          value,
          writable: true,
          enumerable: true,
          configurable: true,
        });
      }
    }
  }

  /** The four fields, as far as they are there. */
  toJSON(): ExceptionFields {
    return { ...this };
  }

  static {
    Object.defineProperty(this.prototype, "name", {
      value: "CometChatException",
      writable: true,
      configurable: true,
    });
  }
}
