/**
 * The same in Node, where an emulator can listen.
 */
import { provideListening } from "./core.js";
import { listen } from "./listen.js";

provideListening(listen);

export * from "./index.js";
