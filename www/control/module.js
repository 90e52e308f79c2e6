// The documents that pages show, and the module for browsers that draws them: what is shown here is written by what
// customers have.
import { exampleDetails } from "./editor/states.js";
import { call } from "./api.js";
import { keeper } from "./parts/keeper.js";
import { state } from "./store.js";

/**
 * @typedef {{draft?: string, edit?: number, revision?: string}} Source a revision, or a draft at an edit
 * @typedef {object} Outline the names of what is in a document
 * @property {{id: string, name: string}[]} paywalls
 * @property {{rule: string, name: string, type: string, value: string,
 *   segments: {segment: string, name: string, paywall: string, formFactors: string[]}[]}[]} campaigns
 * @property {{id: string, name: string}[]} products
 *
 * @typedef {{document: any, outline: Outline, products: any[], locales: string[]}} Content what a document says itself
 * @typedef {Content & {runtime: any}} Loaded
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

/** Fetches the document of a source: the bytes, which the module reads as they are. */
const bytesOf = once(async ({ draft, revision }) => {
  const path = draft ? `/drafts/${draft}/document` : `/revisions/${revision}/document`;
  const { body } = await call("GET", `/apps/${state.at.app}${path}`, undefined, { as: "arrayBuffer" });
  return body;
});

/** Reads the document of a source as it is written. */
export const textOf = once(async (source) => new TextDecoder().decode(await bytesOf(source)));

/**
 * Reads what the document of a source names. The module is not needed for that, so lists wait for it no longer.
 * @type {(source: Source) => Promise<Content>}
 */
export const contentOf = once(async (source) => contentIn(JSON.parse(await textOf(source))));

/**
 * Reads the document of a source into the module.
 * @type {(source: Source) => Promise<Loaded>}
 */
export const documentOf = once(async (source) => {
  const [content, bytes, { Runtime }] = await Promise.all([contentOf(source), bytesOf(source), load()]);
  return loaded(content, bytes, Runtime);
});

/** Hands a document to the module, with prices to show where stores have said none. */
export const prepare = (document, Runtime) => loaded(contentIn(document), document, Runtime);

async function loaded(content, source, Runtime) {
  // All languages are one file, which early.js has asked for.
  return { ...content, runtime: await Runtime.load(source, { locales: ["mul"] }) };
}

/** @returns {Content} */
const contentIn = (document) => ({
  document,
  outline: outline(document),
  products: exampleDetails(document.products ?? []),
  locales: languages(document),
});

/**
 * Lists what a document names. What has no name is called by its id.
 * @returns {Outline}
 */
function outline({ paywalls = [], campaign_rules = [], products = [] }) {
  const named = ({ id, name }) => ({ id, name: name || id });
  const shown = ({ segment, name = "", paywall, form_factors = [] }) => ({
    segment,
    name,
    paywall,
    formFactors: form_factors.map((one) => one.form_factor ?? one),
  });
  const rule = ({ rule, name, type, value, segments, ...flat }) => ({
    rule,
    name: name || rule,
    type,
    value: value ?? "",
    segments: (segments ?? [flat]).map(shown),
  });
  return { paywalls: paywalls.map(named), campaigns: campaign_rules.map(rule), products: products.map(named) };
}

/** Lists the languages of a document's texts, its usual one first; English where it says none. */
function languages({ texts }) {
  const named = Object.keys(texts?.locales ?? {});
  const usual = texts?.default ?? named[0] ?? "en";
  return [usual, ...named.filter((name) => name !== usual)];
}
