// What a publication still needs, and the publication: by hand now, or at a time.
import { html, nothing } from "lit-html";

import { go, setQuery } from "../address.js";
import { change, send } from "../api.js";
import { field, form } from "../parts/blocks.js";
import { icon } from "../parts/icon.js";
import { count, moment, person } from "../parts/words.js";
import { environment, may, refresh, state, tell } from "../store.js";
import { deploy } from "./deployments.js";

/** @param {string} is @param {unknown} words @param {unknown} [more] */
const line = (is, words, more = nothing) =>
  html`<li data-is=${is}>${icon({ yes: "check", no: "error", open: "warn", wait: "clock" }[is])}<div><p>${words}</p>${more}</div></li>`;

/** Lists the warnings that nobody ticked off. */
const openWarnings = ({ warnings = [] }, ticks) =>
  warnings.filter(
    ({ code, path, ticked }) => !ticked && !ticks.some((tick) => tick.code === code && tick.path === path),
  );

/** Lists what was found or said. */
const listed = (lines) => html`<ul class="findings">${lines}</ul>`;

function findings(verdict, { ticks }) {
  if (!verdict) return line("wait", "The gate looks at every paywall in every form factor and language…");
  if (verdict.error) return line("no", `The gate could not look: ${verdict.error.message}`);
  const { errors = [], warnings = [] } = verdict;
  const open = openWarnings(verdict, ticks);
  const mended = errors.map(({ message, path }) => html`<li>${message}<code>${path}</code></li>`);
  const faults = errors.length
    ? line("no", `${count(errors.length, "fault")} must be mended first`, listed(mended))
    : line("yes", "The gate found no fault");
  if (!warnings.length) return faults;
  const closed = `${count(warnings.length - open.length, "warning")} ticked off`;
  const words = open.length ? `${count(open.length, "warning")} to look at` : closed;
  return html`${faults}${line(open.length ? "open" : "yes", words, listed(open.slice(0, 20).map(warning)))}`;
}

/** Shows a warning. Whoever ticks it off says that it is fine, which holds for this place and code from then on. */
const warning = ({ code, path, message }) =>
  html`<li><label><input type="checkbox" ?disabled=${!may("editor")} @change=${() => change("POST", "/ticks", { code, path })}> ${message ?? code}</label><code>${path}</code></li>`;

function approvals({ reviews, edits, draft }) {
  const { policy } = environment();
  const authors = new Set(edits.map(({ author }) => author));
  const counts = (one) => policy?.authors_approve || !authors.has(one.reviewer);
  const here = reviews.filter((one) => one.manifest === draft.manifest);
  const yes = here.filter((one) => one.approves && counts(one));
  const no = here.filter((one) => !one.approves);
  const wanted = policy?.approvals ?? 0;
  const opinion = ({ reviewer, approves, words }) =>
    html`<li>${person(reviewer)} ${approves ? "approves" : "asks for changes"}${words ? `: ${words}` : ""}</li>`;
  const said = here.length ? listed(here.map(opinion)) : nothing;
  if (no.length && wanted) return line("no", "Somebody asks for changes", said);
  if (!wanted) return line("yes", "No approval is needed here", said);
  return line(yes.length >= wanted ? "yes" : "open", `${yes.length} of ${count(wanted, "approval")}`, said);
}

/** Shows what is needed before this content can be published, and the buttons of a reviewer. */
export function needed(data, verdict) {
  const { draft } = data;
  const vote = (approves, said) => (event) => {
    const words = event.currentTarget.closest("section").querySelector("input").value;
    change("POST", "/reviews", { manifest: draft.manifest, approves, words }, said);
  };
  const approve = vote(true, "You approve this content. Any later edit is something else, and needs a new approval.");
  const refuse = vote(false, "You ask for changes.");
  const buttons = html`<div class="vote"><input aria-label="A word with your verdict" placeholder="A word with it, if you like" maxlength="2000"><button type="button" @click=${approve}>Approve</button><button type="button" @click=${refuse}>Ask for changes</button></div>`;
  return html`<section><h2>Before ${environment().name}</h2><ul class="checks">${findings(verdict, data)}${approvals(data)}</ul>${may("editor") ? buttons : nothing}</section>`;
}

async function commit({ draft }, message) {
  const { revision } = await send("POST", `/drafts/${draft.id}/commit`, { edit: draft.edit, message });
  return revision;
}

/** Publishes what one saw: the edit is named, and the deployment that it replaces. */
async function publish(data, { reason }) {
  const { name, live } = environment();
  await deploy("publish", await commit(data, reason), reason);
  const back = live && { label: "Roll back", run: () => go("deployments", { back: String(live.sequence) }) };
  tell(`Live in ${name}. Customers have it within seconds.`, back || undefined);
  refresh();
}

async function plan(data, { reason, when }) {
  const { name, live } = environment();
  const at = new Date(when).getTime();
  const what = { environment: name, revision: await commit(data, reason), replaces: live?.sequence ?? 0, reason };
  await send("POST", "/schedules", { ...what, at, if_moved: "merge" });
  tell(`${name} gets it ${moment(at, "full")}.`);
  refresh();
}

/** Shows the form that publishes, or plans to. */
export function publishing(data, verdict) {
  const { name, policy } = environment();
  const isProduction = name === "production";
  if (!may(policy?.publisher ?? "publisher"))
    return html`<section><h2>Publish</h2><p class="quiet">Only a ${policy?.publisher ?? "publisher"} publishes to ${name}. Send the address of this page to one.</p></section>`;
  const faulty =
    verdict?.errors?.length || (policy?.warnings_block && verdict && openWarnings(verdict, data.ticks).length);
  const later = state.at.query.later;
  const fields = html`${field("What is it for?", html`<input name="reason" required maxlength="500" .value=${data.draft.name}>`)}
    <label class="tick"><input type="checkbox" ?checked=${Boolean(later)} @change=${(event) => setQuery({ later: event.target.checked ? "yes" : null })}> At a time</label>
    ${later ? field("When", html`<input name="when" type="datetime-local" required>`, `by your clock (${Intl.DateTimeFormat().resolvedOptions().timeZone})`) : nothing}
    <p class="touches">Touches ${data.difference.touches}.</p>`;
  const what = later
    ? { label: `Schedule for ${name}`, run: (values) => plan(data, values) }
    : { label: `Publish to ${name}`, run: (values) => publish(data, values) };
  return html`<section class="publishing" data-production=${isProduction}><h2>Publish</h2>${form({ ...what, main: isProduction ? "publish" : "primary", fields })}
    ${faulty ? html`<p class="quiet">The gate stands in the way: see above.</p>` : nothing}</section>`;
}
