// @ts-check
/**
 * Everything that a test that crosses a boundary needs.
 */
export { scratchFolder } from "./cleanup.mjs";
export { app, emulatorProgram, startEmulator } from "./emulator.mjs";
export { engines, launch } from "./engines.mjs";
export { PageError } from "./evaluation.mjs";
export { packedPackage, scratchProject } from "./packed.mjs";
export { freePort } from "./ports.mjs";
export { serve } from "./serve.mjs";
export { patience, until } from "./waiting.mjs";
