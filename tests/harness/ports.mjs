// @ts-check
/**
 * Ports of the loopback interface that nothing in this process has had before. The system gives a
 * closed port out again one day, and a browser would find there what earlier pages stored.
 */
import { createServer } from "node:net";

/** @type {Set<number>} */
const had = new Set();

/**
 * @param {import("node:net").Server} server
 * @returns {Promise<number>} the port that it listens on now
 */
export async function listen(server) {
  for (;;) {
    await new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(0, "127.0.0.1", () => resolve(undefined));
    });
    const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
    if (!had.has(port)) {
      had.add(port);
      return port;
    }
    await new Promise((resolve) => server.close(resolve));
  }
}

/** @returns {Promise<number>} a port where nothing listens */
export async function freePort() {
  const probe = createServer();
  const port = await listen(probe);
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
