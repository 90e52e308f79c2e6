// Differences as sentences, grouped by the part that they are in. The server writes them.
import { html, nothing } from "lit-html";

import { language } from "./words.js";
import tables from "./words.json" with { type: "json" };

/** The most sentences of a part that are shown before one asks for more. */
const MOST = 8;

const line = ({ change, sentence, text }) =>
  html`<li data-change=${change}><i aria-hidden="true">${tables.changes[change]}</i>${text ? `“${text[0]}” in ${language(text[1])} ` : nothing}${sentence}</li>`;

/** Shows one group's sentences. */
export function lines(group) {
  const [some, more] = [group.lines.slice(0, MOST), group.lines.slice(MOST)];
  return html`<ul class="lines">${some.map(line)}</ul>${more.length ? html`<details><summary>${more.length} more</summary><ul class="lines">${more.map(line)}</ul></details>` : nothing}`;
}

/** Shows a whole difference. */
export const sentences = ({ groups }) =>
  groups.length
    ? html`<div class="groups">${groups.map((group) => html`<section><h4>${group.title}</h4>${lines(group)}</section>`)}</div>`
    : html`<p class="quiet">Nothing is different.</p>`;
