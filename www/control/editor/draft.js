// A draft, or what is live, read into this browser: into the model that the server has, too.
import { early } from "../api.js";
import { textOf } from "../module.js";
import { environment } from "../store.js";
import { Session } from "./session.js";

/** @import { Context } from "./context.js" */

/**
 * @template {import("./session.js").Model} M
 * @typedef {{ start(options: { module_or_path: string | Promise<Response> }): Promise<unknown>, Model: new (document: string) => M,
 *   wasm: string, started?: Promise<unknown>, ready?: { document: string, model: M } }} Module the model, as its file
 *   brings it; `ready` has read a document before anybody needed it
 */

/**
 * Reads what is edited: the draft, or else what is live in the environment.
 * @template {import("./session.js").Model} M
 * @param {Context} context
 * @param {Module<M>} module
 */
export async function readDraft(context, module) {
  const [{ document, edit }] = await Promise.all([content(context), begin(module)]);
  try {
    const ready = module.ready?.document === document ? module.ready.model : undefined;
    if (ready) module.ready = undefined;
    return new Session(ready ?? new module.Model(document), edit);
  } catch (error) {
    throw typeof error === "string" ? Object.assign(new Error(), JSON.parse(error)) : error;
  }
}

/**
 * Begins the model, once.
 * @param {Module<any>} module
 */
export function begin(module) {
  module.started ??= module.start({ module_or_path: early("GET", module.wasm) ?? module.wasm });
  return module.started;
}

/**
 * Reads what is live into the model before anybody needs it: code that ran once is there the next time.
 * @template {import("./session.js").Model} M
 * @param {Module<M>} module
 * @param {string} revision
 */
export async function warm(module, revision) {
  const [document] = await Promise.all([textOf({ revision }), begin(module)]);
  await new Promise((resolve) => (globalThis.requestIdleCallback ?? setTimeout)(resolve));
  const model = new module.Model(document);
  module.ready = { document, model };
  return model;
}

/**
 * Puts the styles of a late module on the page, which keeps them.
 * @param {string} styles
 */
export function dress(styles) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}

/** @param {Context} context */
async function content({ call, draft }) {
  if (!draft) return { document: await live(), edit: 0 };
  const { body, etag } = await call("GET", `drafts/${draft}/document`, undefined, { asText: true });
  return { document: body, edit: Number(/\d+/.exec(etag ?? "")?.[0] ?? 0) };
}

/** Reads the document that is live in the environment of the address. */
async function live() {
  const { name, live } = environment();
  if (!live) throw new Error(`Nothing is live in ${name} yet: begin a draft.`);
  return textOf({ revision: live.revision });
}
