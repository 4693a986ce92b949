// @ts-check
/**
 * What a page of Chromium can still reach, counted in a snapshot of its heap. A snapshot holds no garbage.
 */

/** @typedef {import("playwright-core").CDPSession} Session */

/**
 * Counts what is reachable, once counting again gives the same: the first collections may make more
 * garbage, by what they finalize.
 *
 * @param {Session} session
 * @returns {Promise<Record<string, number>>} objects and the browser's own (native) by their class, functions by their name, `strings`,
 *   and `handles`: what arrays hold, such as WebAssembly's table of JavaScript's values
 */
export async function countReachable(session) {
  let before = await countOnce(session);
  for (let tries = 0; tries < 10; tries += 1) {
    const now = await countOnce(session);
    if (JSON.stringify(now) === JSON.stringify(before)) break;
    before = now;
  }
  return before;
}

/**
 * The texts that a page can still reach.
 *
 * @param {Session} session
 * @returns {Promise<string[]>}
 */
export async function reachableTexts(session) {
  return (await takeSnapshot(session)).strings;
}

/** @param {Session} session */
async function countOnce(session) {
  const { snapshot, nodes, edges, strings } = await takeSnapshot(session);
  const { node_fields, node_types, edge_fields, edge_types } = snapshot.meta;
  const [typeAt, nameAt, edgesAt] = ["type", "name", "edge_count"].map((field) =>
    node_fields.indexOf(field),
  );
  /** @type {Record<string, number>} */
  const counts = { strings: 0, handles: 0 };
  let edge = 0;
  for (let node = 0; node < nodes.length; node += node_fields.length) {
    const type = node_types[0][nodes[node + typeAt]];
    const key = keyOf(type, strings[nodes[node + nameAt]]);
    if (key) counts[key] = (counts[key] ?? 0) + 1;
    for (let left = nodes[node + edgesAt]; left > 0; left -= 1) {
      if (key === "object Array" && edge_types[0][edges[edge]] === "element") counts.handles += 1;
      edge += edge_fields.length;
    }
  }
  return counts;
}

/**
 * What a node of the snapshot counts as; nothing, if it is the engine's own.
 *
 * @param {string} type
 * @param {string} name
 * @returns {string | undefined}
 */
function keyOf(type, name) {
  switch (type) {
    case "string":
    case "concatenated string":
    case "sliced string":
      return "strings";
    case "object":
    case "closure":
      // The engine's caches, and the timeline that it keeps of every page up to a limit.
      return / \/ |\(|Timing$/.test(name) ? undefined : `${type} ${name}`;
    case "native":
      return /^\w+$/.test(name) && !name.endsWith("Timing") ? `native ${name}` : undefined;
    default:
      return undefined;
  }
}

/**
 * @param {Session} session
 * @returns {Promise<{ snapshot: any, nodes: number[], edges: number[], strings: string[] }>}
 */
async function takeSnapshot(session) {
  /** @type {string[]} */
  const chunks = [];
  /** @param {{ chunk: string }} event */
  const gather = ({ chunk }) => chunks.push(chunk);
  session.on("HeapProfiler.addHeapSnapshotChunk", gather);
  try {
    await session.send("HeapProfiler.collectGarbage");
    await session.send("HeapProfiler.takeHeapSnapshot", { reportProgress: false });
  } finally {
    session.off("HeapProfiler.addHeapSnapshotChunk", gather);
  }
  return JSON.parse(chunks.join(""));
}
