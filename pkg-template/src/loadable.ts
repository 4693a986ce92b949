import { CometChat as Face } from "./cometchat.js";
import { type Given, give } from "./given.js";
import { ask } from "./loader.js";
import type { WasmSource } from "./wasm-source.js";

export * from "./sdk.js";
export type { WasmSource };

/** `CometChat`, whose WebAssembly is a file of its own. */
export class CometChat extends Face {
  /**
   * Loads the WebAssembly now, and says where it is. Without this call, the first other one loads
   * `cometchat.wasm` from beside this file. Does nothing while the WebAssembly runs.
   *
   * @param source an address, what a server answered, its bytes, or the compiled module; or a
   *   promise of one of them
   * @returns when the WebAssembly runs. Rejects with `WASM_LOAD_FAILED`; call it again to try again.
   */
  static load(source?: Given): Promise<void> {
    if (source) give(source);
    return ask(() => ({ promise: Promise.resolve(), resolve() {}, reject() {} }));
  }
}

/** The types, under the names that CometChat's documentation uses. */
export declare namespace CometChat {
  export type User = Face.User;
  export type AppSettings = Face.AppSettings;
  export type AppSettingsBuilder = Face.AppSettingsBuilder;
  export type LoginListener = Face.LoginListener;
  export type CometChatException = Face.CometChatException;
  export type StorageMode = Face.StorageMode;
}
