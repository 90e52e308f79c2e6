// Differences as sentences, grouped by the part that they are in. The server writes the sentences.
import { html, nothing } from "lit-html";

import { language } from "./words.js";

const NOUNS = {
  paywalls: "Paywall",
  campaign_rules: "Campaign rule",
  products: "Product",
  audiences: "Audience",
  lists: "List",
  layers: "Layer",
  customComponents: "Custom component",
  custom_components: "Custom component",
  rest: "Settings of the app",
  texts: "Texts",
};

/** The most sentences of a part that are shown before one asks for more. */
const MOST = 8;

/** Groups changes by part, in the order in which they come. */
export function byPart({ changes, sentences }) {
  const groups = new Map();
  changes.forEach((change, index) => {
    const section = isText(change) ? "texts" : change.section;
    const key = `${section} ${change.part}`;
    if (!groups.has(key)) groups.set(key, { section, part: change.part, lines: [] });
    groups.get(key).lines.push({ ...change, sentence: spoken(sentences[index], change) });
  });
  return [...groups.values()];
}

/** Returns whether a text of one language is another one. */
export const isText = ({ section, path }) => section === "rest" && path?.[0] === "texts" && path.length > 3;

/** Takes the name of the part away from a sentence: it stands above it. */
function spoken(sentence, change) {
  const { part, id, path } = change;
  if (isText(change))
    return sentence.replace(/^The text «.*?» in \S+/, `“${path.slice(3).join(".")}” in ${language(path[2])}`);
  const end = sentence.indexOf(": ");
  const inside = end > 0 && sentence.slice(0, end).includes(part) ? sentence.slice(end + 2) : sentence;
  return inside.replace(` (${id})`, "").replace(` (${part})`, "").replace(part, "it");
}

/** Names a part: by its title, by the name that it has in the document, or by its id. */
export function nameOf({ section, part, lines }, names = {}) {
  const title = names[part] ?? lines.find(({ id, title }) => !id && title)?.title;
  const noun = NOUNS[section] ?? section;
  return section === "rest" || section === "texts" ? noun : `${noun} “${title ?? part}”`;
}

const SIGNS = { added: "+", removed: "−", moved: "↕", changed: "~" };

/** Shows one group's sentences. */
export function lines(group) {
  const line = ({ change, sentence }) =>
    html`<li data-change=${change}><i aria-hidden="true">${SIGNS[change]}</i>${sentence}</li>`;
  const [some, more] = [group.lines.slice(0, MOST), group.lines.slice(MOST)];
  return html`<ul class="lines">${some.map(line)}</ul>${more.length ? html`<details><summary>${more.length} more</summary><ul class="lines">${more.map(line)}</ul></details>` : nothing}`;
}

/** Shows a whole difference. */
export function sentences(difference, names = {}) {
  const groups = byPart(difference);
  if (!groups.length) return html`<p class="quiet">Nothing is different.</p>`;
  return html`<div class="groups">${groups.map((group) => html`<section><h4>${nameOf(group, names)}</h4>${lines(group)}</section>`)}</div>`;
}

/** Names the parts as a document does. */
export function namesOf({ document, runtime }) {
  const { paywalls, campaigns, products } = runtime.document;
  return Object.fromEntries([
    ...paywalls.map(({ id, name }) => [id, name]),
    ...campaigns.map(({ rule, name }) => [rule, name]),
    ...products.map(({ id, name }) => [id, name]),
    ...(document.audiences ?? []).map(({ id, name }) => [id, name]),
  ]);
}
