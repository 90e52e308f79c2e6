// The customer manager against the program itself, `paywall host`, with an app that wants to know who is asking.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { generateKeyPairSync, sign } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { Customers } from "../../www/runtime/customers.js";
import { Store } from "./customers.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const program = join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "debug/paywall");
const skip = !existsSync(program) && "the program is not built";

const key = generateKeyPairSync("ed25519");
let folder;
let address = "127.0.0.1:0";
let host;

before(async () => {
  if (skip) return;
  folder = await mkdtemp(join(tmpdir(), "paywall-"));
  await copyFile(join(root, "paywall-templates/document.json"), join(folder, "document.json"));
  await writeFile(join(folder, "identity.pem"), key.publicKey.export({ type: "spki", format: "pem" }));
  await writeFile(
    join(folder, "host.toml"),
    `
trust_unsigned_purchases = true
[[apps]]
id = "fern"
identity = { keys = ["file:identity.pem"], required = true }
[[apps.platforms]]
id = "ios"
store = "apple"
store_app = "com.example.fern"
document = "document.json"
`,
  );
  await start();
});
after(async () => {
  if (skip) return;
  await stop();
  await rm(folder, { recursive: true });
});

/** Starts the host, again at the address that it had before. */
async function start() {
  const env = { ...process.env, PAYWALL_LISTEN: address, PAYWALL_DATABASE: `sqlite:${join(folder, "host.db")}` };
  host = spawn(program, ["host", "--settings", join(folder, "host.toml")], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const line of createInterface({ input: host.stdout })) {
    const found = /host at http:\/\/([^/]+)/.exec(line);
    if (!found) continue;
    address = found[1];
    return;
  }
  throw new Error("the host does not start");
}

function stop() {
  const gone = new Promise((resolve) => host.once("exit", resolve));
  host.kill();
  return gone;
}

/** Makes a token as the app's server does. */
function token(account, by = key) {
  const part = (json) => Buffer.from(JSON.stringify(json)).toString("base64url");
  const now = Math.floor(Date.now() / 1000);
  const signed = `${part({ alg: "EdDSA" })}.${part({ sub: account, aud: "fern", iat: now, exp: now + 300 })}`;
  return `${signed}.${sign(null, Buffer.from(signed), by.privateKey).toString("base64url")}`;
}

async function open(storage) {
  const customers = Customers.open({ host: `http://${address}`, platform: "ios", device: { os_name: "web" }, storage });
  await customers.ready;
  return customers;
}

/** A purchase as the host believes it here, without a signature of the store. */
const receipt = (id) =>
  JSON.stringify({
    transactionId: id,
    originalTransactionId: id,
    productId: "fern.plus.monthly",
    environment: "Production",
    purchaseDate: Date.now(),
    signedDate: Date.now(),
    expiresDate: Date.now() + 86_400_000,
  });

const confirmed = (customers) => customers.entitlements.filter((it) => !it.provisional).map((it) => it.id);

test("a customer logs in, buys and keeps it; who knows only the device's id gets nothing", { skip }, async () => {
  const storage = new Store();
  const customers = await open(storage);
  await assert.rejects(customers.login("1001"), { code: "identity_required", status: 409 });
  const forged = token("1001", generateKeyPairSync("ed25519"));
  await assert.rejects(customers.login("1001", { identityToken: forged }), { code: "invalid_identity" });
  const others = { identityToken: token("6666") };
  await assert.rejects(customers.login("1001", others), { code: "invalid_identity" });
  assert.equal(customers.waiting, 0, "what is refused is not repeated");
  assert.deepEqual(await customers.login("1001", { identityToken: token("1001") }), { delivered: true });
  await customers.beginPurchase("fern.plus.monthly").complete({ payload: receipt("1"), entitlements: ["plus"] });
  assert.deepEqual(confirmed(customers), ["plus"]);

  const device = `http://${address}/sdk/v3/platform/ios/device/${customers.deviceId}`;
  const body = JSON.stringify({ external_id: "6666", identity_token: token("6666") });
  for (const headers of [{}, { "device-secret": "0".repeat(64) }]) {
    const login = await fetch(`${device}/login/`, { method: "PUT", headers, body });
    assert.deepEqual([login.status, (await login.json()).error.code], [403, "device_secret_wrong"]);
    assert.equal((await fetch(`${device}/profile/`, { headers })).status, 403);
  }
  await customers.refresh();
  assert.deepEqual(confirmed(customers), ["plus"]);
  customers.close();
  const again = await open(storage);
  assert.deepEqual([again.externalId, confirmed(again)], ["1001", ["plus"]]);
  again.close();
});

test("a host that lost its database loses no purchase that waited", { skip }, async () => {
  const storage = new Store();
  const customers = await open(storage);
  const { deviceId } = customers;
  await stop();
  const bought = await customers
    .beginPurchase("fern.plus.monthly")
    .complete({ payload: receipt("2"), entitlements: ["plus"] });
  assert.deepEqual(bought, { delivered: false });
  for (const end of ["", "-wal", "-shm"]) await rm(join(folder, `host.db${end}`), { force: true });
  await start();
  await customers.refresh();
  assert.equal(customers.waiting, 0);
  assert.deepEqual(confirmed(customers), ["plus"]);
  assert.equal(customers.deviceId, deviceId, "told anew, with its secret");
  customers.close();
});
