import { isModule } from "./instance.js";
import { isLoaded, loadFrom } from "./loader.js";
import type * as web from "./web.js";

/** The address of the WebAssembly, or the WebAssembly itself. */
export type WasmSource =
  | string
  | web.URL
  | web.Response
  | ArrayBuffer
  | ArrayBufferView
  | web.WebAssemblyModule;

/** The argument of `CometChat.load`. */
export type LoadableSource = WasmSource | PromiseLike<WasmSource>;

/** The source that the application has set; after a successful load, the compiled module. */
let wasmSource: LoadableSource | undefined;

/** Sets where the WebAssembly is loaded from. Does nothing if it is loaded already. */
export function setWasmSource(source: LoadableSource): void {
  if (isLoaded()) return;
  wasmSource = source;
  // The application gets a failure of the source from the load.
  Promise.resolve(source).catch(() => {});
}

/** Sets where the WebAssembly is loaded from if the application sets no source. */
export function setDefaultWasmSource(defaultSource: () => WasmSource): void {
  loadFrom(async () => {
    for (;;) {
      const source = wasmSource;
      try {
        const module = await compile(await (source ?? defaultSource()));
        // A response can be read only once.
        wasmSource = module;
        return module;
      } catch (error) {
        // If the application has set another source meanwhile, tries that one.
        if (wasmSource === source) throw error;
      }
    }
  });
}

/** Gets the WebAssembly and compiles it; while it arrives, if the server sends the right content type. */
async function compile(source: WasmSource): Promise<WebAssembly.Module> {
  if (isModule(source)) return source as WebAssembly.Module;
  if (typeof source === "string" || source instanceof URL) {
    return compile(read(source) ?? (await fetch(source).catch(refuse(source))));
  }
  if (!(source instanceof Response)) return WebAssembly.compile(source as BufferSource);
  const answered = refuse(source.url);
  if (!source.ok) return answered(`the server answered ${source.status}`);
  const type = source.headers.get("content-type");
  if (type === "application/wasm") return WebAssembly.compileStreaming(source);
  const bytes = await source.arrayBuffer();
  // Every WebAssembly begins with "\0asm".
  if (!`${new Uint8Array(bytes, 0, Math.min(4, bytes.byteLength))}`.startsWith("0,97,115,109")) {
    return answered(`what is there is ${type ?? "of no type"}`);
  }
  return WebAssembly.compile(bytes);
}

/** Reads a `file:` URL in Node, whose `fetch` cannot. `undefined` elsewhere, and for other URLs. */
function read(source: string | URL): BufferSource | undefined {
  const node = (globalThis as { process?: NodeProcess }).process;
  if (!`${source}`.startsWith("file:")) return undefined;
  return node?.getBuiltinModule?.("node:fs").readFileSync(new URL(source));
}

interface NodeProcess {
  getBuiltinModule?(name: string): { readFileSync(url: URL): BufferSource };
}

/** Makes a function that throws an error: the WebAssembly is missing, why, and what to do. */
function refuse(source: string | URL): (reason: unknown) => never {
  return (reason) => {
    throw new Error(
      `There is no WebAssembly at ${source}: ${reason}. Serve cometchat.wasm there, or say where it ` +
        "is with CometChat.load(url).",
    );
  };
}
