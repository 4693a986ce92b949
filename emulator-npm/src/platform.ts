/**
 * What the emulator uses of its platform, taken when the module is loaded: a test that puts fakes in its
 * place later fakes nothing here. A test environment that lacks some of the web's classes, as Jest's jsdom
 * does, gets Node's.
 *
 * The build also puts these in place of the globals in the WebAssembly's glue.
 */

type Globals = typeof globalThis;

/** Node's own globals, beside which a test environment has others. */
function globalsOfNode(): Partial<Globals> {
  try {
    const vm = globalThis.process.getBuiltinModule("node:vm");
    return vm.runInThisContext("globalThis") as Globals;
  } catch {
    return {};
  }
}

const own: Partial<Globals> = globalThis;
const node = globalsOfNode();

/** Whose classes of `fetch` are used: all are of one make, as each takes only its own. */
const classes = ["Request", "Response", "ReadableStream"].every((name) => name in globalThis)
  ? own
  : node;

export const Request = classes.Request as Globals["Request"];
export const Response = classes.Response as Globals["Response"];
export const ReadableStream = classes.ReadableStream as Globals["ReadableStream"];
export const TextDecoder = (own.TextDecoder ?? node.TextDecoder) as Globals["TextDecoder"];
export const TextEncoder = (own.TextEncoder ?? node.TextEncoder) as Globals["TextEncoder"];
export const crypto = (own.crypto ?? node.crypto) as Globals["crypto"];
export const atob = own.atob ?? (node.atob as Globals["atob"]);
/** Node's own is no fake, even if the module is loaded while there are fakes. */
export const setTimeout = node.setTimeout ?? (own.setTimeout as Globals["setTimeout"]);
export const clearTimeout = node.clearTimeout ?? (own.clearTimeout as Globals["clearTimeout"]);

/** The engine's own queue, which nobody can put a fake in place of. */
export async function queueMicrotask(task: () => void): Promise<void> {
  await undefined;
  task();
}

/** The web's classes that a client of the emulator uses, too. */
const CLASSES = [
  ...(["Headers", "ReadableStream", "Request", "Response"] as const),
  ...(["TextDecoder", "TextEncoder"] as const),
];

/**
 * Gives the global object those of the web's classes that it lacks and Node has.
 *
 * @returns a function that takes them away
 */
export function fillIn(): () => void {
  const lacking = CLASSES.filter((name) => own[name] === undefined && node[name] !== undefined);
  for (const name of lacking) {
    Object.defineProperty(own, name, { configurable: true, writable: true, value: node[name] });
  }
  return () => {
    for (const name of lacking) {
      if (own[name] === node[name]) Reflect.deleteProperty(own, name);
    }
  };
}
