// @ts-check
/**
 * How each npm package is built: the build program, `xtask`, and then other commands.
 */

/** @param {string} name */
const bin = (name) => `node_modules/.bin/${name}`;

/**
 * A package: what is compiled for it, and then put together.
 *
 * @typedef {object} Build
 * @property {string[]} xtask arguments of the build program, which makes the WebAssembly and its glue
 * @property {string[][]} commands what makes the package of it
 */

/** pkg/: then its sizes are printed, and a budget that is exceeded fails the build. @type {Build} */
export const sdk = {
  xtask: ["build"],
  commands: [
    [
      ...[bin("tsc"), "--project", "pkg-template"],
      ...["--emitDeclarationOnly", "--outDir", "target/sdk/types"],
    ],
    [bin("rolldown"), "--config", "pkg-template/rolldown.config.mjs"],
    [bin("size-limit"), "--save-bundle", "target/size", "--clean-dir"],
  ],
};

/** pkg-emulator/. @type {Build} */
export const emulator = {
  xtask: ["emulator"],
  commands: [
    [
      ...[bin("tsc"), "--project", "emulator-npm"],
      ...["--emitDeclarationOnly", "--outDir", "target/emulator/types"],
    ],
    [bin("rolldown"), "--config", "emulator-npm/rolldown.config.mjs"],
  ],
};
