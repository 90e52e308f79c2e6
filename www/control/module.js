// The module for browsers, and the documents that it has read: what is shown here is written by what customers have.
import { exampleDetails } from "./editor/states.js";
import { call, getOnce } from "./api.js";
import { state } from "./store.js";

/** The most documents that are kept: two sides of a review, what is live in two environments, and some revisions. */
const MOST = 6;

/** @typedef {{runtime: any, document: any, products: any[], locales: string[]}} Loaded */
/** @type {Map<string, Promise<Loaded>>} */
const loaded = new Map();

let module;

/** Loads the module's script. It fetches the module itself. */
export function load() {
  module ??= import("/control/runtime/index.js");
  return module;
}

/** Reads the document of a source: `{revision}` or `{draft, edit}`. */
export function documentOf(source) {
  const key = source.draft ? `draft ${source.draft} ${source.edit}` : `revision ${source.revision}`;
  let found = loaded.get(key);
  if (!found) {
    found = read(source);
    found.catch(() => loaded.delete(key));
    loaded.set(key, found);
    for (const old of [...loaded.keys()].slice(0, -MOST)) loaded.delete(old);
  }
  return found;
}

async function read({ draft, revision }) {
  const path = draft ? `/drafts/${draft}/document` : `/revisions/${revision}/document`;
  const asked = draft ? call("GET", `/apps/${state.at.app}${path}`).then(({ body }) => body) : getOnce(path);
  const [document, { Runtime }] = await Promise.all([asked, load()]);
  return prepare(document, Runtime);
}

/** Hands a document to the module, with prices to show where stores have said none. */
export async function prepare(document, Runtime) {
  const locales = languages(document);
  const runtime = await Runtime.load(document, { locales });
  return { runtime, document, products: exampleDetails(document.products ?? []), locales };
}

/** Lists the languages of a document's texts, its usual one first; English where it says none. */
function languages({ texts }) {
  const named = Object.keys(texts?.locales ?? {});
  const usual = texts?.default ?? named[0] ?? "en";
  return [usual, ...named.filter((name) => name !== usual)];
}
