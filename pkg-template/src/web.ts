/**
 * The web's types that the package's types use. They are the application's, which has them from
 * TypeScript's `dom`, from `@types/node`, or not at all.
 */

/** The instances of a global class, or another type where that class is missing. */
type Instance<Name extends string, Otherwise> =
  typeof globalThis extends Record<Name, { prototype: infer T }> ? T : Otherwise;

/** The web's `AbortSignal`. */
export type AbortSignal = Instance<
  "AbortSignal",
  {
    readonly aborted: boolean;
    addEventListener(type: "abort", listener: () => void): void;
    removeEventListener(type: "abort", listener: () => void): void;
  }
>;

/** The web's `Request`. */
export type Request = Instance<
  "Request",
  {
    readonly method: string;
    readonly url: string;
    readonly headers: { get(name: string): string | null };
  }
>;

/** The web's `Response`. */
export type Response = Instance<"Response", { readonly ok: boolean; readonly url: string }>;

/** The web's `URL`. */
export type URL = Instance<"URL", { readonly href: string }>;

/** A compiled `WebAssembly.Module`. */
export type WebAssemblyModule = typeof globalThis extends {
  WebAssembly: { Module: { prototype: infer T } };
}
  ? T
  : object;
