// @ts-check
/**
 * The page around the cells: lanes side by side, each with an origin and an emulator of its own, in
 * which cells are tried one after the other.
 */

/**
 * @typedef {object} Lane
 * @property {string} site the origin of its pages
 * @property {string} emulator
 */

/** @typedef {{ number: number, fault: string, operation: string, sandboxed: boolean }} Cell */

/** How long a cell may take, in milliseconds. */
const patience = 45_000;

/** @type {{ number: number, record: any }[]} for whoever drives this page to take */
const results = [];

/**
 * @param {Lane} lane
 * @param {Cell} cell
 * @param {Record<string, string>} common
 */
async function tryCell(lane, cell, common) {
  const frame = document.createElement("iframe");
  if (cell.sandboxed) frame.setAttribute("sandbox", "allow-scripts");
  const order = { ...common, ...cell, emulator: lane.emulator };
  frame.src = `${lane.site}/cell#${encodeURIComponent(JSON.stringify(order))}`;
  document.body.append(frame);
  const { contentWindow } = frame;
  // What is left of a cell keeps its page, and that its WebAssembly, of which a browser has not too many.
  const over = new AbortController();
  const record = await new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ broken: "The page did not answer." }), patience);
    over.signal.onabort = () => clearTimeout(timer);
    /** @param {MessageEvent} event */
    const listen = async ({ source, data, ports }) => {
      if (source !== contentWindow) return;
      if (data.record) return resolve(data.record);
      const { path, ...request } = data.control;
      const response = await fetch(`${lane.emulator}/_emulator${path}`, request);
      ports[0].postMessage({ ok: response.ok, text: await response.text() });
    };
    addEventListener("message", listen, { signal: over.signal });
  });
  over.abort();
  frame.remove();
  results.push({ number: cell.number, record });
}

/**
 * @param {Lane[]} lanes
 * @param {Cell[]} cells
 * @param {Record<string, string>} common
 */
function start(lanes, cells, common) {
  const queue = cells.slice();
  for (const lane of lanes) {
    (async () => {
      for (let cell = queue.shift(); cell; cell = queue.shift()) await tryCell(lane, cell, common);
    })();
  }
}

Object.assign(window, { matrix: { start, take: () => results.splice(0) } });
