// Bundles the package's declarations: one file for each entry, with what it needs of the others.
import { fileURLToPath } from "node:url";
import { dts } from "rolldown-plugin-dts";

const root = new URL("..", import.meta.url);

export default ["index", "slim", "react", "companion", "companion-react"].map((entry) => ({
  input: { [entry]: fileURLToPath(new URL(`target/sdk/types/${entry}.d.ts`, root)) },
  output: { dir: fileURLToPath(new URL("pkg/types", root)) },
  external: ["cometchat-wasm", "cometchat-wasm/companion", "react"],
  logLevel: "warn",
  plugins: [dts({ dtsInput: true, emitDtsOnly: true, generator: "oxc", tsconfig: false })],
}));
