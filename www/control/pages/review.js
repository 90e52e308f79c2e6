// Review: what a draft changes against what is live, in sentences and in pictures; beside it what is still needed, the
// talk about it, and the button that publishes.
import { html, nothing } from "lit-html";

import { href, setQuery } from "../address.js";
import { get, query, send, tryGet } from "../api.js";
import { beginDraft, closeDraft, difference } from "../app.js";
import { documentOf } from "../module.js";
import { empty, head, segments } from "../parts/blocks.js";
import { icon } from "../parts/icon.js";
import { keeper } from "../parts/keeper.js";
import { byPart, isText, lines, named, nameOf, namesOf } from "../parts/sentences.js";
import { ago, count, person } from "../parts/words.js";
import { environment, may, state } from "../store.js";
import { isBehind } from "./behind.js";
import { comments } from "./comments.js";
import { conflicts, findConflicts } from "./conflicts.js";
import { otherLooks } from "./looks.js";
import { formOf, used } from "./paywalls.js";
import { needed, publishing } from "./publish.js";

async function load(at) {
  const id = at.id || at.query.draft;
  if (!id) return { drafts: state.drafts };
  const { live } = environment();
  const draft = state.drafts.find((one) => one.id === id) ?? (await get(`/drafts/${id}`));
  const before = live?.revision;
  const [changes, reviews, ticks, talk, behind, edits] = await Promise.all([
    get(difference(id, live)),
    tryGet(`/reviews${query({ manifest: draft.manifest })}`),
    tryGet("/ticks"),
    tryGet(`/comments${query({ draft: id })}`),
    isBehind(draft, live),
    get(`/drafts/${id}/edits${query({ after: 0 })}`),
  ]);
  const [was, is] = await Promise.all([
    before ? documentOf({ revision: before }) : null,
    documentOf({ draft: id, edit: draft.edit }),
  ]);
  const conflicted = at.query.conflicts && behind ? await findConflicts(draft, before) : null;
  const touched = new Set(changes.changes.filter(({ section }) => section === "paywalls").map(({ part }) => part));
  const languages = [...new Set(changes.changes.filter(isText).map(({ path }) => path[2]))];
  const looks = changes.changes.length ? otherLooks(was, is, touched, languages) : [];
  return {
    draft,
    looks,
    difference: changes,
    reviews: reviews ?? [],
    ticks: ticks ?? [],
    talk,
    edits,
    was,
    is,
    names: { ...(was && namesOf(was)), ...namesOf(is) },
    behind,
    conflicted,
  };
}

/** The verdicts of the gate by what they are about; it takes seconds for a large document, so the page does not wait. */
const verdicts = keeper();

/** Returns the verdict about a draft, once it is here. */
const verdictOf = ({ id, edit, manifest }) =>
  verdicts.now(manifest, () => send("POST", `/drafts/${id}/check`, { edit }));

function side(title, loaded, source, id, form, locale) {
  const there = loaded?.outline.paywalls.find((one) => one.id === id);
  const picture = there
    ? html`<paywall-frame .what=${{ source, request: { paywall: id, ...(locale && { locale }) }, form, label: `${title}: ${there.name}` }}></paywall-frame>`
    : html`<div class="nothing" data-form=${form}><p>${title === "Before" ? "Not there before" : "Gone"}</p></div>`;
  return html`<figure><figcaption>${title}</figcaption>${picture}</figure>`;
}

/** Shows a paywall before and after, as the module draws both. */
function pictures({ part, locale = "" }, { was, is, draft }) {
  const { paywalls, campaigns } = (is.outline.paywalls.some(({ id }) => id === part) ? is : was).outline;
  const paywall = paywalls.find(({ id }) => id === part);
  if (!paywall) return nothing;
  const use = used(part, campaigns);
  const form = use.forms.includes(state.at.query.form) ? state.at.query.form : formOf({ ...paywall, ...use });
  const live = { revision: environment().live?.revision };
  const choices =
    use.forms.length > 1
      ? segments("Form factor", Object.fromEntries(use.forms.map((one) => [one, one])), form, (value) =>
          setQuery({ form: value }),
        )
      : nothing;
  return html`${choices}<div class="sides" data-form=${form}>${side("Before", was, live, part, form, locale)}${side("After", is, { draft: draft.id, edit: draft.edit }, part, form, locale)}</div>`;
}

function part(group, data) {
  const isPaywall = group.section === "paywalls";
  const title = nameOf(group, data.names);
  const link = isPaywall
    ? html`<a href=${href(`paywalls/${group.part}`, { draft: data.draft.id })}>Open in the editor</a>`
    : nothing;
  return html`<section class="part"><header><h2>${title}</h2>${link}</header>${lines(group)}${isPaywall ? pictures(group, data) : nothing}</section>`;
}

/** Shows the paywalls that look different because something around them changed. */
function others(data) {
  if (!data.looks.length) return nothing;
  const one = ({ id, name, locale }) => html`<h3>${name}</h3>${pictures({ part: id, locale }, data)}`;
  const [some, more] = [data.looks.slice(0, 2), data.looks.slice(2)];
  const rest = more.length
    ? html`<details><summary>${count(more.length, "more paywall")}</summary>${more.map(one)}</details>`
    : nothing;
  return html`<section class="part looks"><header><h2>Looks different by it</h2></header>${some.map(one)}${rest}</section>`;
}

/** Says that something would be taken back. What others try out elsewhere than in production is no reason to merge it. */
const warning = ({ behind, draft }) =>
  behind && environment().name === "production"
    ? html`<div class="banner wide">${icon("warn")}<p>Somebody published to production since this draft began. Publishing it as it is would take that back.</p>
        <button type="button" class="primary" ?disabled=${!may("editor") || !draft.is_open} @click=${() => setQuery({ conflicts: "show" }, { push: true })}>Bring it up to date</button></div>`
    : nothing;

function history({ edits, draft, names }) {
  if (!edits.length) return nothing;
  return html`<section class="part"><details><summary><h2>History of the draft: ${count(draft.edit, "edit")}</h2></summary><ol class="stories">${[
    ...edits,
  ]
    .reverse()
    .slice(0, 100)
    .map(
      ({ number, author, at, sentences }) =>
        html`<li>${icon("review")}<p><span>${person(author)} ${sentences?.length ? named(sentences.slice(0, 3).join(" "), names) : "made an edit."}</span><small>${ago(at)} · edit ${number}</small></p></li>`,
    )}</ol></details></section>`;
}

function pick({ drafts }) {
  const begin = may("editor")
    ? html`<button type="button" class="primary" @click=${() => beginDraft()}>New draft</button>`
    : nothing;
  if (!drafts.length)
    return html`${head("Review")}${empty("There is no open draft", "Changes are made in a draft. When it is ready, it is reviewed and published here.", begin)}`;
  return html`${head("Review", "Which draft?", begin)}<ul class="stories large">${drafts.map(
    (one) =>
      html`<li>${icon("review")}<p><a href=${href(`review/${one.id}`, { draft: one.id })}>${one.name}</a><small>${person(one.owner)} · edit ${one.edit}</small></p></li>`,
  )}</ul>`;
}

function view(data) {
  const { draft } = data;
  if (!draft) return pick(data);
  const groups = byPart(data.difference, data.names);
  const { name } = environment();
  const verdict = verdictOf(draft);
  const words = html`${person(draft.owner)} · edit ${draft.edit} · against what is live in ${name}`;
  const close =
    draft.is_open && may("editor")
      ? html`<button type="button" class="quiet" @click=${() => confirm(`Close the draft “${draft.name}”? Its history stays.`) && closeDraft(draft.id)}>Close the draft</button>`
      : nothing;
  const body = groups.length
    ? groups.map((group) => part(group, data))
    : empty(
        "Nothing is different",
        `This draft is what is live in ${name}.`,
        html`<a class="button primary" href=${href("paywalls", { draft: draft.id })}>Change a paywall</a>`,
      );
  return html`${head(draft.name, words, close)}${warning(data)}
    <div class="with-beside review"><div class="parts">${body}${others(data)}${history(data)}</div>
      <aside class="beside">${needed(data, verdict)}${groups.length ? publishing(data, verdict, groups) : nothing}${comments(data)}</aside></div>
    ${data.conflicted ? conflicts(data) : nothing}`;
}

export default { label: "Review", key: "r", asks: ["conflicts"], load, view };
