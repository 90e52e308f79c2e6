// The talk about a draft: threads, each at what it is about.
import { html, nothing } from "lit-html";

import { change, send } from "../api.js";
import { form } from "../parts/blocks.js";
import { ago, person } from "../parts/words.js";
import { refresh } from "../store.js";

const said = ({ author, at, words }) =>
  html`<p class="said-by">${person(author)} <small>${ago(at)}</small></p><p class="words">${words}</p>`;

async function say(draft, thread, { words, about }, element) {
  const [paywall, component] = (about ?? "").split(" ");
  await send("POST", "/comments", { draft: draft.id, words, thread, paywall, component });
  element.reset();
  refresh();
}

const box = (draft, thread, label, places = []) =>
  form({
    label,
    main: "",
    fields: html`${places.length ? html`<select name="about" aria-label="What it is about"><option value="">About all of it</option>${places.map(({ part, id, title }) => html`<option value=${`${part} ${id}`}>${title || id}</option>`)}</select>` : nothing}<textarea name="words" rows="2" required maxlength="4000" aria-label=${label} placeholder=${thread ? "Answer" : "Say something about it"}></textarea>`,
    run: (values, element) => say(draft, thread, values, element),
  });

/** Shows a comment with its answers. */
const thread = (draft, all) => (one) =>
  html`<li ?data-resolved=${one.resolved}>${said(one)}${one.component ? html`<code>${one.component}</code>` : nothing}${all.filter(({ id, thread }) => thread === one.id && id !== thread).map(said)}
    <details><summary>Answer</summary>${box(draft, one.id, "Answer")}</details>
    <button type="button" class="quiet" @click=${() => change("PATCH", `/comments/${one.id}`, { resolved: !one.resolved })}>${one.resolved ? "Open again" : "Resolve"}</button></li>`;

/** Lists the components that the draft changes, each once. */
function changed({ groups }) {
  const paywalls = groups.filter(({ section }) => section === "paywalls");
  const lines = paywalls.flatMap(({ part, lines }) => lines.map((line) => ({ ...line, part })));
  return [...new Map(lines.filter(({ id }) => id).map((one) => [one.id, one])).values()];
}

/** Shows the comments of a draft, those that are settled last. */
export function comments({ talk, draft, difference }) {
  if (!talk) return nothing;
  const first = talk.filter(({ id, thread }) => !thread || thread === id);
  const list = first.toSorted((a, b) => Number(Boolean(a.resolved)) - Number(Boolean(b.resolved)));
  return html`<section class="comments"><h2>Comments</h2><ul>${list.map(
    thread(
      draft,
      talk.toSorted((a, b) => a.at - b.at),
    ),
  )}</ul>${box(draft, undefined, "Comment", changed(difference))}</section>`;
}
