// Firefox, by WebDriver BiDi, which it speaks itself: https://www.w3.org/TR/webdriver-bidi/.

import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import WebSocket from "ws";

import { keyActions, tapActions } from "./keys.mjs";
import { folder, start } from "./program.mjs";

const program =
  process.env.FIREFOX ?? ["firefox-esr", "firefox"].map((it) => `/usr/bin/${it}`).find((it) => existsSync(it));

export const name = "firefox";

export const missing = program ? false : "Firefox is missing: install it, or name one in FIREFOX";

/** Settings that keep it from asking, and from the network. */
const PREFERENCES = {
  "app.normandy.enabled": false,
  "app.update.enabled": false,
  "browser.aboutwelcome.enabled": false,
  "browser.shell.checkDefaultBrowser": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "ui.useOverlayScrollbars": 1,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
};

/** Starts Firefox, with one page. */
export async function open(viewport) {
  const profile = folder();
  const lines = Object.entries(PREFERENCES).map(([key, value]) => `user_pref("${key}", ${JSON.stringify(value)});\n`);
  writeFileSync(join(profile.path, "user.js"), lines.join(""));
  const args = ["--headless", "--no-remote", "--profile", profile.path, "--remote-debugging-port", "0"];
  const { match, stop } = await start(program, args, /listening on (ws:\S+)/);
  const { call, close } = await connect(`${match[1]}/session`);
  await call("session.new", { capabilities: {} });
  const { context } = await call("browsingContext.create", { type: "window" });
  await call("browsingContext.setViewport", { context, viewport, devicePixelRatio: 1 });
  // Keys tap buttons only in the window that people work in.
  await call("browsingContext.activate", { context });
  const act = (actions) => call("input.performActions", { context, actions });
  return {
    goto: (url) => call("browsingContext.navigate", { context, url, wait: "complete" }),
    async run(source) {
      const options = { expression: source, target: { context }, awaitPromise: true };
      const { result, exceptionDetails } = await call("script.evaluate", options);
      if (exceptionDetails) throw new Error(exceptionDetails.text);
      return result.value;
    },
    tap: (x, y) => act(tapActions(x, y)),
    press: (key) => act(keyActions(key)),
    async close() {
      close();
      await stop();
      profile.remove();
    },
  };
}

/** Connects, and answers with a function that calls a command. */
async function connect(url) {
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  const waiting = new Map();
  let count = 0;
  socket.on("message", (data) => {
    const { id, type, result, error, message } = JSON.parse(data.toString());
    const call = waiting.get(id);
    waiting.delete(id);
    if (type === "error") call?.reject(new Error(`${call.method}: ${error}: ${message}`));
    else call?.resolve(result);
  });
  socket.on("close", () => waiting.forEach(({ method, reject }) => reject(new Error(`${method}: Firefox has gone`))));
  const call = (method, params) =>
    new Promise((resolve, reject) => {
      waiting.set(++count, { method, resolve, reject });
      socket.send(JSON.stringify({ id: count, method, params }));
    });
  return { call, close: () => socket.close() };
}
