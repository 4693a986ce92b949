import { exception } from "../rust-imports.js";

/** The functions that the server's Rust calls. */
export const serverImports = {
  exception,
  // `reportError` would end the process of some servers.
  report: (error: unknown): void => console.error(error),
};
