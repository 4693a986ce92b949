// @ts-check
/**
 * Code that is carried into a page, and its outcome that is carried back: the same way in every
 * engine, as JSON.
 */

/**
 * An error that was thrown in the page: its name, message, and the stack there.
 */
export class PageError extends Error {
  /** @param {{ name?: string, message: string, stack?: string }} thrown */
  constructor({ name, message, stack }) {
    super(message);
    this.name = name ?? "Error";
    this.pageStack = stack;
  }
}

/**
 * A script whose value is a promise of the outcome, as text for {@link outcome}. It runs where a
 * content security policy forbids `eval`.
 *
 * @param {Function | string} code a function, or the text of an expression, which may use `await`
 * @param {unknown[]} args for the function; carried as JSON
 * @returns {string}
 */
export function script(code, args) {
  const callee = typeof code === "function" ? `(${code})` : `(async () => (${code}\n))`;
  return `(async () => {
    try {
      const value = await ${callee}(...${JSON.stringify(args)});
      return JSON.stringify({ value });
    } catch (thrown) {
      const isError = thrown instanceof Error || thrown instanceof DOMException;
      return JSON.stringify({
        thrown: isError
          ? { name: thrown.name, message: thrown.message, stack: thrown.stack }
          : { message: typeof thrown === "string" ? thrown : JSON.stringify(thrown) ?? String(thrown) },
      });
    }
  })()`;
}

/**
 * The value that the script's code gave, or the error that it threw.
 *
 * @param {string} text
 * @returns {any}
 */
export function outcome(text) {
  const { value, thrown } = JSON.parse(text);
  if (thrown) throw new PageError(thrown);
  return value;
}
