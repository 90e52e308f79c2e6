// For tests against the program itself: `paywall host` with an app of its own, in a folder of its own.

import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { Customers } from "../../www/runtime/customers.js";

export const root = fileURLToPath(new URL("../../", import.meta.url));
export const program = join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "debug/paywall");
export const skip = !existsSync(program) && "the program is not built";

export class Program {
  address = "127.0.0.1:0";
  folder = "";
  #process;

  /** Makes the folder, with the settings of an app whose purchases need no signature; `identity` is a part of them. */
  static async make(identity = "") {
    const made = new Program();
    made.folder = await mkdtemp(join(tmpdir(), "paywall-"));
    await copyFile(join(root, "paywall-templates/document.json"), join(made.folder, "document.json"));
    await writeFile(
      join(made.folder, "host.toml"),
      `
trust_unsigned_purchases = true
database = "sqlite:paywall.db"
[[apps]]
id = "fern"
${identity}
[[apps.platforms]]
id = "ios"
store = "apple"
store_app = "com.example.fern"
document = "document.json"
`,
    );
    return made;
  }

  /** Makes another host of the same folder, with the same database. */
  other() {
    const other = new Program();
    other.folder = this.folder;
    return other;
  }

  /** Starts the host, again at the address that it had before. */
  async start() {
    this.#process = spawn(program, ["host"], {
      cwd: this.folder,
      env: { ...process.env, PAYWALL_LISTEN: this.address },
      stdio: ["ignore", "pipe", "inherit"],
    });
    for await (const line of createInterface({ input: this.#process.stdout })) {
      const found = /host at http:\/\/([^/]+)/.exec(line);
      if (!found) continue;
      this.address = found[1];
      return;
    }
    throw new Error("the host does not start");
  }

  stop() {
    const gone = new Promise((resolve) => this.#process.once("exit", resolve));
    this.#process.kill();
    return gone;
  }

  /** Runs a script in the folder, where `paywall` is the program; answers what it prints. */
  async run(script) {
    const env = { ...process.env, PATH: `${dirname(program)}:${process.env.PATH}` };
    return (await promisify(execFile)("sh", ["-ec", script], { cwd: this.folder, env })).stdout;
  }

  /** Opens a customer of this host, whose state is kept in `storage`. */
  async open(storage) {
    const customers = Customers.open({
      host: `http://${this.address}`,
      platform: "ios",
      device: { os_name: "web" },
      storage,
    });
    await customers.ready;
    return customers;
  }

  async remove() {
    await this.stop();
    await rm(this.folder, { recursive: true });
  }
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

/** Buys the subscription that unlocks "plus". */
export const buy = (customers, id) =>
  customers.beginPurchase("fern.plus.monthly").complete({ payload: receipt(id), entitlements: ["plus"] });

export const confirmed = (customers) => customers.entitlements.filter((it) => !it.provisional).map((it) => it.id);
