// @ts-check
/** All faults of the matrix. */
import { pageFaults } from "./page.mjs";
import { serverFaults } from "./server.mjs";
import { storageFaults } from "./storage.mjs";

/** @type {readonly import("./fault.mjs").Fault[]} */
export const faults = [...serverFaults, ...pageFaults, ...storageFaults];
