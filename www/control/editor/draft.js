// A draft, or what is live, read into this browser: into the model that the server has, too.
import { early } from "../api.js";
import { textOf } from "../module.js";
import { environment } from "../store.js";
import { Session } from "./session.js";

/** @import { Context } from "./context.js" */

/**
 * @template {import("./session.js").Model} M
 * @typedef {{ start(options: { module_or_path: string | Promise<Response> }): Promise<unknown>, Model: new (document: string) => M,
 *   wasm: string, started?: Promise<unknown>, kept?: { document: string, model: M } }} Module the model, as its file
 *   brings it; `kept` has read what is live, where nothing changes it
 */

/**
 * Reads what is edited: the draft, or else what is live in the environment.
 * @template {import("./session.js").Model} M
 * @param {Context} context
 * @param {Module<M>} module
 * @param {() => Promise<unknown>} [before] resolves once the model may read, which takes a while in which nothing is painted
 */
export async function readDraft(context, module, before) {
  const [{ document, edit }] = await Promise.all([content(context), begin(module)]);
  await before?.();
  try {
    if (context.draft) return new Session(new module.Model(document), edit);
    // The former one is free once nobody has it any more.
    if (module.kept?.document !== document) module.kept = { document, model: new module.Model(document) };
    return new Session(module.kept.model, edit, true);
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
  const { body, etag } = await call("GET", `drafts/${draft}/document`, undefined, { as: "text" });
  return { document: body, edit: Number(/\d+/.exec(etag ?? "")?.[0] ?? 0) };
}

/** Reads the document that is live in the environment of the address. */
async function live() {
  const { name, live } = environment();
  if (!live) throw new Error(`Nothing is live in ${name} yet: begin a draft.`);
  return textOf({ revision: live.revision });
}
