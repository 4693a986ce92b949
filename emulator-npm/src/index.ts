/**
 * A local CometChat for development and tests, in this process.
 */
export {
  createEmulator,
  createEmulatorSync,
  type Emulator,
  type Listening,
  type ListenOptions,
} from "./core.js";
export { type PatchOptions, patchFetch } from "./fetch.js";
export type {
  EmulatorAbout,
  EmulatorOptions,
  EmulatorState,
  EmulatorToken,
  EmulatorUser,
  Fault,
  FaultKind,
  FaultOrder,
  FaultRef,
  JournalEntry,
  NewUser,
  Outcome,
  RequestLike,
  RequestQuery,
  SeedToken,
  SeedUser,
} from "./generated/emulator.js";
export { type Hosts, isForEmulator } from "./hosts.js";
