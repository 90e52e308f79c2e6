// Identity: the customer manager shows a host who is asking: secrets of devices, and identity tokens.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Host, open, Store } from "./customers.mjs";

test("every call carries the device's secret, which the host is told when the device is made", async () => {
  const host = new Host();
  const { customers, storage } = await open(host);
  const { secret } = host.devices.get(customers.deviceId);
  assert.match(secret, /^[0-9a-f]{64}$/);
  // The host refuses whatever comes without it.
  assert.deepEqual(await customers.login("7", { identityToken: "a.b.c" }), { delivered: true });
  customers.close();
  const again = await open(host, { storage });
  await again.customers.setAnonymousMode(true);
  await again.customers.setAnonymousMode(false);
  const other = host.devices.get(again.customers.deviceId).secret;
  assert.match(other, /^[0-9a-f]{64}$/);
  assert.notEqual(other, secret, "a secret would tell that both devices are one");
  again.customers.close();
});

test("an identity token goes with the login, also after a time without network", async () => {
  const host = new Host();
  const { customers, storage } = await open(host);
  host.online = false;
  await customers.login("7", { identityToken: "a.b.c" });
  customers.close();
  host.online = true;
  const bodies = [];
  const fetch = (url, options) => {
    if (url.endsWith("/login/")) bodies.push(JSON.parse(options.body));
    return host.fetch(url, options);
  };
  const again = await open({ fetch }, { storage });
  assert.deepEqual(
    bodies.map((it) => [it.external_id, it.identity_token]),
    [["7", "a.b.c"]],
  );
  again.customers.close();
});

test("a device from before secrets goes on, and makes room for a new one where the host wants secrets", async () => {
  const host = new Host();
  const storage = new Store();
  const before = { device: "d1", registered: { id: "d1", told: JSON.stringify({ os_name: "test" }) }, account: "7" };
  storage.setItem("paywall.customers.p1", JSON.stringify(before));
  host.devices.set("d1", { id: "d1", account: "7", bought: [] });
  const { customers, heard } = await open(host, { storage });
  assert.equal(customers.deviceId, "d1");
  host.wantsSecrets = true;
  assert.deepEqual(await customers.beginPurchase("sku").complete({ entitlements: ["premium"] }), { delivered: true });
  assert.notEqual(customers.deviceId, "d1");
  assert.deepEqual(host.devices.get(customers.deviceId).bought, ["sku"], "no purchase is lost");
  assert.ok(customers.mayUse("premium"));
  assert.equal(customers.loggedIn, false);
  assert.ok(heard.some(([topic, action, ok]) => topic === "account" && action === "logout" && ok));
  customers.close();
});

test("a device whose id another client has makes a new one, by a question and by a reload", async () => {
  const host = new Host();
  const { customers, storage } = await open(host);
  const first = customers.deviceId;
  host.devices.get(first).secret = "f".repeat(64);
  await customers.refresh();
  const second = customers.deviceId;
  assert.notEqual(second, first);
  assert.equal(customers.customer.entitlementsLoaded, true);
  customers.close();
  host.devices.get(second).secret = "f".repeat(64);
  const { customers: again } = await open(host, { storage, device: { os_name: "newer" } });
  assert.notEqual(again.deviceId, second);
  assert.equal(host.devices.size, 3);
  again.close();
});
