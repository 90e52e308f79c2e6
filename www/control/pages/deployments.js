// The history of what was live, in sentences, and the way back.
import { html, nothing } from "lit-html";

import { href, setQuery } from "../address.js";
import { get, getOnce, query, send } from "../api.js";
import { contentOf } from "../module.js";
import { empty, form, field, head, sheet } from "../parts/blocks.js";
import { icon } from "../parts/icon.js";
import { ago, person, short } from "../parts/words.js";
import { namesOf, sentences } from "../parts/sentences.js";
import { environment, may, nameOf, refresh, tell } from "../store.js";

const KINDS = { publish: "published", promote: "took over", rollback: "rolled back to" };

/** Tells a deployment in a sentence. */
export const story = ({ kind, author, at, reason, revision }) =>
  html`<li data-kind=${kind}>${icon(kind === "rollback" ? "back" : "deployments")}<p><span>${person(author)} ${KINDS[kind] ?? kind} ${reason ? html`“${reason}”` : short(revision)}</span><small>${ago(at)}</small></p></li>`;

async function load({ query: { back } }) {
  const { name, live } = environment();
  const deployments = await get(`/deployments${query({ environment: name, most: 100 })}`);
  const target = deployments.find(({ sequence }) => String(sequence) === back);
  const difference = target && live ? await getOnce(`/revisions/${live.revision}/difference/${target.revision}`) : null;
  const names = difference ? namesOf(await contentOf({ revision: live.revision })) : {};
  return { deployments, target, difference, names };
}

function row(one, live) {
  const isLive = one.sequence === live?.sequence;
  const goBack = html`<button type="button" @click=${() => setQuery({ back: String(one.sequence) }, { push: true })}>Roll back to this</button>`;
  const other = one.revision !== live?.revision;
  return html`<li data-kind=${one.kind} ?data-live=${isLive}>${icon(one.kind === "rollback" ? "back" : "deployments")}
    <p><span>${person(one.author)} ${KINDS[one.kind] ?? one.kind} ${one.reason ? html`“${one.reason}”` : nothing}</span><small>${ago(one.at)} · revision ${short(one.revision)} · no. ${one.sequence}</small></p>
    ${isLive ? html`<strong class="live">Live</strong>` : other && may("publisher") ? goBack : nothing}</li>`;
}

async function rollBack({ reason }, target, live) {
  const { name } = environment();
  await send("POST", `/environments/${name}/deployments`, {
    revision: target.revision,
    replaces: live.sequence,
    kind: "rollback",
    reason,
  });
  setQuery({ back: null });
  tell(
    `${name} is back at what was published ${new Date(target.at).toLocaleString("en", { dateStyle: "medium", timeStyle: "short" })}.`,
  );
  refresh();
}

function confirm({ target, difference, names }) {
  const { live, name } = environment();
  const about = `Back to “${target.reason || target.revision.slice(0, 8)}”`;
  return sheet(
    "back",
    `Roll back ${name}`,
    html`<p>Customers of ${name} get again what ${nameOf(target.author)} published ${ago(target.at)}. It takes a few seconds, needs no second approval, and can itself be taken back.</p>
      <h3>What goes back with it</h3>${difference ? sentences(difference, names) : html`<p class="quiet">Nothing: the contents are the same.</p>`}
      ${form({ label: `Roll back ${name}`, main: name === "production" ? "publish" : "primary", fields: field("Why", html`<input name="reason" required maxlength="500" .value=${about}>`), run: (values) => rollBack(values, target, live) })}`,
  );
}

function view(data) {
  const { name, live } = environment();
  const { deployments, target } = data;
  const words = `Everything that was ever live in ${name}, newest first. Nothing is deleted.`;
  if (!deployments.length)
    return html`${head("Deployments")}${empty("Nothing was published here yet", "A draft that is reviewed and published becomes the first line.", html`<a class="button primary" href=${href("overview")}>See the drafts</a>`)}`;
  return html`${head("Deployments", words)}<ol class="stories large">${deployments.map((one) => row(one, live))}</ol>${target && target.sequence !== live?.sequence ? confirm(data) : nothing}`;
}

export default { label: "Deployments", key: "d", asks: ["back"], load, view };
