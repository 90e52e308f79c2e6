// The customer manager against a host of its own: accounts, entitlements, and times without network.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";

import { CustomerError, Customers } from "../../www/runtime/customers.js";
import { Host, open, Store } from "./customers.mjs";

const HASH = "a".repeat(64);

test("a device is made known once, and keeps its id across reloads", async () => {
  const host = new Host();
  const { customers, storage } = await open(host);
  const id = customers.deviceId;
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4/);
  customers.close();
  const again = await open(host, { storage });
  assert.equal(again.customers.deviceId, id);
  again.customers.close();
  const changed = await open(host, { storage, device: { os_name: "test", language: "de" } });
  changed.customers.close();
  assert.equal(host.calls.filter((it) => it === "POST device/").length, 1);
  assert.equal(host.calls.filter((it) => it === "PUT device/ID/").length, 1);
});

test("before the host answered, entitlements are not known", async () => {
  const host = new Host();
  host.online = false;
  const { customers } = await open(host);
  assert.equal(customers.customer.entitlementsLoaded, false);
  host.online = true;
  await customers.refresh();
  assert.deepEqual(customers.customer, {
    deviceId: customers.deviceId,
    loggedIn: false,
    journeyState: { formerSubscriber: false, inTrialPeriod: false },
    entitlements: [],
    entitlementsLoaded: true,
    entitlementExpiry: {},
    attributes: {},
  });
  customers.close();
});

test("a login brings the account's entitlements, a logout leaves them there", async () => {
  const host = new Host();
  host.owner(HASH).bought.push("trial");
  const { customers, heard } = await open(host);
  assert.deepEqual(await customers.login(HASH), { delivered: true });
  assert.equal(customers.externalId, HASH);
  assert.equal(customers.customer.id, "user-of-aaaa");
  assert.ok(customers.mayUse("premium"));
  await customers.logout();
  assert.equal(customers.loggedIn, false);
  assert.ok(!customers.mayUse("premium"));
  assert.deepEqual(heard, [
    ["account", "login", true],
    ["entitlements", ["premium"]],
    ["journey", true],
    ["entitlements", []],
    ["journey", undefined],
    ["account", "logout", true],
    ["journey", false],
  ]);
  customers.close();
});

test("identifiers that look personal never leave the page", async () => {
  const host = new Host();
  const { customers } = await open(host);
  const calls = host.calls.length;
  for (const id of ["ada@example.com", "Ada", "+4915112345678", "", "abc123"]) {
    await assert.rejects(customers.login(id), { code: "not_an_external_id" });
  }
  assert.equal(host.calls.length, calls);
  customers.close();
});

for (const status of [400, 409, 422]) {
  test(`a login that the host refuses with ${status} changes nothing, is told, and is asked once`, async () => {
    const host = new Host();
    const { customers, heard } = await open(host);
    host.refuse.set("login", [status, { error: { code: "invalid_external_id", message: "no" } }]);
    await assert.rejects(
      customers.login("42"),
      (error) => error instanceof CustomerError && error.code === "invalid_external_id",
    );
    assert.equal(customers.loggedIn, false);
    assert.equal(customers.waiting, 0);
    assert.deepEqual(heard, [["account", "login", false]]);
    assert.equal(host.calls.filter((call) => call.includes("login")).length, 1);
    customers.close();
  });
}

test("a purchase counts at once, survives a reload without network, and is confirmed by the host", async () => {
  const host = new Host();
  const storage = new Store();
  const { customers, heard } = await open(host, { storage });
  host.online = false;
  const purchase = customers.beginPurchase("monthly");
  assert.deepEqual(await purchase.complete({ entitlements: ["premium"], payload: { token: "T" } }), {
    delivered: false,
  });
  assert.deepEqual(
    customers.entitlements.map((it) => it.provisional),
    [true],
  );
  assert.equal(customers.waiting, 1);
  assert.deepEqual(heard, [
    ["purchases", "started", null, null],
    ["entitlements", ["premium?"]],
    ["purchases", "completed", null, null],
  ]);
  customers.close();

  const later = await open(host, { storage });
  assert.ok(later.customers.mayUse("premium"), "still counts");
  host.online = true;
  later.page.dispatchEvent(new Event("online"));
  await later.customers.refresh();
  assert.equal(later.customers.waiting, 0);
  assert.deepEqual(later.customers.entitlements, [{ id: "premium", expires: null, provisional: false }]);
  assert.equal(host.calls.filter((it) => it === "PUT device/ID/purchase_event/").length, 1);
  later.customers.close();
});

test("a purchase that the host refuses counts no longer", async () => {
  const host = new Host();
  const { customers, heard } = await open(host);
  host.refuse.set("purchase_event", [403, { error: { code: "bad_signature", message: "forged" } }]);
  await assert.rejects(customers.beginPurchase("monthly").complete({ entitlements: ["premium"] }), {
    code: "bad_signature",
  });
  assert.ok(!customers.mayUse("premium"));
  assert.equal(heard.at(-1)[1], "refused");
  customers.close();
});

test("a provisional grant ends after a day, though nobody confirmed or refused it", async () => {
  const host = new Host();
  let now = 1_767_225_600_000;
  const { customers } = await open(host, { now: () => now });
  host.online = false;
  await customers.beginPurchase("monthly").complete({ entitlements: ["premium"] });
  now += 86_399_000;
  assert.ok(customers.mayUse("premium"));
  now += 1_000;
  assert.ok(!customers.mayUse("premium"));
  customers.close();
});

test("a purchase keeps who was logged in when it began and who is when it ends", async () => {
  const host = new Host();
  const { customers, heard } = await open(host);
  await customers.login("1");
  const purchase = customers.beginPurchase("monthly");
  await customers.login("2");
  await purchase.complete();
  assert.deepEqual(
    heard.filter(([name]) => name === "purchases"),
    [
      ["purchases", "started", null, "1"],
      ["purchases", "completed", "1", "2"],
    ],
  );
  customers.close();
});

test("what waits is sent in order, once, also after many failures", async () => {
  const host = new Host();
  const { customers } = await open(host);
  host.online = false;
  const outcomes = await Promise.all([
    customers.login("7"),
    customers.beginPurchase("monthly").complete(),
    customers.logout(),
  ]);
  assert.deepEqual(outcomes, [{ delivered: false }, { delivered: false }, { delivered: false }]);
  host.online = true;
  host.calls.length = 0;
  await customers.refresh();
  assert.deepEqual(host.calls.slice(0, 3), [
    "PUT device/ID/login/",
    "PUT device/ID/purchase_event/",
    "PUT device/ID/logout/",
  ]);
  assert.deepEqual(host.owner("7").bought, ["monthly"]);
  customers.close();
});

test("when the host is in trouble the call is kept, when it lost the device it is told anew", async () => {
  const host = new Host();
  const { customers } = await open(host);
  host.refuse.set("login", [503, {}]);
  assert.deepEqual(await customers.login("7"), { delivered: false });
  host.refuse.clear();
  host.devices.clear();
  await customers.refresh();
  assert.equal(customers.externalId, "7");
  assert.equal(host.devices.get(customers.deviceId).account, "7");
  customers.close();
});

test("a host that lost the device is told of it anew by whatever comes first: a question, a purchase, a reload", async () => {
  const host = new Host();
  const storage = new Store();
  const { customers } = await open(host, { storage });
  host.devices.clear();
  await customers.refresh();
  assert.equal(host.devices.size, 1);
  host.devices.clear();
  assert.deepEqual(await customers.beginPurchase("sku").complete({ entitlements: ["premium"] }), { delivered: true });
  assert.deepEqual(host.devices.get(customers.deviceId).bought, ["sku"]);
  customers.close();
  host.devices.clear();
  const { customers: again } = await open(host, { storage, device: { os_name: "newer" } });
  assert.equal(host.devices.has(again.deviceId), true);
  again.close();
});

test("in anonymous mode nothing is sent, and a purchase waits until it ends", async () => {
  const host = new Host();
  const { customers, heard } = await open(host);
  await customers.login("7");
  const known = customers.deviceId;
  await customers.setAnonymousMode(true);
  const calls = host.calls.length;
  assert.notEqual(customers.deviceId, known);
  assert.equal(customers.externalId, null);
  await assert.rejects(customers.login("7"), { code: "anonymous_mode" });
  await assert.rejects(customers.setAnonymousMode(true), { code: "anonymous_mode_on" });
  await customers.refresh();
  const done = await customers.beginPurchase("monthly").complete({ entitlements: ["premium"] });
  assert.deepEqual(done, { delivered: false });
  assert.ok(customers.mayUse("premium"));
  assert.equal(host.calls.length, calls);
  const anonymous = customers.deviceId;
  await customers.setAnonymousMode(false);
  assert.equal(customers.deviceId, anonymous, "the device goes on under the anonymous id");
  assert.deepEqual(host.devices.get(anonymous).bought, ["monthly"]);
  assert.ok(
    heard.some(([, action]) => action === "anonymous_mode_on") &&
      heard.some(([, action]) => action === "anonymous_mode_off"),
  );
  customers.close();
});

test("an answer from before a login says nothing about after it", async () => {
  const host = new Host();
  host.owner("7").bought.push("monthly");
  const { customers } = await open(host);
  // The answer is on its way while somebody logs in.
  const real = host.fetch;
  let release;
  const held = new Promise((resolve) => (release = resolve));
  let arrive;
  const reached = new Promise((resolve) => (arrive = resolve));
  let hold = true;
  const slow = async (url, options) => {
    const answer = await real(url, options);
    if (hold && url.endsWith("active_entitlements/")) {
      arrive();
      await held;
    }
    return answer;
  };
  customers.close();
  const opened = Customers.open({
    host: "https://host.example",
    platform: "p1",
    fetch: slow,
    storage: new Store(),
    page: new EventTarget(),
  });
  await reached;
  hold = false;
  await opened.login("7");
  release();
  await opened.ready;
  assert.ok(opened.mayUse("premium"));
  opened.close();
});

test("returning to the foreground asks the host, but not all the time", async () => {
  const host = new Host();
  let now = 1_767_225_600_000;
  const { customers, page } = await open(host, { now: () => now });
  const asked = () => host.calls.filter((it) => it.endsWith("profile/")).length;
  page.document.dispatchEvent(new Event("visibilitychange"));
  assert.equal(asked(), 1);
  now += 6_000;
  page.document.visibilityState = "hidden";
  page.document.dispatchEvent(new Event("visibilitychange"));
  assert.equal(asked(), 1);
  page.document.visibilityState = "visible";
  page.document.dispatchEvent(new Event("visibilitychange"));
  await customers.refresh();
  assert.equal(asked(), 3);
  customers.close();
});

test("an entitlement ends with the clock, and that is told", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_767_225_600_000 });
  const host = new Host();
  host.expires = new Date(Date.now() + 150).toISOString();
  const { customers, heard } = await open(host);
  await customers.beginPurchase("monthly").complete();
  assert.ok(customers.mayUse("premium"));
  context.mock.timers.tick(149);
  assert.ok(customers.mayUse("premium"));
  context.mock.timers.tick(2);
  assert.ok(!customers.mayUse("premium"));
  assert.deepEqual(heard.at(-1), ["entitlements", []]);
  customers.close();
});

test("anything at all in the storage is survived", async () => {
  for (const text of [
    "",
    "{",
    "null",
    "[]",
    "7",
    '{"queue": 7, "device": null, "attributes": []}',
    '{"entitlements": {}, "provisional": null}',
  ]) {
    const storage = new Store();
    storage.kept.set("paywall.customers.p1", text);
    const { customers } = await open(new Host(), { storage });
    assert.deepEqual(customers.entitlements, []);
    customers.setAttribute("k", 1);
    assert.equal(customers.attribute("k"), "1");
    customers.close();
  }
});

test("a storage that is full or forbidden costs no more than what a reload would have kept", async () => {
  const storage = {
    getItem: () => null,
    setItem: () => {
      throw new Error("QuotaExceededError");
    },
  };
  const host = new Host();
  const { customers } = await open(host, { storage });
  await customers.login("7");
  customers.setAttribute("firstName", "Ada");
  assert.deepEqual([customers.externalId, customers.attribute("firstName")], ["7", "Ada"]);
  customers.close();
});

test("attributes are texts, kept across reloads and cleared one by one or all", async () => {
  const host = new Host();
  const { customers, storage } = await open(host);
  customers.setAttribute("firstName", "Ada");
  customers.setAttribute("visits", 3);
  customers.setAttribute("met", new Date(1752832800000));
  customers.setAttribute("never", new Date(Number.NaN));
  assert.equal(customers.attribute("met"), "2025-07-18T10:00:00.000Z");
  assert.equal(customers.attribute("never"), "Invalid Date");
  customers.clearAttribute("met");
  customers.clearAttribute("never");
  customers.close();
  const { customers: again } = await open(host, { storage });
  assert.deepEqual(again.customer.attributes, { firstName: "Ada", visits: "3" });
  again.clearAttribute("visits");
  assert.deepEqual(again.customer.attributes, { firstName: "Ada" });
  again.clearAttributes();
  assert.deepEqual(again.customer.attributes, {});
  again.close();
});

test("one listener's mistake keeps no news from the others", async (context) => {
  const host = new Host();
  const { customers, heard } = await open(host);
  context.mock.method(console, "error", () => {});
  globalThis.reportError ??= () => {};
  customers.onAccount(() => {
    throw new Error("mine");
  });
  await customers.login("7");
  assert.deepEqual(heard[0], ["account", "login", true]);
  customers.close();
});

test("an answer that stops after its headers is none: the call waits, and is sent again as the same call", async () => {
  const host = new Host();
  const keys = [];
  let stalls = false;
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    const { method, headers, url } = request;
    if (url.endsWith("purchase_event/")) keys.push(headers["idempotency-key"]);
    if (stalls) return response.writeHead(200, { "content-type": "application/json" }).write('{"results"');
    const answer = await host.fetch(`http://host${url}`, { method, headers, body: body || undefined });
    response.writeHead(answer.status).end(await answer.text());
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const customers = Customers.open({
    host: `http://127.0.0.1:${port}`,
    platform: "p1",
    storage: new Store(),
    page: new EventTarget(),
    timeout: 300,
  });
  await customers.ready;
  stalls = true;
  assert.deepEqual(await customers.beginPurchase("monthly").complete({}), { delivered: false });
  assert.equal(customers.waiting, 1);
  stalls = false;
  await customers.refresh();
  assert.equal(customers.waiting, 0);
  assert.deepEqual([keys.length, new Set(keys).size, keys[0]?.length], [2, 1, 36]);
  customers.close();
  server.closeAllConnections();
  server.close();
});
