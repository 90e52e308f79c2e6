// The customer manager against the program itself, `paywall host`, with an app that wants to know who is asking.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";

import { Customers } from "../../www/runtime/customers.js";
import { Store } from "./customers.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const program = join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "debug/paywall");
const skip = !existsSync(program) && "the program is not built";
const run = promisify(execFile);

/** Makes the token of an account: the example of docs/identity.md. */
let identityToken;
/** How that page makes a token in a shell. */
let inAShell;
let folder;
let address = "127.0.0.1:0";
let host;

before(async () => {
  if (skip) return;
  folder = await mkdtemp(join(tmpdir(), "paywall-"));
  await copyFile(join(root, "paywall-templates/document.json"), join(folder, "document.json"));
  const page = await readFile(join(root, "docs/identity.md"), "utf8");
  const blocks = (language) =>
    [...page.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "gs"))].map((it) => it[1]);
  const [keys, shell] = blocks("sh");
  inAShell = shell;
  await run("sh", ["-ec", keys], { cwd: folder });
  identityToken = await tokens(blocks("js")[0], "token.mjs");
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

/** Loads the example that makes tokens; it reads its key when it is loaded. */
async function tokens(example, name) {
  const file = join(folder, name);
  await writeFile(
    file,
    example.replace('"identity-private.pem"', JSON.stringify(join(folder, "identity-private.pem"))),
  );
  return (await import(pathToFileURL(file).href)).identityToken;
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
  const others = { identityToken: identityToken("6666", "fern") };
  await assert.rejects(customers.login("1001", others), { code: "invalid_identity" });
  const elsewhere = { identityToken: identityToken("1001", "elsewhere") };
  await assert.rejects(customers.login("1001", elsewhere), { code: "invalid_identity" });
  assert.equal(customers.waiting, 0, "what is refused is not repeated");
  const own = { identityToken: identityToken("1001", "fern") };
  assert.deepEqual(await customers.login("1001", own), { delivered: true });
  await customers.beginPurchase("fern.plus.monthly").complete({ payload: receipt("1"), entitlements: ["plus"] });
  assert.deepEqual(confirmed(customers), ["plus"]);

  const device = `http://${address}/sdk/v3/platform/ios/device/${customers.deviceId}`;
  const body = JSON.stringify({ external_id: "6666", identity_token: identityToken("6666", "fern") });
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

test("a shell logs in as the page shows it", { skip }, async () => {
  const here = inAShell.replace("127.0.0.1:8788", address);
  assert.notEqual(here, inAShell);
  const { stdout } = await run("sh", ["-ec", here], { cwd: folder });
  assert.match(stdout, /"external_id":"1001"/);
});
