// The history of what was live, in sentences, and the way back.
import { html, nothing } from "lit-html";

import { href } from "../address.js";
import { get, getOnce, query, send } from "../api.js";
import { deed, empty, field, head, opens } from "../parts/blocks.js";
import { icon } from "../parts/icon.js";
import { ago, moment, person, short } from "../parts/words.js";
import tables from "../parts/words.json" with { type: "json" };
import { sentences } from "../parts/sentences.js";
import { environment, may, nameOf } from "../store.js";

/** Says in a sentence what somebody did. */
const told = ({ kind, author, reason, revision }) =>
  html`<span>${person(author)} ${tables.deployments[kind] ?? kind} ${reason ? html`“${reason}”` : short(revision)}</span>`;

/**
 * Tells a deployment in a sentence.
 * @param {any} one @param {{more?: unknown, beside?: unknown, isLive?: boolean}} [how] words after the time, and what
 *   stands beside it
 */
export const story = (one, { more = nothing, beside = nothing, isLive = false } = {}) =>
  html`<li data-kind=${one.kind} ?data-live=${isLive}>${icon(one.kind === "rollback" ? "back" : "deployments")}<p>${told(one)}<small>${ago(one.at)}${more}</small></p>${beside}</li>`;

/** Makes a revision live in the chosen environment, in the place of what is live there by what one sees. */
export function deploy(kind, revision, reason) {
  const { name, live } = environment();
  return send("POST", `/environments/${name}/deployments`, { revision, replaces: live?.sequence ?? 0, kind, reason });
}

async function load({ query: { back } }) {
  const { name, live } = environment();
  const deployments = await get(`/deployments${query({ environment: name, most: 100 })}`);
  const target = deployments.find(({ sequence }) => String(sequence) === back);
  const path = target && live && `/revisions/${live.revision}/difference/${target.revision}?told=true`;
  return { deployments, target, difference: path && (await getOnce(path)) };
}

function row(one) {
  const { live } = environment();
  const isLive = one.sequence === live?.sequence;
  const mayGoBack = one.revision !== live?.revision && may("publisher");
  const back = mayGoBack ? opens("Roll back to this", { back: String(one.sequence) }) : nothing;
  const more = html` · revision ${short(one.revision)} · no. ${one.sequence}`;
  return story(one, { more, isLive, beside: isLive ? html`<strong class="live">Live</strong>` : back });
}

function confirm({ target, difference }) {
  const { name } = environment();
  const about = `Back to “${target.reason || target.revision.slice(0, 8)}”`;
  const fields = html`<p>Customers of ${name} get again what ${nameOf(target.author)} published ${ago(target.at)}. It takes a few seconds, needs no second approval, and can itself be taken back.</p>
    <h3>What goes back with it</h3>${difference ? sentences(difference) : html`<p class="quiet">Nothing: the contents are the same.</p>`}
    ${field("Why", html`<input name="reason" required maxlength="500" .value=${about}>`)}`;
  const run = async ({ reason }) => {
    await deploy("rollback", target.revision, reason);
    return `${name} is back at what was published ${moment(target.at)}.`;
  };
  const main = name === "production" ? "publish" : "primary";
  return deed("back", `Roll back ${name}`, { label: `Roll back ${name}`, main, fields, run });
}

function view(data) {
  const { name, live } = environment();
  const { deployments, target } = data;
  const words = `Everything that was ever live in ${name}, newest first. Nothing is deleted.`;
  if (!deployments.length)
    return html`${head("Deployments")}${empty("Nothing was published here yet", "A draft that is reviewed and published becomes the first line.", html`<a class="button primary" href=${href("overview")}>See the drafts</a>`)}`;
  return html`${head("Deployments", words)}<ol class="stories large">${deployments.map(row)}</ol>${target && target.sequence !== live?.sequence ? confirm(data) : nothing}`;
}

export default { label: "Deployments", key: "d", asks: ["back"], load, view };
