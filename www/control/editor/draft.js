// A draft, or what is live, read into this browser: into the model that the server has, too.
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
  module.started ??= module.start({ module_or_path: module.wasm });
  const [{ document, edit }] = await Promise.all([content(context), module.started]);
  try {
    return new Session(new module.Model(document), edit);
  } catch (error) {
    throw typeof error === "string" ? Object.assign(new Error(), JSON.parse(error)) : error;
  }
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
async function content({ call, draft, environment }) {
  const path = draft ? `drafts/${draft}` : `revisions/${await live(call, environment)}`;
  const { body, etag } = await call("GET", `${path}/document`);
  const edit = Number(/\d+/.exec(draft ? (etag ?? "") : "")?.[0] ?? 0);
  return { document: typeof body === "string" ? body : JSON.stringify(body), edit };
}

/**
 * Finds the revision that is live in an environment.
 * @param {Context["call"]} call
 * @param {string} environment
 */
async function live(call, environment) {
  const { body } = await call("GET", `deployments?environment=${encodeURIComponent(environment)}&most=1`);
  if (!body[0]) throw new Error(`Nothing is live in ${environment} yet: begin a draft.`);
  return body[0].revision;
}
