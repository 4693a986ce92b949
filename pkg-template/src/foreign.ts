/** What is foreign, and may throw when it is looked at. */

/** A copy of an object's own properties, each read once; an empty one where they cannot be read. */
export function ownProperties<T>(value: T | null | undefined): Partial<T> {
  try {
    return Object.assign(Object.create(null), value);
  } catch {
    // A getter or a proxy that throws.
    return Object.create(null);
  }
}

/** What an error, or whatever else was thrown, says. Never throws. */
export function describe(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return "something without a text was thrown";
  }
}

/** A value as text; the value itself, if it will not be text. */
export function textOf(value: unknown): unknown {
  try {
    return `${value}`;
  } catch {
    return value;
  }
}

/** Shows an error that has nobody to go to, as the browser shows an uncaught one. */
export function report(error: unknown): void {
  try {
    (globalThis.reportError ?? console.error)(error);
  } catch {
    // What shows errors is the page's, and may fail.
  }
}
