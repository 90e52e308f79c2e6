// What imported designs need of the page: carousels without an end, slides that fade, containers that scroll, looks
// under a pointer, sheets, countdowns in texts, and fields.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";

import { launch, openPage } from "./chromium.mjs";

let browser;
let page;
before(async () => (browser = await launch()));
after(() => browser?.close());
beforeEach(async () => {
  page = await openPage(browser, { viewport: { width: 390, height: 844 } });
  await page.evaluate(prepare);
});
afterEach(() => page.close());

/** Runs in the page: loads the document of designs, and leaves what tests need on `window`. */
async function prepare() {
  const { Runtime } = await import("/www/dist/index.js");
  const load = async (name) => Runtime.load(await (await fetch(`/tests/documents/${name}.json`)).json());
  const runtimes = { design: await load("design"), fields: await load("fields") };
  window.show = (currentPage, { document: name = "design", ...more } = {}) => {
    const host = document.body.appendChild(document.createElement("div"));
    window.events = [];
    window.runtime = runtimes[name];
    window.paywall = runtime.launch({ paywall: name, state: { currentPage }, ...more });
    window.paywall.onAction((event) => void events.push(event));
    window.paywall.mount(host);
    window.root = host.shadowRoot;
    window.part = (id) => root.querySelector(`[data-id="${id}"]`);
  };
}

const show = (...args) => page.evaluate((args) => show(...args), args);
const until = (test, argument) => page.waitForFunction(test, argument, { timeout: 10_000 });

test("behind the last slide of a carousel without an end comes the first one", async () => {
  await show("slides");
  assert.equal(await page.evaluate(() => part("endless").dataset.index), "1");
  const left = () => part("endless").firstChild.scrollLeft;
  const width = await page.evaluate(() => part("endless").firstChild.clientWidth);
  await until((width) => part("endless").firstChild.scrollLeft === width, width);
  // A finger drags to the last slide, and beyond it.
  await page.evaluate(() => part("endless").firstChild.scrollTo({ left: 2 * part("endless").clientWidth }));
  await until(() => part("endless").dataset.index === "2");
  await page.evaluate(() => part("endless").firstChild.scrollTo({ left: 3 * part("endless").clientWidth }));
  await until(() => part("endless").dataset.index === "0");
  assert.equal(await page.evaluate(left), 0, "the page goes on with the real first slide");
  const slides = await page.evaluate(() => events.flatMap((event) => event.componentChange?.slide ?? []));
  assert.deepEqual(slides, [2, 0]);
});

test("a carousel without an end goes on by itself", async () => {
  await page.clock.install();
  await page.evaluate(prepare);
  await show("slides");
  for (const index of ["2", "0", "1"]) {
    await page.clock.runFor(3_000);
    await until((index) => {
      window.scrolled = part("endless").firstChild.scrollLeft;
      return part("endless").dataset.index === index;
    }, index).catch(async () => {
      // The end of a scroll is heard a moment later.
      await page.clock.runFor(400);
      await until((index) => part("endless").dataset.index === index, index);
    });
  }
});

test("keys turn a carousel without an end in both directions", async () => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.evaluate(() => {
    const slides = ["One", "Two", "Three"].map((text) => ({ component: "text", text }));
    const button = (id) => ({ component: "button", id, components: [{ component: "text", text: id }] });
    const carousel = { component: "carouselContainer", pages: true, loop: true };
    const components = [
      { ...carousel, id: "plain", screenreaderText: "Reasons", components: slides },
      { ...carousel, id: "tapped", components: ["first", "second", "third"].map(button) },
    ];
    window.begin = async (formFactor) => {
      const { Runtime } = await import("/www/dist/index.js");
      const content = { component: "container", direction: "vertical", components };
      const pages = [{ name: "one", header: null, footer: null, contentContainer: content }];
      const template = { version: "1.0", initialState: { currentPage: "one" }, pages };
      const document_ = { paywalls: [{ id: "p", name: "P", sku_menus: [], fonts: {}, template }] };
      const host = document.body.appendChild(document.createElement("div"));
      (await Runtime.load(document_)).launch({ paywall: "p", device: { formFactor } }).mount(host);
      window.root = host.shadowRoot;
      window.part = (id) => root.querySelector(`[data-id="${id}"]`);
    };
  });
  await page.evaluate(() => begin("phone"));
  const at = (id) => page.waitForFunction((id) => part(id)?.dataset.index, id).then((it) => it.jsonValue());
  const turn = async (key, id, index) => {
    await page.keyboard.press(key);
    await until(([id, index]) => part(id).dataset.index === index, [id, index]);
  };
  assert.equal(await at("plain"), "0");
  await page.evaluate(() => part("plain").firstChild.focus());
  for (const [key, index] of [
    ["ArrowLeft", "2"],
    ["ArrowRight", "0"],
    ["ArrowRight", "1"],
  ]) {
    await turn(key, "plain", index);
  }
  // A remote's keys go from button to button, and around the end.
  await page.evaluate(() => begin("television"));
  await page.evaluate(() => part("first").focus());
  for (const [key, index, id] of [
    ["ArrowLeft", "2", "third"],
    ["ArrowRight", "0", "first"],
    ["ArrowRight", "1", "second"],
  ]) {
    await turn(key, "tapped", index);
    assert.equal(await page.evaluate(() => root.activeElement.dataset.id), id);
  }
});

test("slides that fade lie over each other, and only the one on show is there for keys and readers", async () => {
  await show("slides");
  const seen = () =>
    page.evaluate(() => [...part("fading").firstChild.children].map((slide) => getComputedStyle(slide).visibility));
  assert.deepEqual(await seen(), ["visible", "hidden"]);
  const boxes = await page.evaluate(() =>
    [...part("fading").firstChild.children].map((slide) => slide.getBoundingClientRect().x),
  );
  assert.equal(boxes[0], boxes[1]);
  await page.evaluate(() => part("fading").querySelectorAll(".indicator")[1].click());
  await until(() => getComputedStyle(part("fading").firstChild.children[0]).visibility === "hidden");
  assert.deepEqual(await seen(), ["hidden", "visible"]);
});

test("a container scrolls along its direction, and keys reach what has no control inside", async () => {
  await show("looks");
  await page.evaluate(() => part("row").focus());
  await page.keyboard.press("ArrowRight");
  await until(() => part("row").scrollLeft > 0);
  const across = await page.evaluate(() => [
    part("row").scrollWidth > part("row").clientWidth,
    part("column").tabIndex,
  ]);
  assert.deepEqual(across, [true, -1]);
});

test("a button and the text in it change under the pointer", async () => {
  await show("looks");
  const look = () =>
    page.evaluate(() => [
      getComputedStyle(part("edge")).backgroundColor,
      getComputedStyle(part("edge").firstChild).color,
    ]);
  assert.deepEqual(await look(), ["rgb(255, 255, 255)", "rgb(51, 51, 51)"]);
  await page.hover('[data-id="edge"]');
  await until(() => getComputedStyle(part("edge")).backgroundColor === "rgb(238, 238, 238)");
  await until(() => getComputedStyle(part("edge").firstChild).color === "rgb(0, 0, 0)");
});

test("a tap does several things in their order", async () => {
  await show("looks");
  await page.evaluate(() => part("edge").click());
  await until(() => part("lines"));
  const { state, actions } = await page.evaluate(() => ({
    state: paywall.state.formStates,
    actions: events.map(({ action }) => action),
  }));
  assert.deepEqual(state, { plan: "year", agreed: true });
  assert.deepEqual(actions, [
    "SHOW_PAYWALL",
    "TOGGLE_CHANGE",
    "TOGGLE_CHANGE",
    "TOGGLE_CHANGE",
    "PAGE_CHANGE",
    "RESTORE_PURCHASES",
  ]);
});

test("a sheet lies over its page, takes the focus, and leads back by a tap beside it, a key or a button", async () => {
  await show("counting", { now: 1769860800000 });
  const look = () =>
    page.evaluate(() => ({
      page: paywall.state.currentPage,
      sheet: !!root.querySelector(".sheet"),
      inert: root.querySelector(".content").inert,
      focus: root.activeElement?.dataset.id,
      told: events.map(({ action }) => action),
    }));
  const open = async () => {
    await page.click('[data-id="more"]');
    await until(() => root.activeElement?.dataset.id === "less");
    await until(() => root.querySelector(".sheet").getAnimations().length === 0);
  };
  await open();
  const opened = await look();
  assert.deepEqual([opened.page, opened.sheet, opened.inert], ["sheet", true, true]);
  const content = await page.evaluate(() => {
    window.below = root.querySelector(".content");
    const { bottom, width } = root.querySelector(".sheet").getBoundingClientRect();
    return [bottom, width, innerHeight, innerWidth];
  });
  assert.deepEqual(content.slice(0, 2), content.slice(2), "it stands at the lower edge");
  await page.mouse.click(195, 40);
  await until(() => !root.querySelector(".sheet"));
  assert.deepEqual(await look(), {
    page: "counting",
    sheet: false,
    inert: false,
    focus: "more",
    told: ["SHOW_PAYWALL", "PAGE_CHANGE", "PAGE_CHANGE"],
  });
  assert.ok(await page.evaluate(() => below === root.querySelector(".content")), "the page below stayed");
  await open();
  await page.keyboard.press("Escape");
  await until(() => !root.querySelector(".sheet"));
  assert.equal((await look()).told.includes("REMOTE_BACK"), false);
  await open();
  await page.keyboard.press("Enter");
  await until(() => !root.querySelector(".sheet"));
});

test("a countdown goes on in its texts, and shows other components at its end", async () => {
  await page.clock.install({ time: Date.parse("2026-02-01T14:02:00Z") });
  await page.evaluate(prepare);
  await show("counting");
  const left = () => page.evaluate(() => part("left")?.textContent);
  assert.equal(await left(), "0 d 00:01:04 left");
  await page.clock.runFor(5_000);
  assert.equal(await left(), "0 d 00:00:59 left");
  assert.equal(await page.evaluate(() => part("minutes").textContent), "0");
  const whole = () => page.evaluate(() => part("hours").textContent);
  assert.equal(await whole(), "26 h 2 min");
  await page.clock.runFor(60_000);
  await until(() => part("end"));
  assert.equal(await page.evaluate(() => part("end").textContent), "The sale is over0.");
  assert.equal(await page.evaluate(() => !!part("left")), false);
  // Its action is performed once, behind the event, however long the page stays.
  await page.clock.runFor(5_000);
  const told = await page.evaluate(() => events.map(({ action, componentId }) => `${action} ${componentId}`).slice(1));
  assert.deepEqual(told, ["COUNTDOWN_TIMER_COMPLETED sale", "TOGGLE_CHANGE sale"]);
  assert.equal(await page.evaluate(() => paywall.state.formStates.missed), true);
});

const SECRET = "ada@example.com";
const fields = (more) => show("ask", { document: "fields", device: { formFactor: "phone" }, ...more });

test("what is entered goes to the app with the tap, and nowhere else", async () => {
  await fields();
  await page.fill('[data-id="name"]', "Ada");
  await page.fill('[data-id="mail"]', SECRET);
  await page.check('[data-id="run"] input', { force: true });
  // The page changes meanwhile: what is written stays.
  await page.click('[data-id="later"]');
  assert.equal(await page.inputValue('[data-id="mail"]'), SECRET);
  const kept = () =>
    page.evaluate(() => [
      JSON.stringify(paywall.state),
      JSON.stringify(runtime.render({ paywall: "fields", state: paywall.state })),
      location.href,
      root.querySelector(".paywall").outerHTML,
      JSON.stringify({ ...localStorage, ...sessionStorage }),
      JSON.stringify(events.filter((event) => event.action !== "SUBMIT_FIELDS")),
    ]);
  for (const text of await kept()) assert.ok(!text.includes(SECRET));
  await page.click('[data-id="send"]');
  await until(() => events.some(({ action }) => action === "SUBMIT_FIELDS"));
  const sent = await page.evaluate(() => events.find(({ action }) => action === "SUBMIT_FIELDS").fields);
  assert.deepEqual(sent, { name: "Ada", email: SECRET, topics: ["running", "swimming"], free: [] });
  for (const text of await kept()) assert.ok(!text.includes(SECRET));
  // Whoever comes back finds it again; another visit does not.
  await page.click('[data-id="back"]');
  assert.equal(await page.inputValue('[data-id="mail"]'), SECRET);
  assert.equal(await page.isChecked('[data-id="run"] input'), true);
});

test("a field that is wrong says so, gets the focus, and is right once it is mended", async () => {
  await fields();
  await page.fill('[data-id="mail"]', "ada@");
  await page.press('[data-id="mail"]', "Enter");
  await until(() => part("mail").getAttribute("aria-invalid") === "true");
  const look = () =>
    page.evaluate(() => ({
      focus: root.activeElement?.dataset.id,
      words: [...root.querySelectorAll("[role=alert]")].map((alert) => alert.textContent),
      described: root.getElementById(part("mail").getAttribute("aria-describedby"))?.textContent,
      sent: events.some(({ action }) => action === "SUBMIT_FIELDS"),
    }));
  assert.deepEqual(await look(), {
    focus: "mail",
    words: ["This is no address."],
    described: "This is no address.",
    sent: false,
  });
  await page.press('[data-id="mail"]', "Backspace");
  assert.equal(await page.inputValue('[data-id="mail"]'), "ada", "a letter is taken away");
  assert.equal(await page.evaluate(() => events.some(({ action }) => action === "REMOTE_BACK")), false);
  await page.uncheck('[data-id="swim"] input', { force: true });
  await page.fill('[data-id="mail"]', SECRET);
  await page.click('[data-id="send"]');
  await until(() => root.activeElement?.closest("[data-id=topics]"));
  assert.deepEqual((await look()).words, ["Choose at least one."]);
  await page.keyboard.press("Space");
  assert.equal(await page.isChecked('[data-id="run"] input'), true);
  await page.click('[data-id="send"]');
  await until(() => events.some(({ action }) => action === "SUBMIT_FIELDS"));
});

test("on a television, keys go from field to field, and move the cursor inside a text", async () => {
  await fields({ device: { formFactor: "television", width: 1920, height: 1080 } });
  const focus = () => page.evaluate(() => root.activeElement?.closest("[data-id]")?.dataset.id);
  await until(() => root.activeElement);
  assert.equal(await focus(), "name");
  await page.keyboard.type("Ad");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.type("b");
  assert.equal(await page.inputValue('[data-id="name"]'), "Abd");
  await page.keyboard.press("ArrowDown");
  assert.equal(await focus(), "mail");
  await page.keyboard.press("ArrowDown");
  assert.equal(await focus(), "run");
  await page.keyboard.press("ArrowDown");
  assert.equal(await focus(), "swim");
});

test("what is written before the script comes stays in a page that a server wrote", async () => {
  const kept = await page.evaluate(async () => {
    const { hydrate } = await import("/www/dist/hydrate.js");
    show("ask", { document: "fields" });
    const { html, css } = runtime.render({ paywall: "fields", state: paywall.state });
    paywall.unmount();
    const host = document.body.appendChild(document.createElement("div"));
    const shadow = host.attachShadow({ mode: "open" });
    shadow.innerHTML = `<style>${css}</style>${html}`;
    shadow.querySelector("[data-id=mail]").value = "ada@example.com";
    shadow.querySelector("[data-id=run] input").checked = true;
    const again = runtime.launch({ paywall: "fields", state: paywall.state });
    again.onAction((event) => void events.push(event));
    again.mount(host, { hydrate });
    shadow.querySelector("[data-id=send]").click();
    return { warnings: again.warnings, sent: events.find(({ action }) => action === "SUBMIT_FIELDS")?.fields };
  });
  assert.deepEqual(kept.warnings, []);
  assert.deepEqual(kept.sent, { name: "", email: SECRET, topics: ["running", "swimming"], free: [] });
});

test("what is entered stays while a flow goes on and back, and goes nowhere", async () => {
  await page.evaluate(async () => {
    const { Runtime } = await import("/www/dist/index.js");
    const document_ = await (await fetch("/tests/documents/fields.json")).json();
    const { steps } = document_.campaign_rules[0].segments[0].flow.object;
    steps.at(-1).actions.__remoteback__ = [{ action: [{ function: "flowPrev" }] }];
    const host = document.body.appendChild(document.createElement("div"));
    window.paywall = (await Runtime.load(document_)).launch("funnel", { formFactor: "phone" });
    window.events = [];
    paywall.onAction((event) => void events.push(event));
    window.screens = () => [...host.shadowRoot.querySelectorAll("div > div")].map((place) => place.shadowRoot);
    window.field = (id) => screens().at(-1).querySelector(`[data-id="${id}"]`);
    window.again = () => paywall.mount(host);
    again();
  });
  const enter = (id, value) =>
    page.evaluate(
      ([id, value]) => {
        const input = field(id).matches("input") ? field(id) : field(id).querySelector("input");
        value === true ? input.click() : Object.assign(input, { value });
        input.dispatchEvent(new Event("input", { bubbles: true }));
      },
      [id, value],
    );
  await enter("name", "Ada");
  await enter("mail", SECRET);
  await enter("run", true);
  await enter("swim", true);
  await page.evaluate(() => field("send").click());
  await until(() => paywall.state.flow.visit === 2 && screens().length === 1);
  const kept = () => [paywall.state, events.filter(({ action }) => action !== "SUBMIT_FIELDS")];
  assert.ok(!JSON.stringify(await page.evaluate(kept)).includes(SECRET));
  await page.evaluate(() => paywall.send("__remoteback__"));
  await until(() => field("mail") && screens().length === 1);
  const shown = () =>
    page.evaluate(() => [
      field("name").value,
      field("mail").value,
      ...["run", "swim"].map((id) => field(id).querySelector("input").checked),
    ]);
  assert.deepEqual(await shown(), ["Ada", SECRET, true, false]);
  // Whoever opens the paywall later finds nothing of it.
  await page.evaluate(() => {
    paywall.unmount();
    again();
  });
  await until(() => field("mail"));
  assert.deepEqual(await shown(), ["", "", false, true]);
});

test("buttons are stretched to their row, unless they have a height of their own", async () => {
  const line = (id, more = {}) => ({ component: "button", id, width: 80, components: [text("One")], ...more });
  const text = (words) => ({ component: "text", text: words, fontSize: 20 });
  const row = {
    component: "container",
    verticalAlignment: "stretch",
    components: [
      line("short"),
      line("high", { direction: "vertical", components: [text("One"), text("Two"), text("Three")] }),
      line("own", { height: 30 }),
      { component: "container", id: "box", width: 80, components: [line("inside", { width: 40 })] },
    ],
  };
  const content = { component: "container", direction: "vertical", height: "fitContent", components: [row] };
  const heights = await page.evaluate(async (contentContainer) => {
    const { Runtime } = await import("/www/dist/index.js");
    const template = { pages: [{ name: "one", contentContainer }] };
    const runtime = await Runtime.load({ paywalls: [{ id: "row", template }] });
    const host = document.body.appendChild(document.createElement("div"));
    runtime.launch({ paywall: "row" }).mount(host);
    const height = (id) => host.shadowRoot.querySelector(`[data-id="${id}"]`).getBoundingClientRect().height;
    return ["short", "high", "own", "box", "inside"].map(height);
  }, content);
  const [short, high, own, box, inside] = heights;
  assert.ok(high > 60, `${heights}`);
  assert.deepEqual([short, own, box], [high, 30, high]);
  // A box that is stretched is as high as can be, and so is a button in it, as in any box with a height.
  assert.equal(inside, box);
});
