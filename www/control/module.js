// The documents that pages show, and the module for browsers that draws them: what is shown here is written by what
// customers have.
import { exampleDetails } from "./editor/states.js";
import { call, get } from "./api.js";
import { keeper } from "./parts/keeper.js";
import { state } from "./store.js";

/**
 * @typedef {{draft?: string, edit?: number, revision?: string}} Source a revision, or a draft at an edit
 * @typedef {object} Overview what a content holds, as the server lists it
 * @property {{id: string, name: string, form: string, forms: string[], rules: string[]}[]} paywalls
 * @property {{rule: string, name: string}[]} rules
 * @property {{type: string, value: string}[]} placements
 * @property {any[]} products
 * @property {string[]} forms
 * @property {string[]} locales
 * @property {Record<string, string>} names
 *
 * @typedef {{products: any[], locales: string[], runtime: any}} Loaded
 */

let module;

/** Loads the module's script. It fetches the module itself. */
export function load() {
  module ??= import("/control/runtime/index.js");
  return module;
}

/** The most documents that are kept: two sides of a review, what is live in two environments, and some revisions. */
const MOST = 6;

/** Makes a function whose answers for the sources that were asked for last are kept. */
function once(/** @type {(source: any) => Promise<any>} */ make) {
  const kept = keeper(MOST);
  return (/** @type {Source} */ source) =>
    kept.of(`${source.revision ?? ""} ${source.draft ?? ""} ${source.edit ?? ""}`, () => make(source));
}

/**
 * Reads what a source holds by its names, for what needs no more than that.
 * @type {(source: Source) => Promise<Overview>}
 */
export const overviewOf = once(({ draft, revision }) =>
  get(`/revisions/${draft ? `draft:${draft}` : revision}/overview`),
);

/** Fetches the document of a source: the bytes, which the module reads as they are. */
const bytesOf = once(async ({ draft, revision }) => {
  const path = draft ? `/drafts/${draft}/document` : `/revisions/${revision}/document`;
  const { body } = await call("GET", `/apps/${state.at.app}${path}`, undefined, { as: "arrayBuffer" });
  return body;
});

/** Reads the document of a source as it is written. */
export const textOf = once(async (source) => new TextDecoder().decode(await bytesOf(source)));

/**
 * Reads the document of a source as data.
 * @type {(source: Source) => Promise<{document: any}>}
 */
export const contentOf = once(async (source) => ({ document: JSON.parse(await textOf(source)) }));

/**
 * Reads the document of a source into the module.
 * @type {(source: Source) => Promise<Loaded & {outline: Overview}>}
 */
export const documentOf = once(async (source) => {
  const [outline, bytes] = await Promise.all([overviewOf(source), bytesOf(source), load()]);
  return { ...(await read(bytes, outline.products, outline.locales)), outline };
});

/**
 * Has the module read a document, with prices to show where stores have said none.
 * @param {any} document bytes or data @param {any[]} products those that it sells @param {string[]} locales its languages,
 *   the usual one first
 * @returns {Promise<Loaded>}
 */
export async function read(document, products, locales) {
  const { Runtime } = await load();
  // All languages are one file: one request in place of one for each.
  const runtime = await Runtime.load(document, { locales: ["mul"] });
  return { products: exampleDetails(products), locales, runtime };
}
