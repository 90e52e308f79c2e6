// The talk about a draft: threads, each at what it is about.
import { html, nothing } from "lit-html";

import { send } from "../api.js";
import { form } from "../parts/blocks.js";
import { ago, person } from "../parts/words.js";

const refresh = () => dispatchEvent(new Event("paywall-control:refresh"));

/** Puts answers under the comments that began their threads. */
function threads(talk) {
  const first = talk.filter((one) => !one.thread || one.thread === one.id);
  const answers = (id) => talk.filter((one) => one.thread === id && one.id !== id).sort((a, b) => a.at - b.at);
  return first.map((one) => ({ ...one, answers: answers(one.id) }));
}

const said = ({ author, at, words }) =>
  html`<p class="said-by">${person(author)} <small>${ago(at)}</small></p><p class="words">${words}</p>`;

async function say(draft, thread, { words }, element) {
  await send("POST", "/comments", { draft: draft.id, words, ...(thread && { thread }) });
  element.reset();
  refresh();
}

async function settle(id, resolved) {
  await send("PATCH", `/comments/${id}`, { resolved });
  refresh();
}

const box = (draft, thread, label) =>
  form({
    label,
    main: "",
    fields: html`<textarea name="words" rows="2" required maxlength="4000" aria-label=${label} placeholder=${thread ? "Answer" : "Say something about it"}></textarea>`,
    run: (values, element) => say(draft, thread, values, element),
  });

const thread = (draft) => (one) =>
  html`<li ?data-resolved=${one.resolved}>${said(one)}${one.component ? html`<code>${one.component}</code>` : nothing}${one.answers.map(said)}
    <details><summary>Answer</summary>${box(draft, one.id, "Answer")}</details>
    <button type="button" class="quiet" @click=${() => settle(one.id, !one.resolved)}>${one.resolved ? "Open again" : "Resolve"}</button></li>`;

/** Shows the comments of a draft, those that are settled last. */
export function comments({ talk, draft }) {
  if (!talk) return nothing;
  const list = threads(talk).sort((a, b) => Number(Boolean(a.resolved)) - Number(Boolean(b.resolved)));
  return html`<section class="comments"><h2>Comments</h2><ul>${list.map(thread(draft))}</ul>${box(draft, undefined, "Comment")}</section>`;
}
