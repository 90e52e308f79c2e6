// The languages beside the module, in each engine: what a page fetches, and what it shows when a language comes late or
// not at all.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, test } from "node:test";

import { root } from "../node/cases.mjs";
import { inEachEngine } from "./engines.mjs";

const source = readFileSync(join(root, "tests/documents/locales.json"), "utf8");
const german = readFileSync(join(root, "tests/cases/locales/german.case"), "utf8");
const request = JSON.parse(german.slice(german.indexOf("\n")));

/** Runs in the page: shows prices, and answers which are there at once and which once all has come. */
async function show({ source, request, locales, updated }) {
  const { Runtime } = await import("/www/dist/index.js");
  const runtime = await Runtime.load(source, { locales });
  const paywall = runtime.launch(request).mount(document.body.appendChild(document.createElement("div")));
  const isGerman = () => /\d,\d\d\s€/.test(document.body.lastChild.shadowRoot.textContent);
  if (updated) paywall.update({ locale: updated });
  const atOnce = isGerman();
  const codes = () =>
    [...runtime.warnings, ...paywall.warnings].map(({ code }) => code).filter((code) => code !== "not_a_date");
  const isOver = () => isGerman() || codes().includes("locale_unavailable");
  for (let turn = 0; turn < 200 && !isOver(); turn += 1) await new Promise((resolve) => setTimeout(resolve, 10));
  const fetched = performance.getEntriesByType("resource").filter(({ name }) => name.includes("/locales/"));
  return { atOnce, later: isGerman(), codes: codes(), fetched: fetched.map(({ name }) => name.split("/").pop()) };
}

inEachEngine((page) => {
  const shown = (options) => page.evaluate(show, { source, request, ...options });
  beforeEach(async () => {
    page.site.answers.delete("/www/dist/locales/de.bin");
    await page.goto("/");
  });

  test("a paywall in English fetches no language", async () => {
    const { codes, fetched } = await shown({ request: { ...request, locale: "en-GB" }, locales: ["en-US"] });
    assert.deepEqual({ codes, fetched }, { codes: [], fetched: [] });
  });

  test("a language that the app names is there with the module", async () => {
    const { atOnce, codes, fetched } = await shown({ locales: ["de-AT"] });
    assert.deepEqual({ atOnce, codes, fetched }, { atOnce: true, codes: [], fetched: ["de.bin"] });
  });

  test("all languages may be named at once", async () => {
    const { atOnce, fetched } = await shown({ locales: ["mul"] });
    assert.deepEqual({ atOnce, fetched }, { atOnce: true, fetched: ["mul.bin"] });
  });

  test("a language that nobody named comes after the paywall, which is then written anew", async () => {
    const { atOnce, later, codes } = await shown({ locales: ["en"] });
    assert.deepEqual({ atOnce, later, codes }, { atOnce: false, later: true, codes: [] });
    await page.goto("/");
    const changed = await shown({ request: { ...request, locale: "en" }, locales: ["en"], updated: "de" });
    assert.equal(changed.later, true);
  });

  for (const [what, answer] of [
    ["is not there", { status: 404, body: "" }],
    ["is the page of a hotel", { type: "text/html", body: "<!doctype html>Log in to this network" }],
  ]) {
    test(`a paywall whose language ${what} is shown in English, and the app is told`, async () => {
      page.site.answers.set("/www/dist/locales/de.bin", () => answer);
      const early = await shown({ locales: ["de"] });
      assert.deepEqual([early.later, early.codes[0]], [false, "locale_unavailable"]);
    });
  }
});
