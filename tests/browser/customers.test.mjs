// The customer manager in a real browser: what storage, reloads, other tabs and the network do to it.

import assert from "node:assert/strict";
import { after, before, beforeEach, afterEach, test } from "node:test";

import { launch, openPage, origin } from "./chromium.mjs";

let browser;
let context;
let page;
let calls;
let online;
before(async () => (browser = await launch()));
after(() => browser?.close());
beforeEach(async () => {
  context = await browser.newContext();
  page = await openPage(context);
  [calls, online] = [[], true];
  await context.route(`${origin}/sdk/**`, host);
  await page.route(`${origin}/sdk/**`, host);
});
afterEach(() => context.close());

/** A host with one customer, who has `premium` once something was bought. */
function host(route) {
  const request = route.request();
  const path = new URL(request.url()).pathname.split("/").slice(5).join("/");
  if (!online) return route.abort();
  calls.push(`${request.method()} ${path.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "ID")}`);
  const bought = calls.includes("PUT device/ID/purchase_event/");
  if (path.endsWith("/login/")) return route.fulfill({ json: { external_id: request.postDataJSON().external_id } });
  if (path.endsWith("/profile/"))
    return route.fulfill({ json: { customer_journey_state: { in_trial_period: bought } } });
  if (path.endsWith("entitlements/"))
    return route.fulfill({ json: { results: bought ? [{ entitlement_ref_id: "premium" }] : [] } });
  return route.fulfill({ json: {} });
}

/** Runs in the page. */
async function open() {
  const { Customers } = await import("/www/dist/customers.js");
  window.customers = Customers.open({ host: location.origin, platform: "p1" });
  await customers.ready;
  return {
    device: customers.deviceId,
    account: customers.externalId,
    waiting: customers.waiting,
    premium: customers.mayUse("premium"),
    customer: customers.customer,
  };
}

const reload = async () => {
  await page.reload();
  return page.evaluate(open);
};

test("device, account and attributes survive a reload", async () => {
  const first = await page.evaluate(open);
  assert.match(first.device, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  await page.evaluate(async () => {
    customers.setAttribute("firstName", "Ada");
    await customers.login("42");
  });
  const again = await reload();
  assert.equal(again.device, first.device);
  assert.equal(again.account, "42");
  assert.deepEqual(again.customer.attributes, { firstName: "Ada" });
  assert.equal(calls.filter((it) => it === "POST device/").length, 1);
});

test("a purchase without network counts, waits across a reload, and is sent once the network is back", async () => {
  await page.evaluate(open);
  online = false;
  const delivered = await page.evaluate(() =>
    customers.beginPurchase("monthly").complete({ entitlements: ["premium"] }),
  );
  assert.deepEqual(delivered, { delivered: false });
  const offline = await reload();
  assert.deepEqual([offline.waiting, offline.premium], [1, true]);
  online = true;
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await page.waitForFunction(() => customers.waiting === 0 && customers.entitlements[0]?.provisional === false);
  assert.equal(calls.filter((it) => it === "PUT device/ID/purchase_event/").length, 1);
  assert.equal(await page.evaluate(() => customers.journeyState.inTrialPeriod), true);
});

test("another tab hears of a login", async () => {
  await page.evaluate(open);
  const other = await openPage(context);
  await other.route(`${origin}/sdk/**`, host);
  await other.evaluate(open);
  await page.evaluate(() => customers.login("42"));
  await other.waitForFunction(() => customers.externalId === "42");
  await page.evaluate(() => customers.beginPurchase("monthly").complete({ entitlements: ["premium"] }));
  await other.waitForFunction(() => customers.mayUse("premium"));
});

test("what the manager knows is what a launch takes", async () => {
  await page.evaluate(open);
  const [state, paywall] = await page.evaluate(async () => {
    const { Runtime } = await import("/www/dist/index.js");
    const runtime = await Runtime.load(await (await fetch("/paywall-templates/document.json")).json());
    const paywall = runtime.launch(undefined, {
      paywall: runtime.document.paywalls[0].id,
      customer: customers.customer,
    });
    return [customers.customer.entitlementsLoaded, paywall.state !== null];
  });
  assert.deepEqual([state, paywall], [true, true]);
});

test("a page without storage works as long as it lives", async () => {
  const outcome = await page.evaluate(async () => {
    Object.defineProperty(window, "localStorage", {
      get() {
        throw new DOMException("denied", "SecurityError");
      },
    });
    const { Customers } = await import("/www/dist/customers.js");
    const customers = Customers.open({ host: location.origin, platform: "p1" });
    await customers.ready;
    await customers.login("7");
    return customers.externalId;
  });
  assert.equal(outcome, "7");
});
