// The document of an address in each engine: what a later visit shows, what it asks, and what it does without a network.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { inEachEngine } from "./engines.mjs";

/** Gives the site a document with a tag; `network` says what becomes of questions. */
function networkOf(site) {
  const network = { version: 1, state: "up", asked: [] };
  site.answers.set("/paywalls.json", async ({ headers }) => {
    const tag = `"${network.version}"`;
    network.asked.push(headers["if-none-match"] ?? "all");
    const type = "application/json";
    if (network.state === "down") return { status: 503, type, body: "{}" };
    if (network.state === "portal") return { body: "<!doctype html>Log in to this network" };
    if (network.state === "cut") return { type, body: '{"version": 3, "paywalls": [' };
    if (network.state === "broken") return { type, body: '{"version": }' };
    if (network.state === "slow") await new Promise((resolve) => setTimeout(resolve, 1_500));
    if (headers["if-none-match"] === tag) return { status: 304, body: "" };
    const about = { etag: tag, "cache-control": "no-cache" };
    return { type, headers: about, body: JSON.stringify({ version: network.version }) };
  });
  return network;
}

/** Runs in the page: what a visit shows, how long it waits for it, and what it hears later. */
async function look(options = {}) {
  const { cloudDocument } = await import("/www/dist/document.js");
  window.newer = 0;
  const begin = performance.now();
  try {
    const found = await cloudDocument("/paywalls.json", { ...options, onNewer: () => (window.newer += 1) });
    const { version } = typeof found === "string" ? JSON.parse(found) : found;
    return { version, waited: performance.now() - begin };
  } catch (error) {
    return { error: String(error) };
  }
}

/** Begins each test with an empty cache and a network that answers; returns that network, and what visits the page. */
function visitsOf(page) {
  const visits = {
    network: undefined,
    kept: () => page.evaluate(async () => (await (await caches.open("paywall-documents")).keys()).length),
    async visit(options) {
      // WebKit under automation keeps nothing and forgets caches with the page, so there the visits are those of one page.
      if (page.engine !== "webkit") await page.goto("/");
      const { version, error, waited } = await page.evaluate(look, options);
      // What the network says afterwards is kept.
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 200)));
      return error ?? { version, isSlow: waited > 1_200 };
    },
  };
  beforeEach(async () => {
    visits.network = networkOf(page.site);
    await page.goto("/");
    await page.evaluate(() => caches.delete("paywall-documents"));
  });
  return visits;
}

inEachEngine((page) => {
  const visits = visitsOf(page);
  const { visit } = visits;
  let network;
  beforeEach(() => {
    ({ network } = visits);
  });

  test("a later visit shows what the one before kept, and asks once whether it is still so", async () => {
    assert.deepEqual(await visit(), { version: 1, isSlow: false });
    network.state = "slow";
    assert.deepEqual(await visit(), { version: 1, isSlow: false });
    assert.equal(network.asked.length, 2);
    // An unchanged document is not sent again. WebKit under automation has no memory of tags either.
    if (page.engine !== "webkit") assert.equal(network.asked[1], '"1"');
  });

  test("a newer document is told of, and shown by the next visit", async () => {
    await visit();
    network.version = 2;
    assert.equal((await visit()).version, 1);
    await page.evaluate(() => until(() => window.newer === 1));
    assert.equal((await visit()).version, 2);
    assert.equal(await page.evaluate(() => window.newer), 0);
  });

  test("without a network there is the kept document, else the fallback, else an error that names the address", async () => {
    network.state = "down";
    assert.match(await visit(), /503 for .*paywalls\.json/);
    assert.equal((await visit({ fallback: { version: 0 } })).version, 0);
    network.state = "up";
    await visit();
    network.state = "down";
    assert.equal((await visit({ fallback: { version: 0 } })).version, 1);
  });

  test("a network that answers too late is kept for the next visit, and the fallback stays", async () => {
    network.state = "slow";
    const seen = await visit({ fallback: { version: 0 }, timeout: 300 });
    assert.deepEqual(seen, { version: 0, isSlow: false });
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1_500)));
    assert.equal((await visit({ fallback: { version: 0 } })).version, 1);
  });

  test("a kept document that is too old waits for the network, and is better than none", async () => {
    await visit();
    network.version = 2;
    assert.equal((await visit({ maxAge: 0 })).version, 2);
    network.state = "down";
    assert.equal((await visit({ maxAge: 0, fallback: { version: 0 } })).version, 2);
  });
});

inEachEngine((page) => {
  const visits = visitsOf(page);
  const { kept, visit } = visits;

  test("the page of a portal is no document, and is not kept", async () => {
    visits.network.state = "portal";
    assert.equal((await visit({ fallback: { version: 0 } })).version, 0);
    assert.equal(await kept(), 0);
  });

  test("half a document is none, and a broken one is neither kept nor told of", async () => {
    visits.network.state = "cut";
    assert.equal((await visit({ fallback: { version: 0 } })).version, 0);
    visits.network.state = "broken";
    assert.match(await visit(), /JSON/);
    assert.equal(await kept(), 0);
    visits.network.state = "up";
    await visit();
    visits.network.state = "broken";
    assert.equal((await visit()).version, 1);
    assert.equal(await page.evaluate(() => window.newer), 0);
    assert.equal((await visit()).version, 1);
  });
});

inEachEngine((page) => {
  test("no more than eight documents are kept", async () => {
    page.site.answers.set("/many/*", () => ({ type: "application/json", body: "{}" }));
    const kept = await page.evaluate(async () => {
      const { cloudDocument } = await import("/www/dist/document.js");
      const cache = await caches.open("paywall-documents");
      for (let count = 0; count < 12; count += 1) {
        await cloudDocument(`/many/${count}`);
        await until(async () => (await cache.match(`/many/${count}`)) !== undefined);
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
      return (await cache.keys()).map(({ url }) => new URL(url).pathname);
    });
    assert.deepEqual(kept.length, 8);
    assert.equal(kept.at(-1), "/many/11");
  });
});
