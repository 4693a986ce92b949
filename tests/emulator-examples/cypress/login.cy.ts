import { createEmulator, type Emulator } from "cometchat-emulator";
import { interceptWithEmulator } from "cometchat-emulator/cypress";

let emulator: Emulator;
before(async () => {
  emulator = await createEmulator();
});
beforeEach(() => {
  emulator.reset();
  interceptWithEmulator(cy, emulator);
});

it("logs in to CometChat, which is the emulator", () => {
  cy.visit("/");
  cy.contains("Log in").click();
  cy.contains("Andrew Joseph").then(() => {
    expect(emulator.requests()).to.have.length(2);
  });
});
