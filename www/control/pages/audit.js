// Who did what and when; nothing is ever taken away.
import { html, nothing } from "lit-html";

import { get, query } from "../api.js";
import { empty, head, opens, table } from "../parts/blocks.js";
import { ago, person, short } from "../parts/words.js";
import { nameOf, state } from "../store.js";

const MOST = 100;

const load = async ({ query: { before } }) => ({ entries: await get(`/audit${query({ before, most: MOST })}`) });

const changed = ({ before, after }) =>
  html`${before ? short(before) : nothing}${before && after ? " → " : nothing}${after ? short(after) : nothing}`;

/** Names a person or an open draft; what has no name is told by the first letters of its hash. */
function named(object) {
  const name = state.drafts.find(({ id }) => id === object)?.name ?? nameOf(object);
  return /^[0-9a-f]{20,}$/.test(name) ? short(name) : name;
}

const columns = [
  ["When", ({ at }) => ago(at)],
  ["Who", ({ actor }) => person(actor)],
  ["What", ({ verb }) => verb.replaceAll("_", " ")],
  ["Of", ({ object }) => named(object)],
  ["Change", changed],
];

function view({ entries }) {
  const last = String(entries.at(-1)?.sequence);
  const more = entries.length === MOST ? opens("Older", { before: last }) : nothing;
  const first = state.at.query.before ? opens("Newest", { before: null }) : nothing;
  return html`${head("Audit", "Who did what, newest first.", html`${first}${more}`)}${entries.length ? table("Audit", columns, entries) : empty("Nothing happened yet", "Every edit, approval and publication will stand here.")}`;
}

export default { label: "Audit", key: "a", asks: ["before"], load, view };
