import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { startEmulator } from "./emulator";

// The emulator has to be there before the first request.
if (import.meta.env.DEV) await startEmulator();
const { default: App } = await import("./App");

createRoot(document.getElementById("app")!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
