// Small pieces of text that every page has: times, people, hashes, counts.
import { html } from "lit-html";

import { nameOf } from "../store.js";

/** @type {Intl.RelativeTimeFormat} made when it is needed: what browsers know of words takes its time to come. */
let relative;
/** @type {Intl.DisplayNames} */
let languages;

/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const UNITS = [
  ["year", 31_536e6],
  ["month", 2_592e6],
  ["week", 604_800e3],
  ["day", 864e5],
  ["hour", 36e5],
  ["minute", 6e4],
];

/** Shows a time as it is from now, with the exact one under the pointer: here, and in UTC. */
export const ago = (at) =>
  html`<time datetime=${new Date(at).toISOString()} @pointerenter=${exactly}>${distance(at - Date.now())}</time>`;

/** Writes the exact time once somebody points at it: a page with a hundred times would wait for its words. */
function exactly({ currentTarget: time }) {
  const date = new Date(time.dateTime);
  time.title = `${date.toLocaleString("en", { dateStyle: "full", timeStyle: "long" })}\n${time.dateTime}`;
}

function distance(gap) {
  const unit = UNITS.find(([, size]) => Math.abs(gap) >= size);
  relative ??= new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  return unit ? relative.format(Math.trunc(gap / unit[1]), unit[0]) : "just now";
}

/** Shows the first letters of a hash, with all of it under the pointer. */
export const short = (hash) => html`<code class="hash" title=${hash}>${hash.slice(0, 8)}</code>`;

/** Writes a count with its noun. */
export const count = (number, one, many = `${one}s`) => `${number.toLocaleString("en")} ${number === 1 ? one : many}`;

/** Shows a person by the first letters of the name, and the name. */
export function person(id) {
  const name = nameOf(id);
  return html`<span class="person"><i aria-hidden="true">${initials(name)}</i>${name}</span>`;
}

export const initials = (name) => (name.match(/\b[\p{L}\p{N}]/gu) ?? ["?"]).slice(0, 2).join("").toUpperCase();

/** Names a language in English. */
export function language(tag) {
  languages ??= new Intl.DisplayNames("en", { type: "language" });
  return languages.of(tag) ?? tag;
}

/** The names of personas, and the part of a request that makes each. */
export const PERSONAS = {
  new: ["New customer", {}],
  signedIn: ["Signed in, never bought", { loggedIn: true }],
  trial: ["In a trial", { loggedIn: true, journeyState: { inTrialPeriod: true } }],
  cancelled: ["Cancelled, still active", { loggedIn: true, journeyState: { isCancelled: true } }],
  former: ["Former subscriber", { loggedIn: true, journeyState: { formerSubscriber: true } }],
  grace: ["In the grace period", { loggedIn: true, journeyState: { inGracePeriod: true } }],
  hold: ["On account hold", { loggedIn: true, journeyState: { inAccountHold: true } }],
  paused: ["Paused", { loggedIn: true, journeyState: { inPause: true } }],
};

/** Returns the personas' names, for menus. */
export const personas = () => Object.fromEntries(Object.entries(PERSONAS).map(([id, [name]]) => [id, name]));
