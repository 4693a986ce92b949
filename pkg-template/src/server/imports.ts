import { exception } from "../rust-imports.js";

/** What the server's Rust calls. */
export const serverImports = {
  exception,
  // `reportError` would end some servers.
  report: (error: unknown): void => console.error(error),
};
