// One call shows a paywall, lets the app buy, restore and sign in, and answers how it ended; the custom element does
// the same as a part of a page, and loads a document once.

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

/** Runs in the page: loads a paywall with a button for everything, and leaves what tests need on `window`. */
async function prepare() {
  const { Runtime } = await import("/www/dist/index.js");
  const { present } = await import("/www/dist/present.js");
  window.source = await (await fetch("/paywall-templates/new.json")).json();
  const { components } = source.paywalls[0].template.pages[0].contentContainer;
  for (const name of ["namiRestorePurchases", "namiSignIn"]) {
    const text = { component: "text", text: name };
    components.push({ component: "button", id: name, onTap: { function: name }, components: [text] });
  }
  components.push({ component: "text", id: "error", text: "Error: ${state.purchaseError}" });
  window.present = present;
  window.runtime = Runtime.load(source);
  window.place = () => document.querySelector("dialog div div, pay-wall");
  window.part = (id) => place()?.shadowRoot?.querySelector(`[data-id="${id}"]`);
  window.close = () => place().shadowRoot.querySelector('[aria-label="Close"]').click();
  window.asked = [];
  window.show = (options, target) => {
    window.outcome = undefined;
    present(runtime, target, options).then((outcome) => (window.outcome = outcome));
    return until(() => window.outcome || part("buy"));
  };
}

test("a purchase ends it, and takes everything away", async () => {
  const result = await page.evaluate(async () => {
    await show({
      purchase: async (sku, paywall) => {
        asked.push(sku.skuId, paywall.state.purchaseInProgress);
        return "receipt";
      },
      onAction: ({ action, purchases }) => void asked.push(action, ...(purchases ?? [])),
    });
    part("buy").click();
    part("buy").click();
    await until(() => outcome);
    return [outcome.type, outcome.sku.skuId, outcome.decision.paywall, asked, document.querySelector("dialog")];
  });
  const events = ["SHOW_PAYWALL", "PURCHASE_SELECTED_SKU", "com.example.yearly", true, "PURCHASE_SELECTED_SKU"];
  assert.deepEqual(result, [
    "purchased",
    "com.example.yearly",
    "plans",
    [...events, "PURCHASE_SUCCESS", "receipt"],
    null,
  ]);
});

test("a purchase that fails, waits or is called off leaves the paywall, which says so", async () => {
  const result = await page.evaluate(async () => {
    const answers = [Promise.reject(new Error("declined")), false, "pending"];
    const heard = [];
    await show({ purchase: () => answers[asked.push("buys") - 1], onAction: ({ action }) => void heard.push(action) });
    for (const [at, event] of ["FAILED", "CANCELLED", "PENDING"].entries()) {
      part("buy").click();
      await until(() => heard.includes(`PURCHASE_${event}`));
      await frame();
      asked[at] = part("error").textContent;
    }
    const isOpen = !window.outcome;
    close();
    await until(() => outcome);
    return [asked, isOpen, outcome.type];
  });
  assert.deepEqual(result, [["Error: declined", "Error:", "Error:"], true, "dismissed"]);
});

test("restoring and signing in end it where there was something, and nothing else", async () => {
  const result = await page.evaluate(async () => {
    const ended = [];
    for (const [id, name] of [
      ["namiRestorePurchases", "restore"],
      ["namiSignIn", "signIn"],
    ]) {
      let calls = 0;
      await show({ [name]: async () => calls++ > 0 });
      part(id).click();
      await frame();
      const isOpen = !window.outcome;
      part(id).click();
      await until(() => outcome);
      ended.push([isOpen, outcome.type]);
    }
    return ended;
  });
  assert.deepEqual(result, [
    [true, "restored"],
    [true, "signed_in"],
  ]);
});

test("Escape, a tap beside it and the app itself take it away", async () => {
  await page.evaluate(() => show({ as: "modal" }));
  await page.keyboard.press("Escape");
  assert.equal(await page.evaluate(() => until(() => outcome).then(() => outcome.type)), "dismissed");
  await page.evaluate(() => show({ as: "sheet" }));
  await page.mouse.click(195, 20);
  assert.equal(await page.evaluate(() => until(() => outcome).then(() => outcome.type)), "dismissed");
  const aborted = await page.evaluate(async () => {
    const control = new AbortController();
    await show({ signal: control.signal });
    control.abort();
    await until(() => outcome);
    const first = [outcome.type, document.querySelector("dialog")];
    await show({ signal: control.signal });
    return [...first, outcome.type, document.body.style.overflow];
  });
  assert.deepEqual(aborted, ["aborted", null, "aborted", ""]);
});

test("nothing to show is an outcome, and so is an error", async () => {
  const result = await page.evaluate(async () => {
    const said = [];
    const tell = () => said.push([outcome.type, outcome.error?.code, outcome.decision]);
    await show({}, "nowhere");
    tell();
    await show({}, { paywall: "another" });
    tell();
    window.runtime = Promise.reject(new Error("no network"));
    await show({});
    said.push([outcome.type, outcome.error.message, document.querySelector("dialog")]);
    return said;
  });
  assert.deepEqual(result, [
    ["none", "labeled_campaign_not_found", null],
    ["error", "paywall_not_found", null],
    ["error", "no network", null],
  ]);
});

test("a flow ends it when it is over, and not with a purchase", async () => {
  const result = await page.evaluate(async () => {
    const { Runtime } = await import("/www/dist/index.js");
    window.runtime = Runtime.load("/tests/documents/onboarding.json");
    const heard = [];
    present(runtime, "onboarding", {
      request: { formFactor: "phone" },
      purchase: () => true,
      onAction: ({ action }, paywall) => void heard.push([action, paywall]),
    }).then((outcome) => (window.outcome = outcome));
    await until(() => heard.length);
    const [, paywall] = heard[0];
    paywall.act("", "purchaseSucceeded", {});
    await frame();
    const isOpen = !window.outcome;
    await new Promise((resolve) => setTimeout(resolve));
    document.querySelector("dialog").dispatchEvent(new Event("cancel", { cancelable: true }));
    await frame();
    return [isOpen, !window.outcome];
  });
  assert.deepEqual(result, [true, true]);
});

test("the element shows its children, then the paywall, follows its request, and tells how it ended", async () => {
  const result = await page.evaluate(async () => {
    const { PaywallElement } = await import("/www/dist/element.js");
    document.body.innerHTML = `<pay-wall src="/paywall-templates/new.json">One moment</pay-wall>`;
    const [element] = document.body.children;
    const price = (amount) => ({ offer_type: "default", price: amount, currency: "USD" });
    const product = (amount) => ({ product_ref_id: "com.example.yearly", product_type: "x", offers: [price(amount)] });
    element.request = { products: [product(10)] };
    const before = element.textContent;
    const heard = [];
    for (const name of ["ready", "action", "end"]) {
      element.addEventListener(`paywall-${name}`, ({ detail }) => heard.push(detail.action ?? detail.type ?? name));
    }
    PaywallElement.define();
    await until(() => part("buy"));
    const text = () => element.shadowRoot.textContent;
    const first = text().includes("$10.00");
    element.request = { products: [product(12)] };
    const second = text().includes("$12.00");
    element.purchase = () => true;
    part("buy").click();
    await until(() => heard.includes("purchased"));
    await frame();
    return [before, first, second, heard, !part("buy")];
  });
  const heard = ["SHOW_PAYWALL", "ready", "PURCHASE_SELECTED_SKU", "PURCHASE_SUCCESS", "purchased"];
  assert.deepEqual(result, ["One moment", true, true, heard, true]);
});

test("elements of one document load it once; one that was moved or taken away shows nothing twice", async () => {
  const result = await page.evaluate(async () => {
    const { PaywallElement } = await import("/www/dist/element.js");
    PaywallElement.define("other-name");
    const shown = [];
    document.addEventListener("paywall-action", ({ detail }) => shown.push(detail.action));
    document.body.innerHTML = `<i></i>${`<other-name src="/paywall-templates/new.json"></other-name>`.repeat(3)}`;
    const [place, first, second, third] = document.body.children;
    place.append(first);
    third.remove();
    await until(() => shown.length === 2);
    await frame();
    second.remove();
    await frame();
    const fetched = performance.getEntriesByType("resource").filter(({ name }) => name.endsWith("/new.json"));
    return [shown, fetched.length, second.shadowRoot.childElementCount, !!third.shadowRoot];
  });
  // The page itself fetched the document once before.
  assert.deepEqual(result, [["SHOW_PAYWALL", "SHOW_PAYWALL"], 2, 0, false]);
});

test("an element takes over what a server wrote", async () => {
  const result = await page.evaluate(async () => {
    const { PaywallElement } = await import("/www/dist/element.js");
    const request = {
      device: { formFactor: "phone", width: innerWidth, height: innerHeight },
      locale: "en-US",
      now: 1,
    };
    const page = { template: `<template shadowrootmode="open"><style>{{{css}}}</style>{{{html}}}</template>` };
    const { html } = (await runtime).snapshot({ ...request, page });
    document.body.setHTMLUnsafe(`<pay-wall>${html}</pay-wall>`);
    const [element] = document.body.children;
    const before = part("buy");
    element.request = request;
    element.runtime = runtime;
    PaywallElement.define();
    const warnings = await new Promise((resolve) => {
      element.addEventListener("paywall-ready", ({ detail }) => resolve(detail.warnings.map(({ code }) => code)));
    });
    return [!!before, before === part("buy"), warnings.filter((code) => code === "hydration_mismatch")];
  });
  assert.deepEqual(result, [true, true, []]);
});
