// Inputs for the values of a condition: those that fit the fact and the operator.
import { html, nothing } from "lit-html";

import { icon } from "../parts/icon.js";
import { language } from "../parts/words.js";
import { options } from "../parts/blocks.js";

/** @import { Work } from "./work.js" */

/** @type {Intl.DisplayNames} */
let regions;

/** Writes a value as people do. */
function spoken(kind, value) {
  const text = String(value);
  try {
    if (kind === "country" && /^[A-Za-z]{2}$/.test(text)) {
      regions ??= new Intl.DisplayNames("en", { type: "region" });
      return regions.of(text.toUpperCase()) ?? text;
    }
    if (kind === "language") return language(text);
  } catch {
    // A language that is none is shown as it is written.
  }
  return text.replaceAll("_", " ");
}

/**
 * Shows the inputs.
 * @param {Work} work
 * @param {{kind: string, takes: string, choices: string[]}} fact
 * @param {any[]} list
 * @param {(list: any[], key?: string) => void} change
 */
export function values(work, fact, list, change) {
  const { kind, takes, choices } = fact;
  if (takes === "none") return nothing;
  if (takes === "span") return span(list[0] ?? "", (text) => change([text], "value"));
  if (takes === "date") return date("Date", list[0] ?? "", (text) => change([text], "value"));
  if (takes === "two")
    return html`${one(kind, "From", list[0], (value) => change([value, list[1] ?? value], "from"))}<span>to</span>${one(kind, "To", list[1], (value) => change([list[0] ?? value, value], "to"))}`;
  if (takes === "one" || kind === "number") return one(kind, "Value", list[0], (value) => change([value], "value"));
  if (choices.length) return among(kind, choices, list, change);
  return chips(
    kind,
    takes === "lists" ? work.campaigns.names.list : (work.campaigns.names[kind] ?? known(kind)),
    list,
    change,
  );
}

/** Shows an input for one value. */
function one(kind, label, value, change) {
  const isNumber = kind === "number";
  const put = ({ target }) => change(isNumber && target.value !== "" ? Number(target.value) : target.value);
  return html`<input class="short" type=${isNumber ? "number" : "text"} aria-label=${label} .value=${String(value ?? "")} @input=${put}>`;
}

/** Shows few values, of which some are chosen. */
const among = (kind, choices, list, change) =>
  html`<div class="choices" role="group" aria-label="Values">${choices.map((choice) => {
    const turned = list.includes(choice) ? list.filter((one) => one !== choice) : [...list, choice];
    return html`<button type="button" aria-pressed=${list.includes(choice)} @click=${() => change(turned)}>${spoken(kind, choice)}</button>`;
  })}</div>`;

/** Shows the values that were added, each with a button that takes it away, and a field for one more. */
function chips(kind, names = [], list, change) {
  const id = `values-${kind}`;
  const add = ({ target }) => {
    const text = kind === "country" ? target.value.trim().toUpperCase() : target.value.trim();
    target.value = "";
    if (text && !list.includes(text)) change([...list, text]);
  };
  const enter = (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    add(event);
  };
  return html`<div class="chips">${list.map(
    (value, index) =>
      html`<span class="chip" title=${String(value)}>${spoken(kind, value)}<button type="button" aria-label=${`Remove ${spoken(kind, value)}`} @click=${() => change(list.filter((_, at) => at !== index))}>${icon("close")}</button></span>`,
  )}<input aria-label="Add a value" placeholder=${list.length ? "and" : "Add a value"} list=${id} @change=${add} @keydown=${enter}><datalist id=${id}>${names.map(
    (name) => html`<option value=${name}>${spoken(kind, name)}</option>`,
  )}</datalist></div>`;
}

/** Lists values that browsers know by themselves. */
const known = (kind) =>
  kind === "language"
    ? navigator.languages
    : kind === "country"
      ? navigator.languages.map((tag) => new Intl.Locale(tag).maximize().region)
      : [];

const UNITS = { D: "days", H: "hours", M: "minutes", W: "weeks" };

/** Shows a span of time: a number and its unit. One of another form is text. */
export function span(text, change) {
  const found = /^P(?:(\d+)([DW])|T(\d+)([HM]))$/.exec(text);
  if (text && !found) return one("text", "Span", text, change);
  const [number, unit] = [found?.[1] ?? found?.[3] ?? "", found?.[2] ?? found?.[4] ?? "D"];
  const write = (number, unit) => change(number ? `P${"HM".includes(unit) ? "T" : ""}${number}${unit}` : "");
  return html`<span class="span"><input class="short" type="number" min="1" aria-label="Number" .value=${number} @input=${(event) => write(event.target.value, unit)}><select aria-label="Unit" @change=${(event) => write(number || "1", event.target.value)}>${options(UNITS, unit)}</select></span>`;
}

/** Shows a date with its time, as the format writes it. One of another form is text. */
export function date(label, text, change) {
  const plain = /^\d{4}-\d\d-\d\d(T\d\d:\d\d)?$/.test(text);
  if (text && !plain) return one("text", label, text, change);
  const value = text && text.length === 10 ? `${text}T00:00` : text;
  return html`<input class="date" type="datetime-local" aria-label=${label} .value=${value} @change=${(event) => change(event.target.value)}>`;
}
