// @ts-check
/**
 * The README's figures, from the pages that measurements write.
 *
 *     node tests/documents/figures.mjs --write    brings the README up to date
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const marks = /(<!-- figures -->\n)[\s\S]*?(\n<!-- \/figures -->)/;

/** @param {string} document */
export const read = (document) => readFileSync(path.join(root, document), "utf8");

/**
 * The rows of a document's tables, as cells.
 *
 * @param {string} document
 */
const rowsOf = (document) =>
  read(document)
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

/** The table, as Markdown. */
export function figures() {
  const sizes = rowsOf("docs/performance.md");
  /** @param {RegExp} name */
  const size = (name) => {
    const row = sizes.find(([first]) => name.test(first));
    if (!row) throw new Error(`docs/performance.md has no size of ${name}.`);
    return `${(Number(row[2].replaceAll(",", "")) / 1000).toFixed(1)} kB`;
  };
  const matrices = rowsOf("docs/reliability.md").filter(([name]) => name.startsWith("matrix"));
  const survived = matrices.reduce((sum, [, cells]) => {
    const right = /(\d+) right, 0 wrong/.exec(cells)?.[1];
    if (!right) throw new Error(`docs/reliability.md has something wrong: ${cells}`);
    return sum + Number(right);
  }, 0);
  const [, ...consumers] = rowsOf("docs/consumers.md");

  const columns = [
    ["size, gzip", `**${size(/^this package$/)}**`],
    ["official SDK", size(/^@cometchat\//)],
    ["Auth0", size(/^@auth0\//)],
    ["Firebase", size(/^(@?firebase)/)],
    ["Supabase", size(/^@supabase\//)],
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

/** What the README shows. */
export const shown = () => marks.exec(read("README.md"))?.[0].split("\n").slice(1, -1).join("\n");

if (import.meta.url === pathToFileURL(process.argv[1]).href && process.argv[2] === "--write") {
  writeFileSync(
    path.join(root, "README.md"),
    read("README.md").replace(marks, (_, before, after) => before + figures() + after),
  );
}
