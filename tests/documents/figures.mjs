// @ts-check
/**
 * The figures that documents repeat, from the pages that measurements write and the build's own limits.
 *
 *     npm run figures                              measures sizes, and brings every document up to date
 *     node tests/documents/figures.mjs --write     only copies what was measured last
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { budget } from "../../.size-limit.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** @param {string} document */
export const read = (document) => readFileSync(path.join(root, document), "utf8");

/**
 * The rows of tables, as cells.
 *
 * @param {string} text Markdown
 */
const rowsOf = (text) =>
  text
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

/**
 * A cell of the row that has a name.
 *
 * @param {string} text Markdown
 * @param {RegExp} name
 * @param {number} column
 */
function cell(text, name, column) {
  const row = rowsOf(text).find(([first]) => name.test(first));
  if (!row) throw new Error(`No table has a row ${name}.`);
  return row[column];
}

/**
 * Bytes of gzip in the table that compares this package with others. Other tables of the same document
 * have rows of the same names.
 *
 * @param {RegExp} name
 * @param {string} [text] the document
 */
export function gzipOf(name, text = read("docs/performance.md")) {
  const compared = /<!-- sizes -->([\s\S]*)<!-- \/sizes -->/.exec(text)?.[1] ?? "";
  const bytes = Number(cell(compared, name, 2).replaceAll(",", ""));
  if (!Number.isInteger(bytes)) throw new Error(`The size of ${name} is no number.`);
  return bytes;
}

/** The bytes of gzip of an application that authenticates with this package. */
export const size = () => gzipOf(/^this package$/);

/** The README's table, as Markdown. */
function table() {
  const kilobytes = (/** @type {number} */ bytes) => `${(bytes / 1000).toFixed(1)} kB`;
  const matrices = rowsOf(read("docs/reliability.md")).filter(([name]) =>
    name.startsWith("matrix"),
  );
  const survived = matrices.reduce((sum, [, cells]) => {
    const right = /(\d+) right, 0 wrong/.exec(cells)?.[1];
    if (!right) throw new Error(`docs/reliability.md has something wrong: ${cells}`);
    return sum + Number(right);
  }, 0);
  const [, ...consumers] = rowsOf(read("docs/consumers.md"));

  const columns = [
    ["size, gzip", `**${kilobytes(size())}**`],
    ["official SDK", kilobytes(gzipOf(/^@cometchat\//))],
    ["Auth0", kilobytes(gzipOf(/^@auth0\//))],
    ["Firebase", kilobytes(gzipOf(/^(@?firebase)/))],
    ["Supabase", kilobytes(gzipOf(/^@supabase\//))],
    ["faults survived", survived.toLocaleString("en")],
    ["engines", `${matrices.length}`],
    ["tools it was tried with", `${new Set(consumers.map(([name]) => name)).size}`],
  ];
  return [
    `| ${columns.map(([name]) => name).join(" | ")} |`,
    `|${"---:|".repeat(columns.length)}`,
    `| ${columns.map(([, figure]) => figure).join(" | ")} |`,
  ].join("\n");
}

/** What the build allows, as docs/performance.md words it. */
function allowed() {
  const [gzip, brotli] = [budget.gzip, budget.brotli].map((bytes) => bytes.toLocaleString("en"));
  return `${gzip} bytes of \`gzip -9\` or\n${brotli}`;
}

/**
 * What a document says, where, in place of `…`.
 *
 * @typedef {object} Figure
 * @property {string} document
 * @property {RegExp} place
 * @property {() => string} figure
 */

/** @returns {Figure[]} */
function figures() {
  const beside = "docs/with-the-official-sdk.md";
  const first = (/** @type {RegExp} */ name) =>
    `${Math.round(Number.parseFloat(cell(read(beside), name, 1)))}`;
  const own = () => first(/^`cometchat-wasm`, and/);
  const alone = () => first(/^the official SDK alone/);
  const companion = "examples/companion/README.md";
  return [
    {
      document: "README.md",
      place: /(?<=<!-- figures -->\n)[\s\S]*?(?=\n<!-- \/figures -->)/,
      figure: table,
    },
    {
      document: "pkg-template/README.md",
      place: /(?<=About )\d+(?= kB, in Rust)/,
      figure: () => `${Math.round(size() / 1000)}`,
    },
    { document: beside, place: /(?<=its first load is )\d+(?= kB)/, figure: own },
    { document: beside, place: /(?<=instead of )\d+(?= kB)/, figure: alone },
    { document: companion, place: /(?<=at once with )\d+(?= kB)/, figure: own },
    {
      document: "examples/uikit-react/README.md",
      place: /(?<=at once with )\d+(?= kB)/,
      figure: own,
    },
    { document: companion, place: /(?<=the official SDK, )\d+(?= kB)/, figure: alone },
    {
      document: "docs/performance.md",
      place: /(?<=takes more than )[\d,]+ bytes of `gzip -9` or\s[\d,]+(?= of brotli)/,
      figure: allowed,
    },
  ];
}

/** Documents as they should be. @returns {Map<string, string>} */
export function upToDate() {
  /** @type {Map<string, string>} */
  const texts = new Map();
  for (const { document, place, figure } of figures()) {
    const text = texts.get(document) ?? read(document);
    if (!place.test(text)) throw new Error(`${document} has no place for ${place}.`);
    texts.set(
      document,
      text.replace(place, () => figure()),
    );
  }
  return texts;
}

/** Brings the documents up to date. */
export function writeFigures() {
  for (const [document, text] of upToDate()) writeFileSync(path.join(root, document), text);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href && process.argv[2] === "--write") {
  writeFigures();
}
