// The whole document that a host serves, in a page of another origin: it is loaded by its address, and follows what is
// published.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { center } from "./center.mjs";
import { launch, openPage } from "./chromium.mjs";

let browser;
let host;
before(async () => {
  host = await center();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  host?.stop();
});

/** A page of another origin that reaches the host. */
async function stranger() {
  const page = await openPage(browser);
  await page.route(`${host.origin}/**`, async (route) => route.fulfill({ response: await route.fetch() }));
  return page;
}

test("a page loads the document of a platform by its address, custom components included", async () => {
  const page = await stranger();
  const address = `${host.origin}/sdk/v3/platform/web/document/`;
  const { body: document } = await host.call("GET", "revisions/live:production/document");
  const [count, same] = await page.evaluate(
    async ([address, document]) => {
      const { Runtime } = await import("/www/dist/index.js");
      const served = await Runtime.load(address);
      const own = await Runtime.load(document);
      const rendered = (runtime, { id }) => runtime.answer("render", { paywall: id });
      const { paywalls } = own.document;
      return [paywalls.length, paywalls.filter((it) => rendered(served, it) === rendered(own, it)).length];
    },
    [address, document],
  );
  assert.ok(count > 0 && Object.keys(document.customComponents).length > 0);
  assert.equal(same, count);
  await page.close();
});

test("a page that loads it again after a publication has what was published", async () => {
  const page = await stranger();
  const address = `${host.origin}/sdk/v3/platform/web-sandbox/document/`;
  const { body: document } = await host.call("GET", "revisions/live:sandbox/document");
  document.paywalls.push({ ...document.paywalls[0], id: "copy" });
  const { body: made } = await host.call("POST", "revisions", { document, message: "a copy" });
  const { body: before } = await host.call("GET", "deployments?environment=sandbox&most=1");
  const wish = { revision: made.revision, replaces: before[0].sequence, kind: "publish" };
  await host.call("POST", "environments/sandbox/deployments", wish);
  const ids = await page.evaluate(async (address) => {
    const { Runtime } = await import("/www/dist/index.js");
    for (let tries = 0; ; tries++) {
      const { document } = await Runtime.load(address);
      const ids = document.paywalls.map(({ id }) => id);
      if (ids.includes("copy") || tries === 200) return ids;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }, address);
  assert.ok(ids.includes("copy"), ids.join());
  await page.close();
});
