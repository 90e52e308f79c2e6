// Pieces that many pages are made of.
import { html, nothing } from "lit-html";

import { href, setQuery } from "../address.js";
import { refresh, tell } from "../store.js";
import { icon } from "./icon.js";
import { modal } from "./modal.js";
import { person } from "./words.js";

/**
 * Shows the head of a page: its title, a sentence, and its one main action.
 * @param {unknown} title @param {unknown} [words] @param {unknown} [actions]
 */
export const head = (title, words = nothing, actions = nothing) =>
  html`<header class="head"><div><h1>${title}</h1><p>${words}</p></div><div class="actions">${actions}</div></header>`;

/**
 * Shows that there is nothing yet, what it is for, and the one next step.
 * @param {unknown} title @param {unknown} words @param {unknown} [action]
 */
export const empty = (title, words, action = nothing) =>
  html`<div class="empty"><h2>${title}</h2><p>${words}</p>${action}</div>`;

/** Shows why something did not come: what, what to do, and the code. */
export const failure = (error) =>
  html`<div class="failure" role="alert">${icon("error")}<div><p>${error.message}</p><code>${error.code ?? "failed"}</code></div></div>`;

/** Shows a sheet at the side. `name` is the part of the query that keeps it open. */
export function sheet(name, title, body) {
  const close = () => setQuery({ [name]: null });
  const inside = html`<header><h2>${title}</h2><button class="quiet" type="button" aria-label="Close" @click=${close}>${icon("close")}</button></header>
    <div class="body">${body}</div>`;
  return modal("sheet", title, close, inside);
}

/**
 * Shows a form that sends itself, and says what was refused beside its button. `run` gets the values.
 * @param {{label: string, run: (values: any, form: HTMLFormElement) => Promise<unknown>, fields: unknown, main?: string}} what
 */
export function form({ label, run, fields, main = "primary" }) {
  const submit = async (event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const button = form.querySelector(":scope [type=submit]");
    const said = form.querySelector(".said");
    said.textContent = "";
    button.toggleAttribute("disabled", true);
    try {
      await run(Object.fromEntries(new FormData(form)), form);
    } catch (error) {
      said.textContent = error.message;
    } finally {
      button.toggleAttribute("disabled", false);
    }
  };
  return html`<form class="form" @submit=${submit}>${fields}
    <p class="said" role="alert"></p><button type="submit" class=${main}>${label}</button></form>`;
}

/**
 * Shows a sheet with a form. What was done there closes it and is told by the words that `run` resolves to, if any.
 * @param {string} name @param {unknown} title @param {Parameters<typeof form>[0]} what
 */
export function deed(name, title, { run, ...what }) {
  const done = async (values, element) => {
    const words = await run(values, element);
    setQuery({ [name]: null });
    if (words) tell(/** @type {string} */ (words));
    refresh();
  };
  return sheet(name, title, form({ ...what, run: done }));
}

/** Shows a button that opens what the query of the address names. */
export const opens = (label, query, kind = "") =>
  html`<button type="button" class=${kind} @click=${() => setQuery(query, { push: true })}>${label}</button>`;

/** Shows a field with its label and a hint. */
export const field = (label, input, hint = "") =>
  html`<label class="field"><span>${label}</span>${input}${hint ? html`<small>${hint}</small>` : nothing}</label>`;

/** Shows a choice of few: one of them is on. */
export const segments = (label, choices, chosen, choose) =>
  html`<div class="segments" role="group" aria-label=${label}>${Object.entries(choices).map(
    ([value, name]) =>
      html`<button type="button" aria-pressed=${value === chosen} @click=${() => choose(value)}>${name}</button>`,
  )}</div>`;

/** Shows the choices of a menu: their names by their values; `chosen` is on. */
export const options = (choices, chosen = undefined) =>
  Object.entries(choices).map(
    ([value, name]) => html`<option value=${value} ?selected=${value === chosen}>${name}</option>`,
  );

/** Shows a choice of some. */
export const select = (label, choices, chosen, choose) =>
  html`<label class="select"><span>${label}</span><select @change=${(event) => choose(event.target.value)}>${options(choices, chosen)}</select></label>`;

/** Shows a line of a list of stories: its sign, its words, and smaller ones below. */
export const line = (sign, words, small, beside = nothing) =>
  html`<li>${icon(sign)}<p>${words}<small>${small}</small></p>${beside}</li>`;

/** Shows the line of an open draft. */
export const openDraft = ({ id, name, owner, edit }) =>
  line(
    "review",
    html`<a href=${href(`review/${id}`, { draft: id })}>${name}</a>`,
    html`${person(owner)} · edit ${edit}`,
  );

/** Shows a table. Each column has a title and a cell; a row may be one that is chosen. */
export const table = (label, columns, rows, chosen = (_row) => false) =>
  html`<div class="table" tabindex="0" role="region" aria-label=${label}><table><thead><tr>${columns.map(([title]) =>
    title ? html`<th scope="col">${title}</th>` : html`<td></td>`,
  )}</tr></thead><tbody>${rows.map(
    (row) =>
      html`<tr ?data-chosen=${chosen(row)}>${columns.map(([title, cell]) => html`<td data-title=${title}>${cell(row)}</td>`)}</tr>`,
  )}</tbody></table></div>`;
