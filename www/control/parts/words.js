// Small pieces of text that every page has: times, people, hashes, counts.
import { html } from "lit-html";

import { nameOf } from "../store.js";
import tables from "./words.json" with { type: "json" };

/** @type {Intl.DisplayNames} made when it is needed: what browsers know of words takes its time to come. */
let languages;

const DAY = 864e5;
/** The units of time in milliseconds, the longest first. */
const UNITS = /** @type {[string, number][]} */ (tables.units);

/** Shows a time as it is from now, with the exact one under the pointer: here, and in UTC. */
export const ago = (at) =>
  html`<time datetime=${new Date(at).toISOString()} @pointerenter=${exactly}>${distance(at - Date.now())}</time>`;

/** Writes the exact time once somebody points at it: a page with a hundred times would wait for its words. */
function exactly({ currentTarget: time }) {
  const date = new Date(time.dateTime);
  time.title = `${date.toLocaleString("en", { dateStyle: "full", timeStyle: "long" })}\n${time.dateTime}`;
}

/** Writes a moment, by the clock here unless a zone is named. @param {"medium" | "full"} [dateStyle] */
export const moment = (at, dateStyle = "medium", timeZone = undefined) =>
  new Date(at).toLocaleString("en", { dateStyle, timeStyle: "short", timeZone });

/** Writes how far off a time is. The words of the browser would come tens of milliseconds later, on every first page. */
function distance(gap) {
  const [unit, size] = UNITS.find(([, size]) => Math.abs(gap) >= size) ?? [];
  if (!unit) return "just now";
  const many = Math.trunc(Math.abs(gap) / size);
  if (many > 1 || size < DAY) return gap < 0 ? `${count(many, unit)} ago` : `in ${count(many, unit)}`;
  if (unit === "day") return gap < 0 ? "yesterday" : "tomorrow";
  return `${gap < 0 ? "last" : "next"} ${unit}`;
}

/** Shows the first letters of a hash, with all of it under the pointer. */
export const short = (hash) => html`<code class="hash" title=${hash}>${hash.slice(0, 8)}</code>`;

/** Writes a count with its noun. Small ones need nothing of what the browser knows of numbers. */
export const count = (number, one, many = `${one}s`) =>
  `${number < 1_000 ? number : number.toLocaleString("en")} ${number === 1 ? one : many}`;

/** Shows a person by the first letters of the name, and the name. */
export function person(id) {
  const name = nameOf(id);
  return html`<span class="person"><i aria-hidden="true">${initials(name)}</i>${name}</span>`;
}

/** Takes the first letters of a name's first two words. */
export const initials = (name) =>
  name
    .split(/[\s._@-]+/, 2)
    .map((word) => [...word].slice(0, 1))
    .join("")
    .toUpperCase() || "?";

/** Names a language in English. */
export function language(tag) {
  languages ??= new Intl.DisplayNames("en", { type: "language" });
  return languages.of(tag) ?? tag;
}

/**
 * The names of personas, and the part of a request that makes each.
 * @type {Record<string, [string, any]>}
 */
export const PERSONAS = /** @type {any} */ (tables.personas);

/** Returns the personas' names, for menus. */
export const personas = () => Object.fromEntries(Object.entries(PERSONAS).map(([id, [name]]) => [id, name]));
