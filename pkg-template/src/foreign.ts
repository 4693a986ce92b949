/** Reads foreign values, which may throw when they are read. */

/** A copy of an object's own properties, each read once; an empty object if they cannot be read. */
export function ownProperties<T>(value: T | null | undefined): Partial<T> {
  try {
    return Object.assign(Object.create(null), value);
  } catch {
    // A getter or a proxy that throws.
    return Object.create(null);
  }
}

/** The text of an error, or of any other thrown value. Never throws. */
export function describe(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return "something without a text was thrown";
  }
}

/** A value as text; the value itself if it cannot be text. */
export function textOf(value: unknown): unknown {
  try {
    return `${value}`;
  } catch {
    return value;
  }
}

/** Reports an error as uncaught, because no caller gets it. */
export function report(error: unknown): void {
  try {
    (globalThis.reportError ?? console.error)(error);
  } catch {
    // A page's own `reportError` may throw.
  }
}
