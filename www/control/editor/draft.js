// A draft, or what is live, read into this browser: into the model that the server has, too.
import { getOnce } from "../api.js";
import { environment } from "../store.js";
import { Session } from "./session.js";

/** @import { Context } from "./context.js" */

/**
 * @template {import("./session.js").Model} M
 * @typedef {{ start(options: { module_or_path: string }): Promise<unknown>, Model: new (document: string) => M,
 *   wasm: string, started?: Promise<unknown> }} Module the model, as its file brings it
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
    return new Session(new module.Model(document), edit);
  } catch (error) {
    throw typeof error === "string" ? Object.assign(new Error(), JSON.parse(error)) : error;
  }
}

/**
 * Begins the model, once.
 * @param {Module<any>} module
 */
export function begin(module) {
  module.started ??= module.start({ module_or_path: module.wasm });
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
  if (!draft) return { document: JSON.stringify(await live()), edit: 0 };
  const { body, etag } = await call("GET", `drafts/${draft}/document`);
  const edit = Number(/\d+/.exec(etag ?? "")?.[0] ?? 0);
  return { document: typeof body === "string" ? body : JSON.stringify(body), edit };
}

/** Reads the document that is live in the environment of the address. */
async function live() {
  const { name, live } = environment();
  if (!live) throw new Error(`Nothing is live in ${name} yet: begin a draft.`);
  return getOnce(`/revisions/${live.revision}/document`);
}
