// @ts-check
/** What the README and the OpenAPI document say is so. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { app, bare, control } from "./callers.mjs";
import { scenarios } from "./scenario.mjs";

const readme = readFileSync(new URL("../../emulator/README.md", import.meta.url), "utf8");

/** The first JSON of the README that matches. @param {RegExp} block */
const shown = (block) => JSON.parse(block.exec(readme)?.[1] ?? "");

/** The routes of an OpenAPI document. @param {{ paths: Record<string, object> }} document */
const routesOf = ({ paths }) =>
  Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item)
      .filter((key) => key !== "parameters")
      .map((method) => `${method.toUpperCase()} ${path}`),
  );

/** The routes of the README's table, whose rows may have several methods. */
const routes = [
  ...(/## The REST API\n(.*?)\n## /s.exec(readme)?.[1].matchAll(/^\| ([`A-Z ]+) (\/[^`]*)` \|/gm) ??
    []),
].flatMap(([, methods, path]) =>
  (methods.match(/[A-Z]+/g) ?? []).map((method) => `${method} ${path}`),
);

scenarios({
  "the OpenAPI document has the routes of the README, and every one is served": async (at) => {
    const document = await at.play([control, "GET /openapi.json", { openapi: "3.1.0" }]);
    assert.deepEqual(routesOf(document).sort(), routes.toSorted());
    assert.deepEqual(document.components.schemas.NewUser.properties.role.enum, [
      ...["default", "manager", null],
    ]);
    for (const route of routes) await at.play([bare, route, "400 AUTH_ERR_EMPTY_APPID"]);
  },
  "every fault of the README is understood, and there are no others": async (at) => {
    const faults = [...readme.matchAll(/^\| `(\{"kind": .*?\})` \|/gm)].map(([, json]) =>
      JSON.parse(json),
    );
    for (const fault of faults) {
      const { fault: told } = await at.play([control, "POST /faults", { fault }, 201]);
      // Nothing of it is a default, or a field of another kind that was overlooked.
      for (const [field, value] of Object.entries(fault)) {
        if (field !== "headers") assert.deepEqual(told[field], value, field);
      }
    }
    const unknown = await at.ask(control, "POST /faults", { fault: { kind: "?" } });
    const [, ...known] = unknown.json.error.message.match(/(?<=`)[a-z-?]+(?=`)/g);
    assert.deepEqual(faults.map(({ kind }) => kind).sort(), known.sort());
  },
  "the order that the README shows is understood, and shows the defaults": async (at) => {
    const order = shown(/```json\n(\{ "route".*?)```/s);
    const { route, fault } = order;
    for (const body of [order, { route, fault }]) {
      await at.play([control, "POST /faults", body, 201]);
    }
    const { faults } = await at.play([control, "GET /faults", 200]);
    for (const { id, met, ...told } of faults) assert.deepEqual(told, order);
  },
  "the journal entry that the README shows has the fields of a real one": async (at) => {
    const { requests } = await at.play([app, "GET /me", 400], [control, "GET /requests", 200]);
    assert.deepEqual(
      Object.keys(shown(/```json\n(\{\n {2}"id".*?)```/s)),
      Object.keys(requests[0]),
    );
  },
});
