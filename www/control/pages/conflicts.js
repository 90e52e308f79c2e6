// Conflicts: where the draft and what was published meanwhile exclude each other, both sides are shown, and one is chosen.
import { html, nothing } from "lit-html";

import { setQuery } from "../address.js";
import { send } from "../api.js";
import { deed } from "../parts/blocks.js";
import { count, language } from "../parts/words.js";
import tables from "../parts/words.json" with { type: "json" };
import { environment, refresh, tell } from "../store.js";
import { otherLooks } from "./looks.js";

const DONE = "The draft is up to date: it has what was published meanwhile, and your changes.";

const rebase = (draft, onto, choices) =>
  send("POST", `/drafts/${draft.id}/rebase`, { onto, edit: draft.edit, choices });

/** Brings a draft up to date; resolves to the conflicts that somebody must settle, null if there are none. */
export async function findConflicts(draft, onto) {
  const { conflicts } = await rebase(draft, onto, []);
  if (conflicts.length) return conflicts;
  setTimeout(() => {
    setQuery({ conflicts: null });
    tell(DONE);
    refresh();
  });
  return null;
}

/** Shows a value of a side: texts as they are, all else as JSON. */
function value(side) {
  if (side === undefined || side === null) return html`<em>not there</em>`;
  return typeof side === "string" ? html`<q>${side}</q>` : html`<pre>${JSON.stringify(side, null, 1)}</pre>`;
}

const choice = (index, side, title, content, picture) =>
  html`<label class="side"><input type="radio" name=${`side-${index}`} value=${side} required><span>${title}</span>${value(content)}${picture}</label>`;

/** Returns whether it is a text of one language. */
const isText = ({ section, path }) => section === "rest" && path?.[0] === "texts" && path.length > 3;

/** Finds the paywall that shows what is in conflict: itself, or one that names the text and looks different by it. */
function shownBy(one, { was, is, document }) {
  const { paywalls } = is.outline;
  const drawn = (id, locale = undefined) => ({
    form: paywalls.find((each) => each.id === id)?.form ?? "phone",
    request: { paywall: id, ...(locale && { locale }) },
  });
  if (one.section === "paywalls") return drawn(one.part);
  if (!isText(one)) return undefined;
  const [, , locale, ...key] = one.path;
  const uses = new RegExp(`\\btext\\.${key.join("\\.")}(?![\\w-])`);
  const users = document.paywalls.filter((paywall) => uses.test(JSON.stringify(paywall)));
  const others = new Set(paywalls.map(({ id }) => id).filter((id) => !users.some((user) => user.id === id)));
  const [user = users[0]] = otherLooks(was, is, others, [locale]);
  return user && drawn(user.id, locale);
}

/** Shows the paywall as one side has it. */
const pictured = (shown, source, label) =>
  shown ? html`<paywall-frame .what=${{ source, ...shown, label }}></paywall-frame>` : nothing;

const conflict = (data) => (one, index) => {
  const { draft } = data;
  const shown = shownBy(one, data);
  const path = [one.path ?? []].flat();
  const title = isText(one)
    ? `The text “${path.slice(3).join(".")}” in ${language(path[2])}`
    : [one.title ?? one.id ?? one.part, ...(path.length ? [path.join(" ")] : [])].join(" · ");
  return html`<fieldset class="conflict"><legend>${title}</legend>
    <p>${tables.conflicts[one.kind] ?? one.kind} Before, it was ${value(one.base)}.</p>
    <div class="pair">${choice(index, "ours", "This draft", one.ours, pictured(shown, { draft: draft.id, edit: draft.edit }, "This draft"))}${choice(index, "theirs", `Live in ${environment().name}`, one.theirs, pictured(shown, { revision: environment().live.revision }, "What is live"))}</div></fieldset>`;
};

/** Shows the sheet in which conflicts are settled. */
export function conflicts(data) {
  const { draft, conflicted } = data;
  const run = async (values) => {
    const chosen = (one, index) => ({
      ...Object.fromEntries(["section", "part", "kind", "id", "path"].map((name) => [name, one[name]])),
      side: values[`side-${index}`],
    });
    await rebase(draft, environment().live.revision, conflicted.map(chosen));
    return DONE;
  };
  const fields = html`${conflicted.map(conflict(data))}`;
  return deed("conflicts", `${count(conflicted.length, "conflict")} to settle`, { label: "Settle", fields, run });
}
