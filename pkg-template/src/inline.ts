import { key, text } from "./generated/payload.js";

/** The WebAssembly out of the text that this script carries: `xtask/src/payload.rs` describes it. */
export function inline(): Uint8Array<ArrayBuffer> {
  // What each character stands for: a byte, or from 128 on, what it adds to the next one.
  const meanings: number[] = [];
  for (let code = 0; code < 127; code++) {
    const place = key.indexOf(String.fromCharCode(code));
    meanings[code] = place < 0 ? code : place < 32 ? place : 128 + 95 * (place - 32);
  }
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (let index = 0; index < text.length; index++) {
    const meaning = meanings[text.charCodeAt(index)] as number;
    bytes[length++] = meaning < 128 ? meaning : text.charCodeAt(++index) + meaning - 128;
  }
  return bytes.subarray(0, length);
}
