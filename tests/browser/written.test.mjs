// A page that a server wrote is seen before any script, comes to life without a change, and loses no tap.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { root } from "../node/cases.mjs";
import { launch, openPage, origin, types } from "./chromium.mjs";
import { requestOf, script, source, written } from "./written.mjs";

const dist = (name) => readFileSync(join(root, "www/dist", name));

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

/** Opens the page of a request. Scripts and module come when `release` is called. */
async function open(request) {
  const { width, height } = request.device;
  const page = await openPage(browser, { viewport: { width, height } });
  const body = await written(request);
  let release;
  const released = new Promise((resolve) => (release = resolve));
  const late = async (route, contentType, body) => {
    await released;
    return route.fulfill({ contentType, body });
  };
  const app = `globalThis.skus = []; const buy = ({ id }) => skus.push(id);\n${script}\nglobalThis.alive = paywall;`;
  await page.route(`${origin}/written`, (route) => route.fulfill({ contentType: "text/html; charset=utf-8", body }));
  await page.route(`${origin}/paywalls.json`, (route) => late(route, types[".json"], source));
  await page.route(`${origin}/app.js`, (route) => late(route, types[".js"], app));
  await page.route(`${origin}/paywall-runtime/*`, (route) => {
    const name = new URL(route.request().url()).pathname.split("/").pop();
    return late(route, types[/\.\w+$/.exec(name)[0]], dist(name));
  });
  await page.goto(`${origin}/written`, { waitUntil: "commit" });
  await page.waitForSelector("#request", { state: "attached" });
  /** Lets the scripts come, and waits until the paywall is alive and what was kept is done. */
  const come = async () => {
    release();
    await page.waitForFunction(() => globalThis.alive);
    await page.evaluate(async () => {
      await frame();
      await frame();
    });
  };
  return { page, come };
}

/** Runs in the page: keeps what changes in the paywall, and what is in it. */
function observe() {
  const root = document.querySelector("#paywall").shadowRoot;
  globalThis.changes = [];
  const what = { subtree: true, childList: true, attributes: true, characterData: true };
  new MutationObserver((list) =>
    changes.push(...list.map(({ type, attributeName }) => `${type} ${attributeName}`)),
  ).observe(root, what);
}

for (const [name, ...device] of /** @type {const} */ ([
  ["Fern Phone", "phone", 390, 844],
  ["Fern Tablet", "tablet", 820, 1180],
  ["Fern Desktop", "desktop", 1280, 800],
])) {
  test(`${name}: what is seen stays as it is, to the pixel`, async () => {
    const { page, come } = await open(requestOf(name, ...device));
    await page.evaluate(observe);
    const before = await page.screenshot();
    await come();
    const [changes, warnings] = await page.evaluate(() => [changes, alive.warnings]);
    const isSame = before.equals(await page.screenshot());
    await page.close();
    assert.deepEqual(changes, []);
    assert.deepEqual(
      warnings.filter(({ code }) => code === "hydration_mismatch"),
      [],
    );
    assert.ok(isSame, "the pixels differ");
  });
}

test("a tap before the script is carried out once", async () => {
  const { page, come } = await open(requestOf("Fern Phone", "phone", 390, 844));
  await page.click("[data-id=plan][aria-pressed=false]");
  await page.click("[data-id=continue]");
  await page.click("[data-id=continue]");
  await come();
  const [skus, pressed] = await page.evaluate(() => [
    globalThis.skus.length,
    [...document.querySelector("#paywall").shadowRoot.querySelectorAll("[data-id=plan]")].map((it) =>
      it.getAttribute("aria-pressed"),
    ),
  ]);
  await page.close();
  assert.deepEqual([skus, pressed], [1, ["false", "true"]]);
});

test("the shell has the script of the package", () => {
  const shell = readFileSync(join(root, "paywall-templates/live.hbs"), "utf8");
  // A page has no map beside it, and needs none for so little.
  const script = dist("early.js")
    .toString()
    .replace(/\n\/\/# sourceMappingURL=.*/, "");
  assert.ok(shell.includes(`>${script.trim()}</script>`));
});
