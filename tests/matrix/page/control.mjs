// @ts-check
/**
 * How a cell's page reaches the control API of its emulator.
 */

/** @typedef {{ method: string, path: string, body?: string }} Control */
/** @typedef {{ ok: boolean, text: string }} Controlled */

/**
 * Sends a request to the control API of an emulator.
 *
 * @param {string} emulator its address
 * @param {typeof fetch} send the browser's own `fetch`
 * @returns {(control: Control) => Promise<Controlled>}
 */
export const controlBy =
  (emulator, send) =>
  async ({ method, path, body }) => {
    const response = await send(`${emulator}/_emulator${path}`, { method, body });
    return { ok: response.ok, text: await response.text() };
  };

/**
 * Has the page around this one send it: the emulator refuses pages that have no origin.
 *
 * @param {Control} control
 * @returns {Promise<Controlled>}
 */
export function controlByParent(control) {
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
  });
  parent.postMessage({ control }, "*", [port2]);
  return answer;
}

/**
 * Answers what {@link controlByParent} asks for.
 *
 * @param {MessageEvent} event
 * @param {string} emulator whose control API it is
 */
export async function answerControl({ data, ports }, emulator) {
  ports[0].postMessage(await controlBy(emulator, fetch)(data.control));
}
