import { CometChat as PageClient, page } from "./cometchat.js";
import { type LoadableSource, setWasmSource, type WasmSource } from "./wasm-source.js";

export * from "./public-api.js";
export type { WasmSource };

/** The page's client, whose WebAssembly is a separate file. */
export const CometChat = /* @__PURE__ */ Object.assign(PageClient, {
  /**
   * Loads the WebAssembly, from an address of your choice. Otherwise, the first call that needs it loads
   * `cometchat.wasm` from the folder of this script. Does nothing if it is loaded already.
   *
   * @param source a URL, a `Response`, the bytes, a compiled module, or a promise of one of them
   * @returns a promise that resolves when the WebAssembly runs. Rejects with `WASM_LOAD_FAILED`; call
   *   it again to try again.
   */
  load(source?: LoadableSource): Promise<void> {
    if (source) setWasmSource(source);
    return page.startAsync((client) => client.isInitialized()).then(() => {});
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
