import { setUpEmulator } from "cometchat-emulator/testing";
import { afterAll, afterEach } from "vitest";

export const emulator = setUpEmulator({ afterAll, afterEach });
