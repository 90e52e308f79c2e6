// A paywall in a webview: stubs of the three ways to an app, all with the same messages.

import assert from "node:assert/strict";
import { after, before, beforeEach, afterEach, test } from "node:test";

import { launch, openPage, origin } from "./chromium.mjs";

let browser;
let page;
before(async () => (browser = await launch()));
after(() => browser?.close());
beforeEach(async () => (page = await openPage(browser)));
afterEach(() => page.close());

/** Runs in a page, which may be a frame: shows the stock paywall with a bridge. */
async function begin(options) {
  const [{ Runtime }, { bridge }] = await Promise.all([import("/www/dist/index.js"), import("/www/dist/bridge.js")]);
  const read = async (path) => (await fetch(path)).json();
  const [text, products] = await Promise.all(
    ["document", "products"].map((name) => read(`/paywall-templates/${name}.json`)),
  );
  const runtime = await Runtime.load(text);
  window.paywall = runtime.launch({ paywall: runtime.document.paywalls[0].id, products }, { formFactor: "phone" });
  window.link = bridge(paywall, options);
  window.shown = document.body.appendChild(document.createElement("div"));
  paywall.mount(shown);
  return link.kind;
}

/** In the page: what an app gets, and what it says. */
const apps = {
  webkit: () => {
    window.webkit = { messageHandlers: { paywallApp: { postMessage: (text) => void said.push(text) } } };
    window.answer = (text) => window.paywallAppCommand(text);
  },
  android: () => {
    window.paywallApp = { postMessage: (text) => void said.push(text) };
    window.answer = (text) => window.paywallAppCommand(text);
  },
  listener: () => {
    const object = new EventTarget();
    object.postMessage = (text) => void said.push(text);
    window.paywallApp = object;
    window.answer = (data) => object.dispatchEvent(new MessageEvent("message", { data }));
  },
};

/** In the page of the app: the whole conversation. */
async function converse() {
  const read = () => said.splice(0).map((text) => JSON.parse(text));
  const command = (name, value, id) => answer(JSON.stringify({ paywall: 1, command: name, value, id }));
  /** The messages up to the one that is waited for. */
  const readUntil = async (isLast) => {
    await until(() => said.some((text) => isLast(JSON.parse(text))));
    return read();
  };
  const begun = read();
  command("purchaseStarted", { skuId: "x" });
  command("state", undefined, 1);
  const started = await readUntil(({ id }) => id === 1);
  command("purchaseFailed", { error: "declined" }, "two");
  const failed = await readUntil(({ id }) => id === "two");
  command("update", { nonsense: true }, 3);
  command("constructor", {}, 4);
  answer("{}");
  answer("no json");
  answer(JSON.stringify({ paywall: 2, command: "unmount" }));
  // Messages come in order: once this one is answered, those before it have been passed over.
  command("state", undefined, 5);
  const refused = await readUntil(({ id }) => id === 5);
  command("unmount");
  const closed = await readUntil(({ type }) => type === "closed");
  return { begun, started, failed, refused, closed };
}

function isRight({ begun, started, failed, refused, closed }) {
  assert.deepEqual(
    begun.map(({ paywall, type, value }) => [paywall, type, value.action]),
    [
      [1, "ready", undefined],
      [1, "event", "SHOW_PAYWALL"],
    ],
  );
  assert.ok(begun[0].value.commands.includes("purchaseSucceeded"));
  assert.equal(started.at(-1).id, 1);
  assert.equal(started.at(-1).value.purchaseInProgress, true);
  assert.deepEqual(
    failed.map(({ type, id, value }) => [type, id, value?.action, value?.purchaseError]),
    [
      ["event", undefined, "PURCHASE_FAILED", "declined"],
      ["answer", "two", undefined, undefined],
    ],
  );
  assert.deepEqual(
    refused.map(({ id, error }) => [id, error?.code]),
    [
      [3, "invalid_request"],
      [4, "unknown_command"],
      [5, undefined],
    ],
  );
  assert.deepEqual(
    closed.map(({ type }) => type),
    ["closed"],
  );
}

for (const [name, app] of Object.entries(apps)) {
  test(`an app by ${name}`, async () => {
    await page.evaluate(() => void (window.said = []));
    await page.evaluate(app);
    assert.equal(await page.evaluate(begin), name === "webkit" ? "webkit" : "android");
    isRight(await page.evaluate(converse));
    const left = await page.evaluate(() => [typeof window.paywallAppCommand, shown.shadowRoot.childElementCount]);
    assert.deepEqual(left, ["undefined", 0]);
  });
}

test("a page around a frame", async () => {
  await page.evaluate(async (address) => {
    window.said = [];
    const frame = document.createElement("iframe");
    addEventListener("message", (event) => event.source === frame.contentWindow && said.push(event.data));
    window.answer = (text) => frame.contentWindow.postMessage(text, "*");
    frame.src = address;
    document.body.append(frame);
    await new Promise((resolve) => (frame.onload = resolve));
  }, `${origin}/`);
  const frame = page.frames()[1];
  assert.equal(await frame.evaluate(begin, { origin }), "frame");
  isRight(await page.evaluate(converse));
});

test("a frame hears only the page around it, of the origin it was told", async () => {
  await page.evaluate(async (address) => {
    const frame = document.createElement("iframe");
    frame.src = address;
    document.body.append(frame);
    await new Promise((resolve) => (frame.onload = resolve));
  }, `${origin}/`);
  const frame = page.frames()[1];
  await frame.evaluate(begin, { origin: "https://another.test" });
  await frame.evaluate(() => {
    window.came = 0;
    addEventListener("message", () => came++);
  });
  await page.evaluate(() =>
    document.querySelector("iframe").contentWindow.postMessage('{"paywall":1,"command":"unmount"}', "*"),
  );
  await frame.evaluate(() => window.postMessage('{"paywall":1,"command":"unmount"}', "*"));
  await frame.waitForFunction(() => came === 2);
  assert.ok((await frame.evaluate(() => shown.shadowRoot.childElementCount)) > 0);
});

test("a frame tells nothing to whoever is around it", async () => {
  await page.evaluate(async (address) => {
    window.said = [];
    const frame = document.createElement("iframe");
    addEventListener("message", (event) => event.source === frame.contentWindow && said.push(event.data));
    frame.src = address;
    document.body.append(frame);
    await new Promise((resolve) => (frame.onload = resolve));
  }, `${origin}/`);
  const code = await page.frames()[1].evaluate(async () => {
    const { bridge } = await import("/www/dist/bridge.js");
    const paywall = { decision: null, onAction: () => () => {} };
    try {
      bridge(paywall, { origin: "*" });
    } catch (error) {
      return error.code;
    }
  });
  assert.equal(code, "invalid_origin");
  assert.deepEqual(await page.evaluate(() => said), []);
});

test("links are the app's in a webview, and the page's elsewhere", async () => {
  const opened = (more) =>
    page.evaluate(async (more) => {
      const { bridge } = await import("/www/dist/bridge.js");
      const heard = [];
      const paywall = { decision: null, onAction: (listener) => void heard.push(listener) };
      const app = { webkit: { messageHandlers: { paywallApp: { postMessage() {} } } } };
      bridge(paywall, { page: more.app ? app : {}, ...more.options });
      return heard[0]({ action: "OPEN_URL", deeplinkUrl: "https://example.test/" });
    }, more);
  assert.equal(await opened({ app: true }), false);
  assert.equal(await opened({ app: true, options: { links: "page" } }), undefined);
  assert.equal(await opened({ app: false }), undefined);
});

test("a frame that has the app's name is no app", async () => {
  const kind = await page.evaluate(async () => {
    document.body.innerHTML = "<iframe name=paywallApp></iframe>";
    const { bridge } = await import("/www/dist/bridge.js");
    return bridge({ decision: null, onAction: () => () => {} }).kind;
  });
  assert.equal(kind, null);
});
