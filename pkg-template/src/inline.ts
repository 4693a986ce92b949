import { reader, text } from "./generated/payload.js";

interface Reader {
  m: WebAssembly.Memory;
  d(): number;
}

/** The WebAssembly out of the text that this script carries: `xtask/src/payload.rs` describes it. */
export function inline(): Uint8Array<ArrayBuffer> {
  const module = new WebAssembly.Module(
    Uint8Array.from(atob(reader), (character) => character.charCodeAt(0)),
  );
  const { m, d } = new WebAssembly.Instance(module).exports as unknown as Reader;
  const bytes = new Uint8Array(m.buffer as ArrayBuffer);
  new TextEncoder().encodeInto(text, bytes);
  return bytes.subarray(131072, d());
}
