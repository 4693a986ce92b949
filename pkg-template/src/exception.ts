import type { CometChatErrorCode } from "./generated/codes.js";

export type { CometChatErrorCode };

/** The fields of a `CometChatException`. */
export interface ExceptionFields {
  /** Identifies the kind of error. */
  code: string | number;
  /** The error's name; `CometChatException` if left out. */
  name?: string;
  /** What went wrong and what to do about it, for developers. */
  message?: string;
  /** Details, if there are any. */
  details?: unknown;
  /** The error that caused this one. */
  cause?: unknown;
}

/** The page that explains each code. */
const HELP = "https://github.com/cometchat-wasm/cometchat-wasm/blob/main/docs/errors.md#";

/**
 * The error that every call of this package rejects with.
 *
 * Unlike in CometChat's own SDK, it is an `Error` with a stack. Keys and tokens are redacted from it.
 */
export class CometChatException extends Error {
  /**
   * Identifies the kind of error: a code of CometChat's servers, such as `"ERR_UID_NOT_FOUND"`, or of
   * this SDK. As in CometChat's SDK, the code of `LOGIN_IN_PROGRESS` is the number -1.
   */
  declare code: CometChatErrorCode | (string & {}) | number;
  /** A sentence, or an object such as `{ reason, status }`. */
  declare details?: unknown;

  constructor(fields: ExceptionFields) {
    // `Error` sets `cause` only if it is passed.
    super(fields.message, Object.hasOwn(fields, "cause") ? { cause: fields.cause } : undefined);
    for (const key of ["code", "name", "message", "details"] as const) {
      if (fields[key] !== undefined) define(this, key, fields[key], true);
    }
  }

  /** The address of this code's documentation. */
  get help(): string {
    return HELP + `${Number(this.code) === -1 ? this.name : this.code}`.toLowerCase();
  }

  /** Returns `code`, `name`, `message` and `details`, without those that are not set. */
  toJSON(): ExceptionFields {
    return { ...this };
  }

  static {
    define(this.prototype, "name", "CometChatException");
    brand(this, "CometChatException");
  }
}

/**
 * Tells whether a caught value is a `CometChatException`.
 *
 * @param error the caught value
 * @param code if given, it must also have this code
 * @example
 * ```ts
 * try {
 *   await CometChat.ensureLoggedIn({ uid: "nobody", authKey: "AUTH_KEY" });
 * } catch (error) {
 *   if (!isCometChatException(error, "ERR_UID_NOT_FOUND")) throw error;
 *   console.log("Login failed: there is no such user", { error });
 * }
 * ```
 */
export function isCometChatException<
  Code extends CometChatErrorCode | (string & {}) | number = CometChatException["code"],
>(
  error: unknown,
  code?: Code,
): error is CometChatException & {
  /** The code that was given. */
  code: Code;
} {
  try {
    return error instanceof CometChatException && (code === undefined || error.code === code);
  } catch {
    // A proxy that throws.
    return false;
  }
}

/** Makes `instanceof` accept instances of the class of this name from any copy of this package. */
export function brand(type: { prototype: object }, name: string): void {
  const mark = Symbol.for(`cometchat-wasm ${name}`);
  define(type.prototype, mark, true);
  define(type, Symbol.hasInstance, function (this: unknown, value: { [mark]?: unknown } | null) {
    // For a class that extends this one, only its own instances count.
    return this === type
      ? typeof value === "object" && value?.[mark] === true
      : Function.prototype[Symbol.hasInstance].call(this, value);
  });
}

/** Defines a property of an object, without calling a setter of its prototype. */
export function define(target: object, key: PropertyKey, value: unknown, enumerable = false): void {
  Object.defineProperty(target, key, {
    __proto__: null,
    value,
    enumerable,
    writable: true,
    configurable: true,
  } as PropertyDescriptor);
}
