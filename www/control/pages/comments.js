// The talk about a draft: threads, each at what it is about.
import { html, nothing } from "lit-html";

import { send } from "../api.js";
import { form } from "../parts/blocks.js";
import { ago, person } from "../parts/words.js";
import { refresh } from "../store.js";

/** Puts answers under the comments that began their threads. */
function threads(talk) {
  const first = talk.filter((one) => !one.thread || one.thread === one.id);
  const answers = (id) => talk.filter((one) => one.thread === id && one.id !== id).sort((a, b) => a.at - b.at);
  return first.map((one) => ({ ...one, answers: answers(one.id) }));
}

const said = ({ author, at, words }) =>
  html`<p class="said-by">${person(author)} <small>${ago(at)}</small></p><p class="words">${words}</p>`;

async function say(draft, thread, { words, about }, element) {
  const [paywall, component] = about ? about.split(" ") : [];
  await send("POST", "/comments", {
    draft: draft.id,
    words,
    ...(thread && { thread }),
    ...(about && { paywall, component }),
  });
  element.reset();
  refresh();
}

async function settle(id, resolved) {
  await send("PATCH", `/comments/${id}`, { resolved });
  refresh();
}

const box = (draft, thread, label, places = []) =>
  form({
    label,
    main: "",
    fields: html`${places.length ? html`<select name="about" aria-label="What it is about"><option value="">About all of it</option>${places.map(({ part, id, title }) => html`<option value=${`${part} ${id}`}>${title || id}</option>`)}</select>` : nothing}<textarea name="words" rows="2" required maxlength="4000" aria-label=${label} placeholder=${thread ? "Answer" : "Say something about it"}></textarea>`,
    run: (values, element) => say(draft, thread, values, element),
  });

const thread = (draft) => (one) =>
  html`<li ?data-resolved=${one.resolved}>${said(one)}${one.component ? html`<code>${one.component}</code>` : nothing}${one.answers.map(said)}
    <details><summary>Answer</summary>${box(draft, one.id, "Answer")}</details>
    <button type="button" class="quiet" @click=${() => settle(one.id, !one.resolved)}>${one.resolved ? "Open again" : "Resolve"}</button></li>`;

/** Lists the components that the draft changes, each once. */
const changed = ({ changes }) => [
  ...new Map(changes.filter(({ section, id }) => section === "paywalls" && id).map((one) => [one.id, one])).values(),
];

/** Shows the comments of a draft, those that are settled last. */
export function comments({ talk, draft, difference }) {
  if (!talk) return nothing;
  const list = threads(talk).sort((a, b) => Number(Boolean(a.resolved)) - Number(Boolean(b.resolved)));
  return html`<section class="comments"><h2>Comments</h2><ul>${list.map(thread(draft))}</ul>${box(draft, undefined, "Comment", changed(difference))}</section>`;
}
