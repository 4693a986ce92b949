// @ts-check
/** What reads and judges the documents' code misses nothing. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { blocksOf, callsOf, commentsOf, others, programs, quotedBy } from "./blocks.mjs";
import { compile } from "./compiled.mjs";
import { scenesOf } from "./scenes.mjs";

const document = `# One

\`\`\`sh
npm test
\`\`\`

<Tab>
    \`\`\`typescript theme={null}
    # no heading
    \tCometChat.login("a", 'b')
    \`\`\`
</Tab>

## Two

\`\`\`\`js
\`\`\`
\`\`\`\`
`;

/** @param {string} code */
const block = (code, language = "typescript") =>
  blocksOf("test", `\`\`\`${language}\n${code}\n\`\`\``)[0];

test("a source's comments are read as a document, in their lines", () => {
  const source = `const a = \`
\\\`\\\`\\\`ts
\`;
/** One line. */
class A {
  /**
   * Adds.
   *
   * \`\`\`ts
   * if (a) {
   *   CometChat.logout();
   * }
   * \`\`\`
   */
  add() {}
}
`;
  assert.deepEqual(blocksOf("a.ts", commentsOf(source)), [
    {
      document: "a.ts",
      line: 9,
      heading: "",
      language: "ts",
      code: "if (a) {\n  CometChat.logout();\n}\n",
    },
  ]);
});

test("blocks come with their place, and without the indentation of the whole", () => {
  assert.deepEqual(blocksOf("it", document), [
    { document: "it", line: 3, heading: "One", language: "sh", code: "npm test\n" },
    {
      document: "it",
      line: 8,
      heading: "One",
      language: "typescript",
      code: `# no heading\n\tCometChat.login("a", 'b')\n`,
    },
    { document: "it", line: 16, heading: "Two", language: "js", code: "```\n" },
  ]);
});

test("a block that does not end is an error", () => {
  assert.throws(() => blocksOf("it", "```js\n1"), /line 1/);
});

test("calls and quotations are found", () => {
  const found = block(
    `const x: CometChat.User = CometChat.getLoggedinUser( ); CometChatCalls.login("a", 'b');`,
  );
  assert.deepEqual([...callsOf(found)], ["getLoggedinUser", "login"]);
  assert.deepEqual(quotedBy(found), ["a", "b"]);
});

test("no language is both run and passed over, and an unnamed one is neither", () => {
  assert.deepEqual(
    Object.keys(programs).filter((language) => language in others),
    [],
  );
  assert.equal("" in programs || "" in others, false);
});

test("a block of which nothing is known is an error", () => {
  for (const code of ["1 + 1;", "CometChat.dance();", "CometChat.login(1); CometChat.logout();"]) {
    assert.throws(() => scenesOf(block(code)), /Nothing is known/);
  }
});

test("a block that does not compile is found, and others are not blamed", async () => {
  const good = block("CometChat.logout();");
  const bad = block("const uid: string = CometChat.login(5);");
  const loose = block("CometChat.addLoginListener('id', (untyped) => untyped);", "js");
  const { modules, remove } = await compile([good, bad, loose]);
  remove();
  assert.deepEqual(modules.get(good)?.errors, []);
  for (const wrong of [bad, loose]) assert.notDeepEqual(modules.get(wrong)?.errors, []);
});
