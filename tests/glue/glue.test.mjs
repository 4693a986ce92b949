// @ts-check
/**
 * The glue, by a WebAssembly with one of each thing that it carries: `cargo run -p xtask -- glue-test`
 * makes it as it makes the SDK's.
 */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { afterEach, beforeEach, test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const built = new URL("../../target/glue-test/", import.meta.url);
const { compile, instantiate } = await import(new URL("instance.js", built).href);
const { createCollector } = await import(new URL("collector.js", built).href);
const bytes = await readFile(new URL("fixture.wasm", built));

/** What left the instances that have failed. @type {unknown[]} */
let failures = [];
/** What nobody handled. @type {unknown[]} */
let unhandled = [];

/** As the SDK starts: at once, or later where the engine must. @param {unknown} source */
const start = (source = bytes) => {
  const run = (/** @type {WebAssembly.Module} */ module) =>
    instantiate(module, {}, (/** @type {unknown} */ error) => failures.push(error));
  const module = compile(source);
  return module instanceof Promise ? module.then(run) : run(module);
};

/** @param {unknown} reason */
const note = (reason) => void unhandled.push(reason);

beforeEach(() => {
  failures = [];
  unhandled = [];
  process.on("unhandledRejection", note).on("uncaughtException", note);
});

afterEach(() => {
  process.off("unhandledRejection", note).off("uncaughtException", note);
  assert.deepEqual(unhandled, []);
});

/** Lets everything run that waits. */
const settle = () => new Promise((resolve) => setTimeout(resolve));

const texts = {
  empty: "",
  ascii: "cometchat-uid-1",
  accents: "Zoë Ångström",
  "a byte order mark": "\ufeffbegins with one",
  "beyond 16 bits": "👩‍👩‍👧 𝒳 ok",
  zeroes: "a\0b\0",
  "longer than a page of memory": "ünï".repeat(50_000),
};

for (const [name, text] of Object.entries(texts)) {
  test(`a text goes to Rust and back: ${name}`, () => {
    const { echo_text, text_length, maybe_text } = start();
    assert.equal(echo_text(text), text);
    assert.equal(text_length(text), Buffer.byteLength(text));
    assert.equal(maybe_text(text), text);
  });
}

test("a lone surrogate becomes the replacement character, as everywhere on the web", () => {
  assert.equal(start().echo_text("a\ud800b\udc00"), "a\ufffdb\ufffd");
});

test("a text that is not there stays away", () => {
  const { maybe_text } = start();
  assert.equal(maybe_text(undefined), undefined);
  assert.equal(maybe_text(null), undefined);
});

for (const length of [0, 1, 256, 200_000]) {
  test(`${length} bytes go to Rust and back`, () => {
    const { increment, increment_in_place } = start();
    const given = Uint8Array.from({ length }, (_, index) => index);
    const expected = given.map((byte) => byte + 1);
    assert.deepEqual(increment(given), expected);
    increment_in_place(given);
    assert.deepEqual(given, expected);
  });
}

test("an enum of texts is a text in JavaScript", () => {
  const { opposite } = start();
  assert.equal(opposite("in"), "out");
  assert.equal(opposite("out"), "in");
});

test("what an import throws is an error in Rust, and leaves the instance well", async () => {
  const { call, property_later } = start();
  const error = new Error("no");
  const refuse = () => {
    throw error;
  };
  assert.equal(
    call(() => 7),
    7,
  );
  assert.throws(
    () => call(refuse),
    (thrown) => thrown === error,
  );
  const object = Object.defineProperty({ good: 1 }, "bad", { get: refuse });
  assert.equal(await property_later(object, Promise.resolve("good")), 1);
  await assert.rejects(
    property_later(object, Promise.resolve("bad")),
    (thrown) => thrown === error,
  );
  await assert.rejects(property_later({}, Promise.reject(error)), (thrown) => thrown === error);
  assert.deepEqual(failures, []);
});

test("objects are freed, and used no more", () => {
  const { Counter } = start();
  const counter = new Counter();
  counter.counting()();
  assert.equal(counter.count, 1);
  counter.free();
  assert.throws(() => counter.count);
});

test("of the values that Rust has had, those stay that its memory names", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc");
  let found = 0;
  const registry = new FinalizationRegistry(() => found++);
  const { call, forget, keep, kept } = start();
  const ours = Array.from({ length: 300 }, (_, index) => ({ index }));
  for (const object of ours) {
    keep(object);
    for (let index = 0; index < 10; index++) {
      const forgotten = {};
      registry.register(forgotten, undefined);
      // In the middle of a call, nothing is collected.
      call(() => forget(forgotten));
    }
  }
  assert.deepEqual(
    ours.map((_, index) => kept(index)),
    ours,
  );
  assert.ok(ours.every((object, index) => kept(index) === object));
  // Those stay that came since the last collection, and those whose place only seems to be named.
  while (found < 1_500) {
    collect();
    await settle();
  }
});

test("nothing is collected while Rust runs", () => {
  const { call, forget, keep_after, kept } = start();
  const object = {};
  const many = () => {
    for (let index = 0; index < 5_000; index++) forget({});
    call(() => {});
    for (let index = 0; index < 5_000; index++) forget({});
  };
  keep_after(many, object);
  assert.equal(kept(0), object);
});

/** A table with the constants before the places, and a memory that names some. */
const table = (/** @type {number[]} */ ...named) => {
  const glue = { values: /** @type {unknown[]} */ ([undefined, null]), free: 2, stack: 400 };
  const memory = new WebAssembly.Memory({ initial: 1 });
  new Uint32Array(memory.buffer).set(named, 100);
  // What is left on the stack is over.
  new Uint32Array(memory.buffer, 0, 100).fill(4);
  const collector = createCollector(glue, memory);
  const add = (/** @type {unknown} */ value) => {
    const place = glue.free;
    glue.free = place < glue.values.length ? Number(glue.values[place]) : place + 1;
    glue.values[place] = value;
    return place;
  };
  return { glue, collector, add };
};

test("the places that are free are given out again, from the first", () => {
  const { glue, collector, add } = table(3, 5);
  for (const value of "abcdef") add(value);
  collector.collect();
  assert.deepEqual([2, 3, 4, 5].map((place) => glue.values[place])[1], "b");
  assert.deepEqual(glue.values.slice(0, 2), [undefined, null]);
  assert.deepEqual(["x", "y", "z"].map(add), [2, 4, 6]);
  assert.deepEqual(glue.values, [undefined, null, "x", "b", "y", "d", "z"]);
});

test("a collection is due after many places, whatever stays", () => {
  const { collector, add } = table(2, 700, 1_500);
  for (let round = 0; round < 5; round++) {
    let count = 0;
    for (; !collector.isDue(); count++) add(count);
    assert.ok(count >= 1_024 && count < 1_100, `${count}`);
    collector.collect();
    assert.ok(!collector.isDue());
  }
});

test("compiled WebAssembly starts as bytes do, and without waiting", () => {
  assert.equal(start(new WebAssembly.Module(bytes)).echo_text("a"), "a");
});

test("where the engine does not compile at once, the instance comes later", async (context) => {
  for (const refused of /** @type {const} */ (["Module", "Instance"])) {
    context.mock.method(WebAssembly, refused, function refuse() {
      throw new RangeError("disallowed on the main thread");
    });
    const started = start();
    assert.ok(started instanceof Promise);
    assert.equal((await started).echo_text("a"), "a");
    context.mock.restoreAll();
  }
});

test("what is no WebAssembly is refused", () => {
  assert.throws(() => start(Buffer.from("no")), WebAssembly.CompileError);
});

test("two instances share nothing", () => {
  const [one, other] = [start(), start()];
  const [counter, others] = [new one.Counter(), new other.Counter()];
  counter.counting()();
  assert.deepEqual([counter.count, others.count], [1, 0]);
});

test("a trap is told once, and ends its own instance only", () => {
  const [failed, next] = [start(), start()];
  assert.throws(() => failed.trap(), WebAssembly.RuntimeError);
  assert.equal(failures.length, 1);
  assert.ok(failures[0] instanceof WebAssembly.RuntimeError);
  assert.doesNotThrow(() => failed.trap(), "nothing runs there any more");
  assert.equal(failures.length, 1);
  assert.equal(next.echo_text("a"), "a");
});

test("a trap ends the calls that led to it, and is told once", () => {
  const { call, trap } = start();
  /** @type {string[]} */
  const ran = [];
  const trapping = () => {
    try {
      trap();
    } finally {
      ran.push("within");
    }
  };
  assert.throws(() => call(() => call(trapping)), WebAssembly.RuntimeError);
  assert.equal(failures.length, 1);
  assert.deepEqual(ran, ["within"]);
});

test("late callbacks and answers of a failed instance reach nobody", async () => {
  const failed = start();
  const counter = new failed.Counter();
  const callbacks = [counter.counting(), counter.counting_forever()];
  const [resolved, rejected] = [withResolvers(), withResolvers()];
  counter.count_after(resolved.promise);
  counter.count_after(rejected.promise);
  const answer = failed.property_later({ a: 1 }, resolved.promise);
  await settle();
  // Some are asked for, but do not wait yet.
  counter.count_after(resolved.promise);
  assert.throws(() => failed.trap());

  const next = start();
  // The same places in memory as those of the failed instance.
  const successor = new next.Counter();
  const successors = [successor.counting(), successor.counting_forever()];
  for (const callback of callbacks) callback();
  resolved.resolve("a");
  rejected.reject(new Error("late"));
  await settle();
  assert.equal(successor.count, 0);
  for (const callback of successors) callback();
  assert.equal(successor.count, 2);
  assert.equal(await Promise.race([answer, "pending"]), "pending");
  assert.equal(failures.length, 1);
});

test("what the garbage collector finds of a failed instance is not freed in its successor", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc");
  /** @type {string[]} */
  const collected = [];
  const registry = new FinalizationRegistry((/** @type {string} */ what) => collected.push(what));

  const failed = start();
  (() => {
    for (let index = 0; index < 10; index++) {
      const counter = new failed.Counter();
      registry.register(counter, "counter");
      registry.register(counter.counting_forever(), "callback");
    }
  })();
  assert.throws(() => failed.trap());

  const next = start();
  const counters = Array.from({ length: 10 }, () => new next.Counter());
  const callbacks = counters.map((counter) => counter.counting_forever());
  while (collected.length < 20) {
    collect();
    await settle();
  }
  // Whatever was freed by mistake is given out again.
  const others = Array.from({ length: 10 }, () => new next.Counter());
  for (const callback of callbacks) callback();
  assert.deepEqual(
    [counters, others].map((made) => made.map(({ count }) => count)),
    [new Array(10).fill(1), new Array(10).fill(0)],
  );
  assert.equal(failures.length, 1);
});

function withResolvers() {
  /** @type {(value: unknown) => void} */
  let resolve = () => {};
  /** @type {(reason: unknown) => void} */
  let reject = () => {};
  const promise = new Promise((...settling) => {
    [resolve, reject] = settling;
  });
  return { promise, resolve, reject };
}
