// The places of paywalls on the page, and their time there: other documents, other paywalls in the same place,
// places of their own, and what is left of a thousand of them.

import assert from "node:assert/strict";
import { after, before, beforeEach, afterEach, test } from "node:test";

import { launch, openPage } from "./chromium.mjs";
import { bytes, show, watch } from "./memory.mjs";

let browser;
let page;
before(async () => (browser = await launch()));
after(() => browser?.close());
beforeEach(async () => {
  page = await openPage(browser, { viewport: { width: 800, height: 600 }, reducedMotion: "reduce" });
  await page.evaluate(watch);
  await page.evaluate(prepare);
});
afterEach(() => page.close());

/** Runs in the page: loads a document of one paywall, and leaves what tests need on `window`. */
async function prepare() {
  const [{ Runtime }, { present }] = await Promise.all([import("/www/dist/index.js"), import("/www/dist/present.js")]);
  const components = [
    { component: "text", id: "told", text: "${state.darkMode} / ${state.viewportWidth}", fontColor: "#ff0000" },
    { component: "button", id: "buy", fillColor: "#00ff00", components: [], onTap: { function: "namiBuySKU" } },
    { component: "button", id: "shut", components: [], onTap: { function: "namiClosePaywall" } },
  ];
  const pages = [{ name: "one", contentContainer: { component: "container", height: "100%", components } }];
  const template = { min_sdk_version: "3.3.0", initialState: { currentPage: "one" }, pages };
  window.runtime = await Runtime.load({ paywalls: [{ id: "p", name: "P", template }] });
  window.present = present;
  document.body.style.margin = "0";
  window.events = [];
  window.make = (state) => {
    const paywall = runtime.launch({ paywall: "p", state }, { formFactor: "phone" });
    paywall.onAction(({ action }) => void events.push(action));
    return paywall;
  };
  window.place = (within = document) => within.body.appendChild(within.createElement("div"));
  window.part = (place, id) => place.shadowRoot.querySelector(`[data-id=${id}]`);
  window.colour = (place) => {
    const one = part(place, "buy");
    return one.ownerDocument.defaultView.getComputedStyle(one).backgroundColor;
  };
  window.frameOf = async () => {
    const made = document.createElement("iframe");
    made.style.cssText = "width:300px;height:200px;border:0";
    made.srcdoc = "<!doctype html><body>";
    const loaded = new Promise((resolve) => made.addEventListener("load", resolve));
    document.body.append(made);
    await loaded;
    return made.contentDocument;
  };
}

const GREEN = "rgb(0, 255, 0)";

test("a paywall lives in a frame: its styles, its size, its taps, its dialog", async () => {
  const seen = await page.evaluate(async () => {
    const other = await frameOf();
    const inside = place(other);
    const paywall = make().mount(inside, { dialog: true });
    part(inside, "shut").click();
    const found = [colour(inside), part(inside, "told").textContent, events.at(-1)];
    other.dispatchEvent(Object.assign(new Event("keydown"), { keyCode: 461 }));
    found.push(events.at(-1));
    paywall.unmount();
    return [...found, inside.shadowRoot.childNodes.length];
  });
  assert.deepEqual(seen, [GREEN, "false / 300", "CLOSE_PAYWALL", "REMOTE_BACK", 0]);
});

test("a paywall lives in a popup, and in a place of its own there", async () => {
  const popup = page.waitForEvent("popup");
  await page.evaluate(() => void (window.other = open("about:blank", "", "width=500,height=400")));
  await popup;
  const seen = await page.evaluate(() => {
    const shown = present(make(), { parent: other.document.body, as: "modal" });
    const found = [colour(shown.element), shown.element.ownerDocument === other.document];
    found.push(other.document.body.style.overflow, document.body.style.overflow);
    shown.dismiss();
    return [...found, other.document.body.childElementCount];
  });
  assert.deepEqual(seen, [GREEN, true, "hidden", "", 0]);
});

test("a mounted paywall keeps its looks, its state and its keys when it is moved to another document and back", async () => {
  const seen = await page.evaluate(async () => {
    const other = await frameOf();
    const moved = place();
    make().mount(moved, { dialog: true });
    const node = part(moved, "buy");
    const found = [];
    for (const to of [other, document, other]) {
      to.body.append(moved);
      events.length = 0;
      part(moved, "shut").click();
      to.dispatchEvent(Object.assign(new Event("keydown"), { keyCode: 461 }));
      found.push([colour(moved), part(moved, "told").textContent, ...events, node === part(moved, "buy")]);
    }
    return found;
  });
  const heard = ["CLOSE_PAYWALL", "REMOTE_BACK", true];
  assert.deepEqual(seen, [
    [GREEN, "false / 300", ...heard],
    [GREEN, "false / 800", ...heard],
    [GREEN, "false / 300", ...heard],
  ]);
});

test("a paywall mounted in a document without a window has its looks when it comes to the page", async () => {
  const seen = await page.evaluate(() => {
    const inside = place(document.implementation.createHTMLDocument());
    make().mount(inside);
    document.body.append(inside);
    return colour(inside);
  });
  assert.equal(seen, GREEN);
});

test("listeners live until they are taken away: mount, unmount, mount", async () => {
  const seen = await page.evaluate(() => {
    const paywall = make();
    const inside = place();
    const taken = [];
    const take = paywall.onAction(({ action }) => void taken.push(action));
    paywall.mount(inside);
    paywall.unmount();
    take();
    paywall.mount(inside);
    part(inside, "shut").click();
    return { events, taken };
  });
  assert.deepEqual(seen, { events: ["SHOW_PAYWALL", "SHOW_PAYWALL", "CLOSE_PAYWALL"], taken: ["SHOW_PAYWALL"] });
});

test("a paywall that took another one's place stays when that one is unmounted, and alone hears of taps", async () => {
  const seen = await page.evaluate(() => {
    const [first, second, inside] = [make(), make(), place()];
    const heard = [];
    first.mount(inside).onAction(() => void heard.push("first"));
    second.mount(inside).onAction(() => void heard.push("second"));
    first.unmount();
    part(inside, "shut").click();
    const known = [...heard];
    // One that is elsewhere by now is left alone.
    const elsewhere = place();
    second.mount(elsewhere);
    first.mount(inside);
    return [known, colour(inside), colour(elsewhere)];
  });
  assert.deepEqual(seen, [["second"], GREEN, GREEN]);
});

test("what the app forces stays forced, and what it does not follows the page", async () => {
  const told = () => page.evaluate(() => places.map((one) => part(one, "told").textContent.split(" ")[0]));
  await page.evaluate(() => {
    window.places = [place(), place(), place(), place()];
    window.all = [make({ darkMode: true }), make({ darkMode: false }), make(), make()];
    all.forEach((one, index) => one.mount(places[index]));
    all[3].update({ state: { ...all[3].state, darkMode: true } });
  });
  assert.deepEqual(await told(), ["true", "false", "false", "true"]);
  await page.emulateMedia({ colorScheme: "dark" });
  await page.waitForFunction(() => part(places[2], "told").textContent.startsWith("true"));
  assert.deepEqual(await told(), ["true", "false", "true", "true"]);
  // The state as it is, passed back, forces nothing.
  await page.evaluate(() => all[2].update({ state: { ...all[2].state, other: 1 } }));
  await page.emulateMedia({ colorScheme: "light" });
  await page.waitForFunction(() => part(places[2], "told").textContent.startsWith("false"));
  assert.deepEqual(await told(), ["true", "false", "false", "true"]);
});

for (const order of ["first", "last"]) {
  test(`the page scrolls again after two presented paywalls, the ${order} dismissed first`, async () => {
    const seen = await page.evaluate((order) => {
      document.body.style.overflow = "scroll";
      const shown = [present(make()), present(make(), { as: "sheet" })];
      if (order === "last") shown.reverse();
      const found = [document.body.style.overflow];
      shown[0].dismiss();
      shown[0].dismiss();
      found.push(document.body.style.overflow);
      shown[1].dismiss();
      return [...found, document.body.style.overflow];
    }, order);
    assert.deepEqual(seen, ["hidden", "hidden", "scroll"]);
  });
}

test("a presented paywall is the platform's own dialog: above all, with a name, the page behind it inert", async () => {
  const seen = await page.evaluate(async () => {
    const own = document.body.appendChild(document.createElement("dialog"));
    const opener = own.appendChild(document.createElement("button"));
    own.showModal();
    opener.focus();
    const shown = present(make(), { as: "modal" });
    // The focus comes once the caller is done.
    await null;
    const dialog = shown.element.closest("dialog");
    const found = [dialog.matches(":modal"), dialog.getAttribute("aria-label"), shown.element.hasAttribute("role")];
    found.push(document.elementFromPoint(400, 300) === shown.element);
    opener.focus();
    found.push(document.activeElement === shown.element);
    shown.dismiss();
    return [...found, document.activeElement === opener];
  });
  assert.deepEqual(seen, [true, "P", false, true, true, true]);
});

test("Escape tells the app once, of the upper of two, and closes nothing", async () => {
  await page.evaluate(() => {
    window.heard = [];
    window.shown = ["a", "b"].map((name) => {
      const paywall = make();
      paywall.onAction(({ action }) => action === "REMOTE_BACK" && void heard.push(name));
      return present(paywall);
    });
  });
  for (const heard of [["b"], ["b", "b"], ["b", "b", "b"]]) {
    await page.keyboard.press("Escape");
    await page.evaluate(() => frame());
    assert.deepEqual(await page.evaluate(() => window.heard), heard);
    assert.deepEqual(await page.evaluate(() => shown.map((one) => one.element.closest("dialog").open)), [true, true]);
  }
  await page.evaluate(() => shown[1].dismiss());
  await page.keyboard.press("Escape");
  assert.deepEqual(await page.evaluate(() => heard), ["b", "b", "b", "a"]);
});

test("a paywall as high as the page brings no scroll bar", async () => {
  const seen = await page.evaluate(async () => {
    make().mount(place());
    await frame();
    const { scrollHeight, clientHeight, scrollWidth, clientWidth } = document.documentElement;
    return [scrollHeight - clientHeight, scrollWidth - clientWidth];
  });
  assert.deepEqual(seen, [0, 0]);
});

test("an engine without finalisers gives back what was shown, and a paywall goes on where it was", async () => {
  const old = await openPage(browser, { viewport: { width: 800, height: 600 }, reducedMotion: "reduce" });
  await old.evaluate(() => (window.FinalizationRegistry = undefined));
  await old.evaluate(watch);
  await old.evaluate(prepare);
  await show(old, 100);
  const before = await bytes(old);
  await show(old, 500);
  const after = await bytes(old);
  const seen = await old.evaluate(async () => {
    const one = place();
    const paywall = make({ seen: 1 }).mount(one);
    paywall.unmount();
    await frame();
    const states = [paywall.state.seen];
    paywall.update({ state: { ...paywall.state, seen: 2 } });
    paywall.mount(one);
    part(one, "shut").click();
    return [...states, paywall.state.seen, events.at(-1)];
  });
  await old.close();
  assert.equal(after.module, before.module, "bytes of the module's memory");
  assert.deepEqual(seen, [1, 2, "CLOSE_PAYWALL"]);
});

test("a thousand paywalls in one element leave the memory as it was", async () => {
  await show(page, 500);
  const before = await bytes(page);
  await show(page, 1000);
  const after = await bytes(page);
  const heap = after.heap - before.heap;
  assert.ok(heap < 300_000, `${heap} bytes more after a thousand paywalls`);
  assert.equal(after.module, before.module, "bytes of the module's memory");
});
