import { CometChat as PageClient, page } from "./cometchat.js";
import { Operation } from "./generated/tables.js";
import { type Given, give } from "./given.js";
import type { WasmSource } from "./wasm-source.js";

export * from "./sdk.js";
export type { WasmSource };

/** `CometChat`, whose WebAssembly is a file of its own. */
export const CometChat = /* @__PURE__ */ Object.assign(PageClient, {
  /**
   * Loads the WebAssembly now, and says where it is. Without this call, the first other one loads
   * `cometchat.wasm` from beside this file. Does nothing while the WebAssembly runs.
   *
   * @param source an address, what a server answered, its bytes, or the compiled module; or a
   *   promise of one of them
   * @returns when the WebAssembly runs. Rejects with `WASM_LOAD_FAILED`; call it again to try again.
   */
  load(source?: Given): Promise<void> {
    if (source) give(source);
    return page.begin([Operation.IsInitialized]).then(() => {});
  },
});

/** The types, under the names that CometChat's documentation uses. */
export declare namespace CometChat {
  export type User = PageClient.User;
  export type AppSettings = PageClient.AppSettings;
  export type AppSettingsBuilder = PageClient.AppSettingsBuilder;
  export type LoginListener = PageClient.LoginListener;
  export type CometChatException = PageClient.CometChatException;
  export type StorageMode = PageClient.StorageMode;
}
