// A whole world for the stories: the Control Center with a second host on the same database, people who sign in, each
// in a browser of their own, and customers who come by the SDK's protocol.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { root } from "../node/cases.mjs";
import { types } from "./chromium.mjs";
import { said, start, startIn } from "./program.mjs";

const settings = (folder) => `
listen = "127.0.0.1:0"
database = "sqlite:${folder}/paywall.db"
trust_unsigned_purchases = true
[control]
[[apps]]
id = "fern"
name = "Fern"
[[apps.platforms]]
id = "ios"
store = "apple"
store_app = "com.example.fern"
environment = "production"
[[apps.platforms]]
id = "ios-sandbox"
store = "apple"
store_app = "com.example.fern.sandbox"
environment = "sandbox"
`;

/** Shows a program that is started with it a later time than the system's. */
const CLOCK = `
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
static long ahead;
__attribute__((constructor)) static void begin(void) { ahead = atol(getenv("CLOCK_AHEAD")); }
int clock_gettime(clockid_t clock, struct timespec *now) {
  int failed = syscall(SYS_clock_gettime, clock, now);
  if (!failed && clock == CLOCK_REALTIME) now->tv_sec += ahead;
  return failed;
}
`;

/** Makes the environment of programs whose clock is so many seconds ahead. */
function later(folder, seconds) {
  const [code, library] = ["clock.c", "clock.so"].map((name) => join(folder, name));
  writeFileSync(code, CLOCK);
  execFileSync("cc", ["-shared", "-fPIC", "-o", library, code]);
  return { LD_PRELOAD: library, CLOCK_AHEAD: String(seconds) };
}

/** Starts the program in a new folder, where the first person becomes the owner. */
export async function world(browser) {
  const folder = mkdtempSync(join(tmpdir(), "paywall-stories-"));
  const file = join(folder, "host.toml");
  writeFileSync(file, settings(folder));
  const programs = [start("control", "--data", folder)];
  const host = async (env) => {
    const program = startIn(env, "host", "--settings", file);
    programs.push(program);
    return (await said(program, /host at (http:\S+?)\/sdk/))[1];
  };
  const end = () => programs.splice(0).map((program) => program.kill());
  const stop = () => {
    end();
    rmSync(folder, { recursive: true, force: true });
  };
  /** Ends both hosts, and starts two at a later time. A clock that jumps while they run is not believed at once. */
  const restart = async (seconds) => {
    await Promise.all(
      programs.map((program) => new Promise((resolve) => program.once("exit", resolve) && program.kill())),
    );
    programs.length = 0;
    const env = later(folder, seconds);
    return Promise.all([host(env), host(env)]);
  };
  try {
    const { input, 0: link } = await said(programs[0], /http:\S+\/control\/setup\/\S+/);
    const [, token] = /token for a day: (\S+)/.exec(input);
    const second = await host({});
    const { origin } = new URL(link);
    const ada = await person(browser, origin, link.split("/").at(-1), { name: "Ada", email: "ada@fern.example" });
    const one = { origin, hosts: [origin, second], token, ada, restart, stop };
    return { ...one, invite: (name, role) => invite(browser, one, name, role) };
  } catch (error) {
    stop();
    throw error;
  }
}

/** Lets somebody in by a link that works once: a person is a browser with a session. */
async function person(browser, origin, link, { name, email = "" }) {
  const options = { viewport: { width: 1440, height: 900 }, timezoneId: "Pacific/Auckland", locale: "en-NZ" };
  const context = await browser.newContext(options);
  const password = "a long enough password";
  const headers = { "paywall-control": "1", origin };
  const data = { name, password, link, ...(email && { email }) };
  const answer = await context.request.post(`${origin}/control/v1/setup`, { headers, data });
  if (!answer.ok()) throw new Error(`${name} does not get in: ${await answer.text()}`);
  const call = async (method, path, body, more = {}) => {
    const url = `${origin}/control/v1/apps/fern/${path}`;
    const answer = await context.request.fetch(url, { method, headers: { ...headers, ...more }, data: body });
    if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`);
    return answer.status() === 204 ? null : answer.json();
  };
  /** @type {string[]} */
  const complaints = [];
  /** Opens a page of the Control Center, which complains of nothing. */
  const open = async (path) => {
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (message) => {
      // Chromium itself notes a refusal that the page speaks of.
      const isRefused = /status of 4\d\d/.test(message.text());
      if (["error", "warning"].includes(message.type()) && !isRefused) complaints.push(message.text());
    });
    await page.goto(`${origin}/control/fern/${path}`);
    return page;
  };
  return { name, email, password, context, call, open, complaints };
}

/** Has the owner invite somebody, who comes in by the link. */
async function invite(browser, { origin, ada }, name, role) {
  const email = `${name.toLowerCase()}@fern.example`;
  const { link } = await ada.call("POST", "people", { name, email, role });
  return person(browser, origin, link.split("/").at(-1), { name });
}

/** Makes the calls of one customer's device on a platform. */
export function device(origin, platform, id = crypto.randomUUID()) {
  const send = async (method, path, body) => {
    const url = `${origin}/sdk/v3/platform/${platform}/${path}`;
    const headers = { "content-type": "application/json" };
    const answer = await fetch(url, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const bought = (number, sku, price) => {
    const [at, end] = [Date.now(), Date.now() + 30 * 864e5];
    const proof = { transactionId: number, originalTransactionId: number, productId: sku, environment: "Production" };
    const dates = { purchaseDate: at, signedDate: at, expiresDate: end };
    const more = { type: "Auto-Renewable Subscription", price: price * 1000, currency: "NZD" };
    return JSON.stringify([{ ...proof, ...dates, ...more }]);
  };
  return {
    id,
    come: () => send("POST", "device/", { id, os_name: "ios", form_factor: "phone", language: "en", country: "NZ" }),
    rules: () => send("GET", `device/${id}/campaign_rules/`),
    shown: (report) => send("POST", `device/${id}/impression/`, report),
    buy: (sku, price) => send("PUT", `device/${id}/purchase_event/`, { payload: bought(id, sku, price), sku }),
  };
}

/** Has customers come, who see what they get; of every hundred with a variant, so many buy. */
export async function customers(origin, number, shares) {
  const seen = {};
  const one = async () => {
    const it = device(origin, "ios");
    await it.come();
    const { results, holdouts } = await it.rules();
    const rule = results.find(({ value }) => value === "spring");
    const { exposure } = rule ?? holdouts.find(({ value }) => value === "spring");
    await it.shown({ exposure, ...(rule && { segment: rule.segment }) });
    const arm = exposure.variant ?? "held out";
    seen[arm] = (seen[arm] ?? 0) + 1;
    const share = shares[arm] ?? 0;
    if (Math.floor((seen[arm] * share) / 100) > Math.floor(((seen[arm] - 1) * share) / 100))
      await it.buy("fern.plus.monthly", 10);
  };
  let left = number;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await one();
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
  return seen;
}

/** Makes a page where an app shows what its platform serves, and follows it. */
export async function app(context, origin, platform) {
  const page = await context.newPage();
  const from = `/sdk/v3/platform/${platform}`;
  const script = `import { Runtime } from "/dist/index.js";
    const place = document.getElementById("paywall");
    let shown;
    async function show() {
      const runtime = await Runtime.load(await (await fetch("${from}/document/")).json());
      shown?.unmount();
      shown = runtime.launch({ launch: {}, device: { formFactor: "phone", width: 390, height: 844 } }).mount(place);
    }
    new EventSource("${from}/changes/").addEventListener("revision", show);`;
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><div id="paywall"></div><script type="module">${script}</script>`;
  await page.route(`${origin}/app`, (route) => route.fulfill({ contentType: "text/html", body: html }));
  await page.route(`${origin}/dist/**`, (route) => {
    const name = new URL(route.request().url()).pathname;
    return route.fulfill({ contentType: types[/\.\w+$/.exec(name)[0]], body: readFileSync(join(root, "www", name)) });
  });
  await page.goto(`${origin}/app`);
  return page;
}

/** Waits until something holds, looking again and again. */
export async function until(holds, what) {
  for (let looked = 0; looked < 600; looked += 1) {
    const found = await holds();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`it never came about: ${what}`);
}

/** Waits until all that was done on a page of drafts is saved. */
export async function saved(page) {
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 100))));
  await page.waitForFunction(() => !document.querySelector("[data-waiting]"));
}

/** Begins a draft in somebody's name. */
export const draftOf = async (somebody, name) => (await somebody.call("POST", "drafts", { name })).id;

/** Saves an edit in somebody's name, on top of what is there. */
export async function edit(somebody, draft, ...operations) {
  const { edit } = await somebody.call("GET", `drafts/${draft}`);
  return somebody.call("POST", `drafts/${draft}/edits`, { operations }, { "if-match": `"${edit}"` });
}

/** Returns tomorrow, and nine in the morning of that day in Auckland. */
export function nineTomorrow() {
  const zone = { timeZone: "Pacific/Auckland" };
  const day = new Date(Date.now() + 864e5).toLocaleDateString("en-CA", zone);
  const noon = Date.parse(`${day}T12:00Z`);
  const shown = new Date(noon).toLocaleString("en-US", { ...zone, timeZoneName: "longOffset" });
  return { day, time: Date.parse(`${day}T09:00${/GMT(.*)$/.exec(shown)[1]}`) };
}
