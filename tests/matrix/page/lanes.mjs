// @ts-check
/**
 * The page around the cells: lanes side by side, each with an origin and an emulator of its own, in
 * which cells are tried one after the other.
 */
import { answerControl } from "./control.mjs";

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
/** @type {Map<number, (record: any) => void>} */
const pending = new Map();

addEventListener("message", ({ data }) => {
  pending.get(data?.number)?.(data.record);
});

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
  const listen = (/** @type {MessageEvent} */ event) => {
    if (event.source === contentWindow && event.data.control) answerControl(event, lane.emulator);
  };
  addEventListener("message", listen);
  const record = await new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ broken: "The page did not answer." }), patience);
    pending.set(cell.number, (record) => {
      clearTimeout(timer);
      resolve(record);
    });
  });
  pending.delete(cell.number);
  removeEventListener("message", listen);
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
