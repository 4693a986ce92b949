import { wasm } from "./generated/wasm.js";

/** `Uint8Array.fromHex`, which not every supported engine has. */
type FromHex = (digits: string) => Uint8Array<ArrayBuffer>;

/** The inlined WebAssembly, byte for byte the file `cometchat.wasm`. */
export function inline(): Uint8Array<ArrayBuffer> {
  const { fromHex } = Uint8Array as typeof Uint8Array & { fromHex?: FromHex };
  return fromHex ? fromHex.call(Uint8Array, wasm) : decode(wasm);
}

/** Decodes hexadecimal digits to bytes, for engines without `fromHex`. */
export function decode(digits: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(digits.length / 2);
  for (let at = 0; at < bytes.length; at++) {
    bytes[at] = Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16);
  }
  return bytes;
}
