// The customer manager against the program itself, `paywall host`, with an app that wants to know who is asking.

import assert from "node:assert/strict";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { Store } from "./customers.mjs";
import { buy, confirmed, Program, root, skip } from "./program.mjs";

/** Makes the token of an account: the example of docs/identity.md. */
let identityToken;
/** The commands by which that page makes a token in a shell. */
let inAShell;
let host;

before(async () => {
  if (skip) return;
  host = await Program.make('identity = { keys = ["file:identity.pem"], required = true }');
  const page = await readFile(join(root, "docs/identity.md"), "utf8");
  const blocks = (language) =>
    [...page.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "gs"))].map((it) => it[1]);
  const [keys, shell] = blocks("sh");
  inAShell = shell;
  await host.run(keys);
  identityToken = await tokens(blocks("js")[0], "token.mjs");
  await host.start();
});
after(() => skip || host.remove());

/** Loads the example that makes tokens; it reads its key when it is loaded. */
async function tokens(example, name) {
  const file = join(host.folder, name);
  await writeFile(
    file,
    example.replace('"identity-private.pem"', JSON.stringify(join(host.folder, "identity-private.pem"))),
  );
  return (await import(pathToFileURL(file).href)).identityToken;
}

test("a customer logs in, buys and keeps it; who knows only the device's id gets nothing", { skip }, async () => {
  const storage = new Store();
  const customers = await host.open(storage);
  await assert.rejects(customers.login("1001"), { code: "identity_required", status: 409 });
  const others = { identityToken: identityToken("6666", "fern") };
  await assert.rejects(customers.login("1001", others), { code: "invalid_identity" });
  const elsewhere = { identityToken: identityToken("1001", "elsewhere") };
  await assert.rejects(customers.login("1001", elsewhere), { code: "invalid_identity" });
  assert.equal(customers.waiting, 0, "what is refused is not repeated");
  const own = { identityToken: identityToken("1001", "fern") };
  assert.deepEqual(await customers.login("1001", own), { delivered: true });
  await buy(customers, "1");
  assert.deepEqual(confirmed(customers), ["plus"]);

  const device = `http://${host.address}/sdk/v3/platform/ios/device/${customers.deviceId}`;
  const body = JSON.stringify({ external_id: "6666", identity_token: identityToken("6666", "fern") });
  for (const headers of [{}, { "device-secret": "0".repeat(64) }]) {
    const login = await fetch(`${device}/login/`, { method: "PUT", headers, body });
    assert.deepEqual([login.status, (await login.json()).error.code], [403, "device_secret_wrong"]);
    assert.equal((await fetch(`${device}/profile/`, { headers })).status, 403);
  }
  await customers.refresh();
  assert.deepEqual(confirmed(customers), ["plus"]);
  customers.close();
  const again = await host.open(storage);
  assert.deepEqual([again.externalId, confirmed(again)], ["1001", ["plus"]]);
  again.close();
});

test("a host that lost its database loses no purchase that waited", { skip }, async () => {
  const storage = new Store();
  const customers = await host.open(storage);
  const { deviceId } = customers;
  await host.stop();
  const bought = await buy(customers, "2");
  assert.deepEqual(bought, { delivered: false });
  for (const end of ["", "-wal", "-shm"]) await rm(join(host.folder, `paywall.db${end}`), { force: true });
  await host.start();
  await customers.refresh();
  assert.equal(customers.waiting, 0);
  assert.deepEqual(confirmed(customers), ["plus"]);
  assert.equal(customers.deviceId, deviceId, "told anew, with its secret");
  customers.close();
});

test("after a restored backup the app logs in again, and its purchases are there", { skip }, async () => {
  const storage = new Store();
  const customers = await host.open(storage);
  await host.run("paywall backup backup.db");
  const own = { identityToken: identityToken("7007", "fern") };
  await customers.login("7007", own);
  await buy(customers, "3");
  await host.stop();
  await host.run("rm paywall.db*; mv backup.db paywall.db; paywall restored");
  await host.start();
  const heard = [];
  customers.onAccount((action) => heard.push(action));
  await customers.refresh();
  assert.deepEqual([heard, customers.loggedIn, confirmed(customers)], [["logout"], false, []]);
  await customers.login("7007", own);
  assert.deepEqual(confirmed(customers), ["plus"]);
  customers.close();
});

test("a shell logs in as the page shows it", { skip }, async () => {
  const here = inAShell.replace("127.0.0.1:8788", host.address);
  assert.notEqual(here, inAShell);
  assert.match(await host.run(here), /"external_id":"1001"/);
});
