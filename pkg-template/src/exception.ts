import type { CometChatErrorCode } from "./generated/codes.js";

export type { CometChatErrorCode };

/** What a `CometChatException` is made from. */
export interface ExceptionFields {
  /** What kind of error. */
  code: string | number;
  /** Its name, if that is not `CometChatException`. */
  name?: string;
  /** What was wrong, and what to do. */
  message?: string;
  /** More about it. */
  details?: unknown;
  /** The error behind it. */
  cause?: unknown;
}

/** The page that explains each code. */
const HELP = "https://github.com/cometchat-wasm/cometchat-wasm/blob/main/docs/errors.md#";

/**
 * Why a call was rejected.
 *
 * Unlike in CometChat's own SDK it is an `Error`, with a stack. It never holds a key or a token.
 */
export class CometChatException extends Error {
  /**
   * What kind of error: a code of CometChat's, such as `"ERR_UID_NOT_FOUND"`, or of this SDK's. The
   * number -1 is that of `LOGIN_IN_PROGRESS`.
   */
  declare code: CometChatErrorCode | (string & {}) | number;
  /** More about it: a sentence, or an object such as `{ reason, status }`. */
  declare details?: unknown;

  constructor(fields: ExceptionFields) {
    // An error takes the `cause`, if there is one.
    super(fields.message, Object.hasOwn(fields, "cause") ? { cause: fields.cause } : undefined);
    for (const key of ["code", "name", "message", "details"] as const) {
      if (fields[key] !== undefined) define(this, key, fields[key], true);
    }
  }

  /** The address of the page that says when this happens, and what to do. */
  get help(): string {
    return HELP + `${Number(this.code) === -1 ? this.name : this.code}`.toLowerCase();
  }

  /** The four fields, as far as they are there. */
  toJSON(): ExceptionFields {
    return { ...this };
  }

  static {
    define(this.prototype, "name", "CometChatException");
  }
}

/** Whether something that was caught is a `CometChatException`; with a code, whether it has this code. */
export function isCometChatException<
  Code extends CometChatErrorCode | (string & {}) | number = CometChatException["code"],
>(
  error: unknown,
  code?: Code,
): error is CometChatException & {
  /** The code that was asked for. */
  code: Code;
} {
  return error instanceof CometChatException && (code === undefined || error.code === code);
}

/** Gives an object a property, whatever its prototype has under that key. */
export function define(target: object, key: string, value: unknown, enumerable = false): void {
  Object.defineProperty(target, key, {
    __proto__: null,
    value,
    enumerable,
    writable: true,
    configurable: true,
  } as PropertyDescriptor);
}
