// The inputs of a template's parameters, made of their JSON Schema.
import { html, nothing } from "lit-html";

import { icon } from "../parts/icon.js";
import { date } from "./values.js";

/** @import { Work } from "./work.js" */

/**
 * Shows the input of a parameter.
 * @param {Work} work
 * @param {string} id
 * @param {any} schema
 * @param {any} value
 * @param {(value: any) => void} put
 */
export function control(work, id, schema, value, put) {
  const { type, enum: choices, format, items } = schema;
  if (schema["x-names"] === "paywall") return paywall(work, id, value, put);
  if (choices) return choice(id, choices, value, put);
  if (type === "boolean")
    return html`<input type="checkbox" id=${id} .checked=${value === true} @change=${(event) => put(event.target.checked)}>`;
  if (type === "integer" || type === "number") return number(id, schema, value, put);
  if (format === "moment") return date(schema.title ?? "Date", value ?? "", put);
  if (type === "array")
    return items?.enum ? some(id, items.enum, value ?? [], put) : list(work, id, schema, value ?? [], put);
  return text(work, id, schema, value, put);
}

const choice = (id, choices, value, put) =>
  html`<select id=${id} @change=${(event) => put(event.target.value)}>${value === undefined ? html`<option value="" selected>Choose</option>` : nothing}${choices.map(
    (one) => html`<option value=${one} ?selected=${one === value}>${one}</option>`,
  )}</select>`;

const paywall = (work, id, value, put) =>
  html`<select id=${id} @change=${(event) => put(event.target.value)}><option value="">Choose a paywall</option>${work
    .ids("paywalls")
    .map(
      (one) => html`<option value=${one} ?selected=${one === value}>${work.part("paywalls", one).name ?? one}</option>`,
    )}</select>`;

const number = (id, { minimum, maximum, type }, value, put) =>
  html`<input type="number" class="short" id=${id} min=${minimum ?? nothing} max=${maximum ?? nothing} step=${type === "integer" ? "1" : "any"} .value=${String(value ?? "")} @input=${(event) => put(event.target.value === "" ? undefined : Number(event.target.value))}>`;

/** Shows a text, with the names that the draft knows of its kind. */
function text(work, id, schema, value, put) {
  const names = work.campaigns.names[schema["x-names"]] ?? [];
  return html`<input type=${schema.format === "url" ? "url" : "text"} id=${id} list=${`${id}-names`} aria-describedby=${`${id}-about`} .value=${value ?? ""} @input=${(event) => put(event.target.value)}><datalist id=${`${id}-names`}>${names.map(
    (name) => html`<option value=${name}></option>`,
  )}</datalist>`;
}

const some = (id, choices, value, put) =>
  html`<div class="choices" role="group" aria-labelledby=${`${id}-label`} aria-describedby=${`${id}-about`}>${choices.map(
    (one) => {
      const turned = value.includes(one) ? value.filter((other) => other !== one) : [...value, one];
      return html`<button type="button" aria-pressed=${value.includes(one)} @click=${() => put(turned)}>${one}</button>`;
    },
  )}</div>`;

/** Shows a list: of texts in one field, or of objects with a row each. */
function list(work, id, { items }, value, put) {
  if (items.type !== "object") {
    const read = (text) =>
      text
        .split(",")
        .map((one) => one.trim())
        .filter(Boolean)
        .map((one) => (items.type === "string" || Number.isNaN(Number(one)) ? one : Number(one)));
    return html`<input id=${id} aria-describedby=${`${id}-about`} placeholder="one, another" .value=${value.join(", ")} @change=${(event) => put(read(event.target.value))}>`;
  }
  const change = (at, one) => put(value.map((other, index) => (index === at ? one : other)));
  return html`<div class="rows" role="group" aria-labelledby=${`${id}-label`}>${value.map(
    (one, at) =>
      html`<div class="line">${Object.entries(items.properties).map(
        ([name, schema]) =>
          html`<label class="field"><span>${schema.title ?? name}</span>${control(work, `${id}-${at}-${name}`, schema, one[name], (next) => change(at, { ...one, [name]: next }))}</label>`,
      )}<button type="button" class="quiet" aria-label="Remove this row" @click=${() => put(value.filter((_, index) => index !== at))}>${icon("close")}</button></div>`,
  )}<button type="button" @click=${() => put([...value, {}])}>${icon("plus")}Add</button></div>`;
}
