// Where paywalls are on the page of each engine: frames, other documents, flows of an app.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { inEachEngine } from "./engines.mjs";

const GREEN = "rgb(0, 255, 0)";

/** Runs in the page: loads a document of one paywall, and leaves what tests need on `window`. */
async function prepare() {
  const [{ Runtime }, { frameOf }] = await Promise.all(
    ["/www/dist/index.js", "/tests/engines/frame.mjs"].map((path) => import(path)),
  );
  const components = [
    { component: "text", id: "told", text: "${state.viewportWidth}" },
    { component: "button", id: "shut", fillColor: "#00ff00", components: [], onTap: { function: "namiClosePaywall" } },
  ];
  const pages = [{ name: "one", contentContainer: { component: "container", height: "100%", components } }];
  const template = { min_sdk_version: "3.3.0", initialState: { currentPage: "one" }, pages };
  const runtime = await Runtime.load({ paywalls: [{ id: "p", name: "P", template }] });
  window.events = [];
  window.frameOf = frameOf;
  window.make = () => {
    const paywall = runtime.launch({ paywall: "p" }, { formFactor: "phone" });
    paywall.onAction(({ action }) => {
      events.push(action);
      return false;
    });
    return paywall;
  };
  window.part = (place, id) => place.shadowRoot.querySelector(`[data-id=${id}]`);
  window.look = (place) => {
    const one = part(place, "shut");
    return [one.ownerDocument.defaultView.getComputedStyle(one).backgroundColor, part(place, "told").textContent];
  };
}

inEachEngine((page) => {
  beforeEach(async () => {
    await page.goto("/");
    await page.evaluate(prepare);
  });

  test("a paywall keeps its looks and its keys when it is moved to a frame and back", async () => {
    const seen = await page.evaluate(async () => {
      const other = (await frameOf(300, 200)).document;
      const place = document.body.appendChild(document.createElement("div"));
      make().mount(place, { dialog: true });
      const found = [];
      for (const to of [other, document, other]) {
        to.body.append(place);
        events.length = 0;
        await frame();
        part(place, "shut").click();
        to.dispatchEvent(Object.assign(new Event("keydown"), { keyCode: 461 }));
        found.push([...look(place), ...events]);
      }
      return found;
    });
    const heard = ["CLOSE_PAYWALL", "REMOTE_BACK"];
    const [inside, outside] = ["300", "1920"].map((width) => [GREEN, width, ...heard]);
    assert.deepEqual(seen, [inside, outside, inside]);
  });

  test("a paywall follows the size of its frame", async () => {
    const seen = await page.evaluate(async () => {
      const inside = await frameOf(300, 200);
      const place = inside.document.body.appendChild(inside.document.createElement("div"));
      make().mount(place);
      document.querySelector("iframe").style.width = "420px";
      await until(() => look(place)[1] === "420");
      return look(place);
    });
    assert.deepEqual(seen, [GREEN, "420"]);
  });

  test("a paywall of a document without a window has its looks when it comes to the page", async () => {
    const seen = await page.evaluate(() => {
      const other = document.implementation.createHTMLDocument();
      const place = other.body.appendChild(other.createElement("div"));
      make().mount(place);
      document.body.append(place);
      return look(place)[0];
    });
    assert.equal(seen, GREEN);
  });

  test("an unmounted paywall leaves nothing, and another takes its place", async () => {
    const seen = await page.evaluate(() => {
      const place = document.body.appendChild(document.createElement("div"));
      const paywall = make().mount(place);
      const { shadowRoot } = place;
      paywall.unmount();
      const left = [shadowRoot.childNodes.length, shadowRoot.adoptedStyleSheets.length];
      make().mount(place);
      return [...left, look(place)[0]];
    });
    assert.deepEqual(seen, [0, 0, GREEN]);
  });
});
