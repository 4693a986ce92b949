const { setUpEmulator } = require("cometchat-emulator/testing");

globalThis.emulator = setUpEmulator({ afterAll, afterEach });
