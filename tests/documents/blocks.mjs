// @ts-check
/**
 * The code blocks of a document in Markdown, and of the comments in a TypeScript source.
 */

/**
 * @typedef {object} Block
 * @property {string} document its file's name
 * @property {number} line where the block begins in it
 * @property {string} heading what it stands under
 * @property {string} language as the fence names it, in lower case
 * @property {string} code verbatim, without the indentation that the whole block has
 */

/** What is compiled and run, by the name on the fence: the extension of its file. */
export const programs = /** @type {Readonly<Record<string, "ts" | "js">>} */ ({
  javascript: "js",
  js: "js",
  ts: "ts",
  typescript: "ts",
});

/** What no browser runs, by the name on the fence. */
export const others = /** @type {Readonly<Record<string, string>>} */ ({
  mjs: "the code of a server, which tests/package runs",
  bash: "shell",
  console: "shell",
  dart: "Dart",
  diff: "change",
  http: "data",
  json: "data",
  mermaid: "diagram",
  sh: "shell",
  shell: "shell",
});

/**
 * @param {string} document
 * @param {string} text
 * @returns {Block[]}
 */
export function blocksOf(document, text) {
  /** @type {Block[]} */
  const blocks = [];
  let heading = "";
  /** @type {{ fence: string, indent: string, block: Block } | undefined} */
  let open;
  for (const [index, line] of text.split("\n").entries()) {
    if (open) {
      const { fence, indent, block } = open;
      if (line.trim() === fence) open = undefined;
      else block.code += `${line.startsWith(indent) ? line.slice(indent.length) : line}\n`;
      continue;
    }
    heading = /^#+ (.+)$/.exec(line)?.[1] ?? heading;
    const [, indent, fence, language] = /^(\s*)(`{3,})(\S*)/.exec(line) ?? [];
    if (fence === undefined) continue;
    const block = {
      document,
      line: index + 1,
      heading,
      language: language.toLowerCase(),
      code: "",
    };
    blocks.push(block);
    open = { fence, indent, block };
  }
  if (open) throw new Error(`${document} ends in a block, which began in line ${open.block.line}.`);
  return blocks;
}

/**
 * The documentation comments of a TypeScript source as Markdown, each line in its place. All other
 * lines are blank.
 *
 * @param {string} source
 */
export function commentsOf(source) {
  let inComment = false;
  const lines = source.split("\n").map((line) => {
    inComment ||= /^\s*\/\*\*/.test(line);
    const text = inComment ? line.replace(/^\s*(?:\/\*\*|\*\/|\*) ?/, "") : "";
    if (line.trimEnd().endsWith("*/")) inComment = false;
    return text;
  });
  return lines.join("\n");
}

/**
 * The functions of the SDK that a block calls, such as `login`.
 *
 * @param {Block} block
 */
export function callsOf({ code }) {
  const calls = code.matchAll(/\bCometChat(?:Calls)?\s*\.\s*([a-z]\w*)\s*\(/g);
  return new Set([...calls].map(([, name]) => name));
}

/**
 * The texts that a block quotes.
 *
 * @param {Block} block
 */
export function quotedBy({ code }) {
  return [...code.matchAll(/"([^"\n]*)"|'([^'\n]*)'/g)].map(
    ([, double, single]) => double ?? single,
  );
}
