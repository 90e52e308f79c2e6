// The customer manager in each engine: what is remembered across visits, between tabs, and without a network.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { inEachEngine } from "./engines.mjs";

/** A host with one customer, who has `premium` once something was bought: what it was asked, and whether it answers. */
function hostOf(site) {
  const host = { calls: [], isOnline: true };
  site.answers.set("/sdk/*", (request, body) => {
    const path = request.url.split("/").slice(5).join("/");
    if (!host.isOnline) return { status: 503, type: "application/json", body: "{}" };
    host.calls.push(`${request.method} ${path.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "ID")}`);
    const bought = host.calls.includes("PUT device/ID/purchase_event/");
    return { type: "application/json", body: JSON.stringify(answerOf(path, body, bought)) };
  });
  return host;
}

function answerOf(path, body, bought) {
  if (path.endsWith("/login/")) return { external_id: JSON.parse(body).external_id };
  if (path.endsWith("/profile/")) return { customer_journey_state: { in_trial_period: bought } };
  if (path.endsWith("entitlements/")) return { results: bought ? [{ entitlement_ref_id: "premium" }] : [] };
  return {};
}

/** Runs in the page. */
async function open() {
  const { Customers } = await import("/www/dist/customers.js");
  window.customers = Customers.open({ host: location.origin, platform: "p1" });
  await customers.ready;
  const { deviceId, externalId, waiting, customer } = customers;
  return { deviceId, externalId, waiting, premium: customers.mayUse("premium"), attributes: customer.attributes };
}

inEachEngine((page) => {
  let host;
  const visit = async () => {
    await page.goto("/");
    return page.evaluate(open);
  };
  beforeEach(async () => {
    host = hostOf(page.site);
    await page.goto("/");
    await page.evaluate(() => localStorage.clear());
    await visit();
  });

  test("device, account and attributes survive a reload", async () => {
    const first = await page.evaluate(async () => {
      customers.setAttribute("firstName", "Ada");
      await customers.login("42");
      return customers.deviceId;
    });
    const again = await visit();
    assert.deepEqual([again.deviceId, again.externalId, again.attributes], [first, "42", { firstName: "Ada" }]);
    assert.equal(host.calls.filter((it) => it === "POST device/").length, 1);
  });

  test("a purchase counts without a network, waits across a reload, and is sent once", async () => {
    host.isOnline = false;
    const delivered = await page.evaluate(() =>
      customers.beginPurchase("monthly").complete({ entitlements: ["premium"] }),
    );
    assert.deepEqual(delivered, { delivered: false });
    const offline = await visit();
    assert.deepEqual([offline.waiting, offline.premium], [1, true]);
    host.isOnline = true;
    await page.evaluate(async () => {
      dispatchEvent(new Event("online"));
      await until(() => customers.waiting === 0 && customers.entitlements[0]?.provisional === false);
    });
    assert.equal(host.calls.filter((it) => it === "PUT device/ID/purchase_event/").length, 1);
  });

  test("another document of the same site hears of a login", async () => {
    const heard = await page.evaluate(async () => {
      const { frameOf } = await import("/tests/engines/frame.mjs");
      const other = await frameOf(300, 200);
      const load = other.document.createElement("script");
      load.type = "module";
      load.textContent = `import { Customers } from "/www/dist/customers.js";
        window.customers = Customers.open({ host: location.origin, platform: "p1" });`;
      other.document.body.append(load);
      await until(() => other.customers);
      await other.customers.ready;
      await customers.login("42");
      await until(() => other.customers.externalId === "42");
      return other.customers.externalId;
    });
    assert.equal(heard, "42");
  });

  test("locks of the platform keep two documents from sending at once", async () => {
    assert.equal(await page.evaluate(() => typeof navigator.locks?.request), "function");
  });
});
