// Differences as sentences, grouped by the part that they are in. The server writes the sentences.
import { html, nothing } from "lit-html";

import { language } from "./words.js";
import tables from "./words.json" with { type: "json" };

/** The most sentences of a part that are shown before one asks for more. */
const MOST = 8;

const UUID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/;

/** An id in a sentence: in an address such as `segment:ID`, in quotes, or by itself where it is a UUID. */
const ID = new RegExp(`\\b[a-z]+:([\\w-]+)|"([\\w-]+)"|${UUID.source}`, "g");

/**
 * Puts names in the place of ids.
 * @param {string} text @param {Record<string, string>} names those of `namesOf`
 */
export const named = (text, names) =>
  text.replaceAll(ID, (all, addressed, quoted) => {
    const name = names[addressed ?? quoted ?? all];
    return name ? `“${name}”` : all;
  });

/** The attributes whose values are ids. */
const NAMING = /^(paywall|product|products|audience|rule|after|on|segment)$/;

/**
 * Groups changes by part, in the order in which they come.
 * @param {{changes: any[], sentences: string[]}} difference @param {Record<string, string>} [names] those of `namesOf`
 */
export function byPart({ changes, sentences }, names = {}) {
  const groups = new Map();
  changes.forEach((change, index) => {
    const section = isText(change) ? "texts" : change.section;
    const key = `${section} ${change.part}`;
    if (!groups.has(key)) groups.set(key, { section, part: change.part, lines: [] });
    groups.get(key).lines.push({ ...change, sentence: spoken(sentences[index], change, names) });
  });
  return [...groups.values()];
}

/** Returns whether a text of one language is another one. */
export const isText = ({ section, path }) => section === "rest" && path?.[0] === "texts" && path.length > 3;

/** Takes the name of the part away from a sentence: it stands above it. */
function spoken(sentence, change, names) {
  const { part, id, path } = change;
  if (isText(change))
    return sentence.replace(/^The text «.*?» in \S+/, `“${path.slice(3).join(".")}” in ${language(path[2])}`);
  const end = sentence.indexOf(": ");
  const inside = end > 0 && sentence.slice(0, end).includes(part) ? sentence.slice(end + 2) : sentence;
  const said = inside.replace(` (${id})`, "").replace(` (${part})`, "").replace(part, "it");
  // What an author wrote may be an id by chance: it stays as it is.
  return NAMING.test([path].flat().at(-1)) ? named(said, names) : said.replace(id, (all) => named(all, names));
}

/** Names a part: by its title, by the name that it has in the document, or by its id. */
export function nameOf({ section, part, lines }, names = {}) {
  const title = names[part] ?? lines.find(({ id, title }) => !id && title)?.title;
  const noun = tables.nouns[section] ?? section;
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
  const groups = byPart(difference, names);
  if (!groups.length) return html`<p class="quiet">Nothing is different.</p>`;
  return html`<div class="groups">${groups.map((group) => html`<section><h4>${nameOf(group, names)}</h4>${lines(group)}</section>`)}</div>`;
}

/** Names the parts as a document does, and segments of rules, which are called by their place where they have no name. */
export const namesOf = ({ outline: { paywalls, campaigns, products } }) =>
  Object.fromEntries([
    ...[...paywalls, ...products].map(({ id, name }) => [id, name]),
    ...campaigns.flatMap(({ rule, name, segments }) => [
      [rule, name],
      ...segments.map((one, index) => [one.segment, one.name || `variant ${index + 1}`]),
    ]),
  ]);
