// A page whose paywall a server wrote, as docs/hydration.md has it, word for word.

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { moduleFile, root } from "../node/cases.mjs";
import { operations, start } from "../node/host.mjs";

const text = (path) => readFileSync(join(root, path), "utf8");
const guide = text("docs/hydration.md");
const block = (kind) => new RegExp(`\`\`\`${kind}\n([^\`]*)\`\`\``).exec(guide)[1];

export const source = text("paywall-templates/document.json");
export const products = JSON.parse(text("paywall-templates/products.json"));
/** The script of the page. */
export const script = block("js");

/** The parts of the page's head that are for its scripts. */
export const head = block("html");

/** Writes the page of a request. */
export async function written(request) {
  const bytes = (value) => new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
  const read = (answer) => JSON.parse(new TextDecoder().decode(answer)).ok;
  const host = await start(readFileSync(moduleFile));
  const { handle } = read(host.load(bytes(source)));
  const page = { template: text("paywall-templates/live.hbs"), nonce: "n0nce" };
  const { html } = read(host.call(handle, operations.snapshot, bytes({ ...request, page })));
  const json = JSON.stringify(request).replaceAll("<", "\\u003c");
  return html
    .replace("<title>", () => `${head}<title>`)
    .replace("</body>", () => `<script type="application/json" id="request">${json}</script></body>`);
}

/** A request for a stock paywall. */
export function requestOf(name, formFactor, width, height) {
  const { id } = JSON.parse(source).paywalls.find((paywall) => paywall.name === name);
  return { paywall: id, products, device: { formFactor, width, height }, locale: "en-US", now: 1_795_780_800_000 };
}
