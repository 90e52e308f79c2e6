// Reports of the customer manager to the host: paywalls that were shown, and customers who were held out.

import assert from "node:assert/strict";
import { test } from "node:test";

import { open, Host } from "./customers.mjs";

test("the host hears what was shown, in which experiment, and who was held out", async () => {
  const host = new Host();
  const { customers, heard } = await open(host);
  const plain = { rule: "r1", segment: "all", paywall: "pw" };
  const asks = host.calls.length;
  assert.deepEqual(await customers.shown(plain), { delivered: true });
  assert.equal(host.calls.length, asks + 1, "nothing else is asked");
  const offer = { ...plain, rule: "r2", segment: "half", experiment: "offer", bucket: 0.2 };
  host.online = false;
  assert.deepEqual(await customers.shown(offer), { delivered: false });
  host.online = true;
  await customers.shown({ ...offer, segment: "", paywall: null, heldOut: "global" });
  await customers.shown({ ...offer, forced: true });
  const told = host.impressions.map(({ request_id, app_env, ...rest }) => rest);
  assert.deepEqual(told, [
    { segment: "all" },
    { segment: "half", exposure: { experiment: "offer", rule: "r2", variant: "half", paywall: "pw" } },
    { exposure: { experiment: "offer", rule: "r2", holdout: "global" } },
    { segment: "half" },
  ]);
  host.refuse.set("impression", [400, { error: { code: "invalid_request", message: "no" } }]);
  await assert.rejects(customers.shown(offer), { code: "invalid_request" });
  assert.deepEqual(heard, [], "nothing changed for the customer");
  host.refuse.clear();
  await customers.setAnonymousMode(true);
  assert.deepEqual(await customers.shown(offer), { delivered: false });
  assert.equal(host.impressions.length, 4);
  customers.close();
});
