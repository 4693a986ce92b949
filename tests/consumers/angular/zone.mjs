import "zone.js/node";
import "@angular/compiler";
import assert from "node:assert/strict";
import { createEnvironmentInjector, NgZone, runInInjectionContext } from "@angular/core";
import { CometChat } from "cometchat-wasm";
import { injectSession } from "./session.js";

const zone = new NgZone({});
const injector = createEnvironmentInjector([{ provide: NgZone, useValue: zone }], null);
const session = runInInjectionContext(injector, injectSession);
const stable = [];
zone.onStable.subscribe(() => stable.push(session().status));

// The first call is made outside of Angular, as in a main.ts.
CometChat.useEmulator(process.env.EMULATOR);
await CometChat.init("emulator-app", { region: "eu" });
await CometChat.login("cometchat-uid-1", "emulator-auth-key");
assert.equal(session().user.getName(), "Andrew Joseph");
// Angular has looked for changes after each.
assert.deepEqual(stable.slice(-2), ["loggingIn", "loggedIn"]);

injector.destroy();
await CometChat.logout();
assert.equal(session().status, "loggedIn");
console.log("Andrew Joseph");
