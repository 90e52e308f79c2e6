// WebKit, as GTK's MiniBrowser on a screen that nobody sees, by WebDriver: https://www.w3.org/TR/webdriver2/.

import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

import { keyActions, tapActions } from "./keys.mjs";
import { start } from "./program.mjs";

const DRIVER = "/usr/bin/WebKitWebDriver";
const SCREEN = "/usr/bin/Xvfb";

export const name = "webkit";

export const missing = [DRIVER, SCREEN].every((it) => existsSync(it)) ? false : "WebKitWebDriver or Xvfb is missing";

/** The room on the screen for the window's own bars, in CSS pixels. */
const BARS = 300;

/** What it needs on a machine without a user: no sandbox within a sandbox, no graphics card, no bus. */
const ENVIRONMENT = {
  WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
  WEBKIT_DISABLE_COMPOSITING_MODE: "1",
  NO_AT_BRIDGE: "1",
};

/** Starts WebKit, with one page. What a start that fails has begun is ended. */
export async function open(size) {
  const started = [];
  const begin = async (...program) => {
    started.unshift(await start(...program));
    return started[0];
  };
  const stop = async () => {
    for (const { stop } of started) await stop();
  };
  try {
    return await pageOf(await sessionOf(begin, size), stop, size);
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Starts a screen and a driver on it, and answers with the way to the session of a browser. */
async function sessionOf(begin, { width, height }) {
  const size = `${width + BARS}x${height + BARS}x24`;
  const screen = await begin(SCREEN, ["-displayfd", "1", "-screen", "0", size, "-nolisten", "tcp"], /^(\d+)\n/m);
  const port = await freePort();
  await begin(DRIVER, [`--port=${port}`], null, { ...ENVIRONMENT, DISPLAY: `:${screen.match[1]}` });
  const server = `http://127.0.0.1:${port}`;
  await answers(`${server}/status`);
  const { sessionId } = await command("POST", `${server}/session`, { capabilities: {} });
  const session = (path, body) => command("POST", `${server}/session/${sessionId}/${path}`, body);
  await session("timeouts", { script: 120_000, pageLoad: 60_000 });
  return { session, end: () => command("DELETE", `${server}/session/${sessionId}`) };
}

/** Makes a session's window hold a page of the wanted size, and answers with what tests do with that page. */
async function pageOf({ session, end }, stop, { width, height }) {
  const run = (script) => session("execute/sync", { script, args: [] });
  const resize = (size) => session("window/rect", { x: 0, y: 0, ...size });
  await resize({ width, height });
  const [barsWide, barsHigh] = await run("return [outerWidth - innerWidth, outerHeight - innerHeight]");
  await resize({ width: width + barsWide, height: height + barsHigh });
  const act = (actions) => session("actions", { actions });
  return {
    goto: (url) => session("url", { url }),
    run: (source) => run(`return ${source}`),
    tap: (x, y) => act(tapActions(x, y)),
    press: (key) => act(keyActions(key)),
    async close() {
      await end().catch(() => {});
      await stop();
    },
  };
}

async function command(method, url, body) {
  const response = await fetch(url, { method, body: body && JSON.stringify(body) });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${url.replace(/.*session\/[^/]*/, "")}: ${value.error}: ${value.message}`);
  return value;
}

/** A port that was free a moment ago: the driver does not choose one itself. */
async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Waits until the driver answers. */
async function answers(url) {
  for (let left = 600; left > 0; left -= 1) {
    if (await fetch(url).catch(() => null)) return;
    await sleep(100);
  }
  throw new Error("WebKitWebDriver does not answer");
}
