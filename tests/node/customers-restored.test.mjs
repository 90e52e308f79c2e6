// Live customers of a host whose database was put back to an older state, by the commands of docs/database.md.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";

import { Store } from "./customers.mjs";
import { buy, confirmed, Program, root, skip } from "./program.mjs";

const page = await readFile(join(root, "docs/database.md"), "utf8");
const [, backUp, putBack] = /\*\*SQLite\.\*\*.*?```sh\n(.*?)```.*?```sh\n(.*?)```/s.exec(page);

let host;
beforeEach(async () => {
  if (skip) return;
  host = await Program.make();
  await host.start();
});
afterEach(() => skip || host.remove());

/** Puts the backup in the place of the database, while the customers live on. */
async function restore() {
  await host.stop();
  const said = await host.run(putBack);
  await host.run("rm -r lost");
  await host.start();
  return said;
}

/** Opens a customer, whose news are kept. */
async function open(storage = new Store()) {
  const customers = await host.open(storage);
  const heard = [];
  customers.onAccount((action, ok) => heard.push([action, ok]));
  customers.onEntitlements((list) => heard.push(list.map((it) => it.id)));
  return { customers, heard };
}

/** Reads the entitlements of an account, as a new device sees them. */
async function owned(account) {
  const { customers } = await open();
  await customers.login(account);
  customers.close();
  return confirmed(customers);
}

test("whoever came, logged in or bought after the backup has everything again, and notices nothing", {
  skip,
}, async () => {
  const early = await open();
  await host.run(backUp);
  await early.customers.login("1001");
  await buy(early.customers, "1");
  const late = await open();
  await buy(late.customers, "2");
  const known = [early, late];
  for (let time = 1; time <= 2; time++) {
    assert.match(await restore(), /^newest record: 20.*; what came later is gone\n/);
    for (const { customers, heard } of known) {
      heard.length = 0;
      const { deviceId } = customers;
      await customers.refresh();
      assert.deepEqual(confirmed(customers), ["plus"], `time ${time}`);
      assert.equal(customers.deviceId, deviceId);
      assert.deepEqual([heard, customers.waiting], [[], 0]);
    }
    assert.deepEqual(await owned("1001"), ["plus"]);
  }
  early.customers.close();
  late.customers.close();
});

test("a purchase of which the host knows the customer and the device, but no longer the purchase", {
  skip,
}, async () => {
  const storage = new Store();
  const { customers } = await open(storage);
  await customers.login("1001");
  await host.run(backUp);
  await buy(customers, "1");
  customers.close();
  await restore();
  const { customers: again } = await open(storage);
  assert.deepEqual([again.externalId, confirmed(again)], ["1001", ["plus"]]);
  again.close();
});

test("whoever had the device at the time of the backup gets nothing of whoever has it now", { skip }, async () => {
  const { customers, heard } = await open();
  await customers.login("3003");
  await host.run(backUp);
  await customers.logout();
  await customers.login("4004");
  await restore();
  // The first call of all is a purchase.
  await buy(customers, "1");
  assert.deepEqual([customers.externalId, confirmed(customers)], ["4004", ["plus"]]);
  assert.deepEqual([await owned("3003"), await owned("4004")], [[], ["plus"]]);
  await customers.logout();
  await restore();
  heard.length = 0;
  await customers.refresh();
  assert.deepEqual([customers.loggedIn, confirmed(customers), heard], [false, [], []]);
  customers.close();
});

test("calls that waited while the database was put back go to the customer who made them", { skip }, async () => {
  const storage = new Store();
  const { customers } = await open(storage);
  await host.run(backUp);
  await customers.login("1001");
  await host.stop();
  assert.deepEqual(await buy(customers, "1"), { delivered: false });
  customers.close();
  await host.run(putBack);
  await host.start();
  const { customers: again } = await open(storage);
  assert.deepEqual([again.externalId, again.waiting, confirmed(again)], ["1001", 0, ["plus"]]);
  assert.deepEqual(await owned("1001"), ["plus"]);
  again.close();
});

test("a purchase that was moved to somebody else before goes to them, whoever comes first", { skip }, async () => {
  for (const order of [
    [0, 1],
    [1, 0],
  ]) {
    const both = [await open(), await open()];
    await host.run("rm -f backup.db");
    await host.run(backUp);
    const id = `moved-${order.join("")}`;
    const accounts = [`5${order[0]}`, `6${order[0]}`];
    await both[0].customers.login(accounts[0]);
    await buy(both[0].customers, id);
    await both[1].customers.login(accounts[1]);
    await buy(both[1].customers, id);
    await both[0].customers.refresh();
    assert.deepEqual(confirmed(both[0].customers), []);
    await restore();
    for (const at of order) await both[at].customers.refresh();
    for (const { customers } of both) await customers.refresh();
    assert.deepEqual(
      both.map(({ customers }) => confirmed(customers)),
      [[], ["plus"]],
    );
    for (const { customers } of both) customers.close();
  }
});

test("a device whose secret is another one in the backup goes on as a new one, and its purchases come along", {
  skip,
}, async () => {
  const storage = new Store();
  const { customers } = await open(storage);
  await customers.login("1001");
  await host.run(backUp);
  await buy(customers, "1");
  const { deviceId } = customers;
  customers.close();
  await restore();
  const name = "paywall.customers.ios";
  const kept = JSON.parse(storage.getItem(name));
  storage.setItem(name, JSON.stringify({ ...kept, secret: "f".repeat(64) }));
  const { customers: again } = await open(storage);
  assert.notEqual(again.deviceId, deviceId);
  assert.equal(again.externalId, null, "the app logs in again");
  await again.login("2002");
  assert.deepEqual(confirmed(again), [], "what one account bought is not shown for another one");
  await again.login("1001");
  assert.deepEqual(confirmed(again), ["plus"]);
  again.close();
});

test("a device that had no secret at the time of the backup is not locked out", { skip }, async () => {
  const storage = new Store();
  const { customers } = await open(storage);
  const { deviceId } = customers;
  await host.stop();
  await host.run("rm -f paywall.db*");
  await host.start();
  const device = JSON.stringify({ id: deviceId });
  await fetch(`http://${host.address}/sdk/v3/platform/ios/device/`, { method: "POST", body: device });
  await buy(customers, "1");
  assert.deepEqual([customers.deviceId, confirmed(customers)], [deviceId, ["plus"]]);
  customers.close();
});
