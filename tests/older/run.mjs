// The shared cases and the npm package in Node of any age: what is wrong goes to the standard output, a line each.
// `tests/node/older.test.mjs` makes one file of it, in the words of the oldest engine.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { answerOf } from "../node/answer.mjs";
import { startBuilt } from "../node/built.mjs";
import { operations } from "../node/host.mjs";
import { browser } from "./browser.mjs";
import { openPage, tap } from "./page.mjs";

const [, , what, questions, dist, tools] = process.argv;
const bytes = (text) => Buffer.from(text, "base64");
const built = (name) => readFileSync(new URL(name, dist));
const wrong = (what) => console.log(what);

/** Compares what the module's exports answer with what they should. */
async function exported(_, { cases }) {
  const host = await startBuilt(async (name) => built(name));
  for (const { name, operation, answer, ...rest } of cases) {
    const question = { operation, document: bytes(rest.document), request: bytes(rest.request) };
    const found = new TextDecoder().decode(answerOf(host, question));
    if (found !== answer) wrong(`${name}: ${found.slice(0, 200)}`);
  }
}

/**
 * Does the same through the package, as a page would. It throws what is no document, and writes the requests itself, so
 * that some cases are not for it.
 */
async function packaged({ locales, module }, { cases, files, ...rest }) {
  browser();
  for (const name of files) await import(new URL(name, dist).href);
  const { Runtime } = await import(new URL("index.js", dist).href);
  for (const { name, operation, document, request, answer } of cases) {
    if (!(operation in operations) || !answer.startsWith('{"ok"')) continue;
    const text = bytes(request).toString();
    // JavaScript does not write whole numbers with a point.
    if (/\d\.0\b/.test(text)) continue;
    const runtime = await Runtime.load(bytes(document), { locales, module });
    const found = runtime.answer(operation, text ? JSON.parse(text) : undefined);
    if (found !== answer) wrong(`${name}: ${found.slice(0, 200)}`);
  }
  await launch({ locales, module }, Runtime, rest);
}

/** Loads a packed document, launches a paywall, and lets it be tapped, as far as that goes without a page. */
async function launch(options, Runtime, { packed, taps }) {
  const runtime = await Runtime.load({ initial_config: packed }, options);
  for (const { id } of runtime.document.paywalls) {
    const paywall = runtime.launch({ paywall: id });
    paywall.update({ locale: "ar" });
    for (const tap of taps) paywall.act(tap);
    if (!paywall.state) wrong(`${id} has no state`);
  }
  const cut = packed.slice(0, packed.length / 2);
  const error = await Runtime.load({ initial_config: cut }, options).catch(({ code }) => code);
  if (error !== "invalid_document") wrong(`half of a packed document: ${error}`);
}

/** Mounts every paywall of a document in a page, taps all there is to tap, and takes it away again. */
async function mounted({ module }, { document: text }) {
  const page = openPage(createRequire(tools)("jsdom"));
  const { Runtime } = await import(new URL("index.js", dist).href);
  const { present } = await import(new URL("present.js", dist).href);
  const runtime = await Runtime.load(bytes(text), { module });
  for (const { id } of runtime.document.paywalls) {
    const place = page.document.body.appendChild(page.document.createElement("div"));
    const request = { paywall: id, device: { formFactor: "phone", width: 390, height: 844 } };
    const paywall = runtime.launch(request);
    const heard = [];
    paywall.onAction((event) => heard.push(event.action) < 0);
    paywall.mount(place);
    const shown = place.shadowRoot.querySelector(".paywall");
    const { html } = runtime.render({ ...request, state: paywall.state, locale: page.navigator.language });
    if (shown.outerHTML !== html) wrong(`${id} is mounted as ${shown.outerHTML.slice(0, 200)}`);
    const sheet = [...place.shadowRoot.querySelectorAll("style")].map((one) => one.textContent).join("");
    if (!sheet || /inset-inline|[{;](inset|scale):/.test(sheet)) wrong(`${id} has a sheet in newer words`);
    const taps = place.shadowRoot.querySelectorAll("[data-tap]");
    for (const one of taps) tap(one);
    if (taps.length && !heard.length) wrong(`${id} tells of no tap`);
    paywall.allowUserInteraction(false);
    const before = heard.length;
    for (const one of taps) tap(one);
    if (heard.length > before) wrong(`${id} was tapped while it was inert`);
    paywall.unmount();
    if (place.shadowRoot.textContent) wrong(`${id} stays`);
  }
  const [first] = runtime.document.paywalls;
  const { element, dismiss } = present(runtime.launch({ paywall: first.id }), { as: "modal" });
  if (!element.closest("dialog[role=dialog][aria-modal]")) wrong("a dialog is none");
  dismiss();
  if (page.document.querySelector("dialog")) wrong("a dialog stays");
}

async function run() {
  const parts = { locales: [built("locales/mul.bin")], module: built("paywall_runtime.wasm") };
  await { exported, packaged, mounted }[what](parts, JSON.parse(readFileSync(questions, "utf8")));
  console.log("done");
  process.exit();
}

run().catch((error) => wrong(error.stack));
