// Audiences: conditions with a name, which several rules share. A change of one holds wherever it is used.
import { html, nothing } from "lit-html";

import { href } from "../address.js";
import { empty, field, head, table } from "../parts/blocks.js";
import { edited } from "../parts/edited.js";
import { icon } from "../parts/icon.js";
import { count } from "../parts/words.js";
import { tell } from "../store.js";
import { conditions } from "./conditions.js";

/** @import { Work } from "./work.js" */

const at = (/** @type {string} */ part) => ({ section: "audiences", part });
const address = (/** @type {string} */ audience) => href("campaigns", { view: "audiences", audience });

/**
 * Shows the audiences, or one of them.
 * @param {Work} work
 * @param {string} name
 */
export function audiences(work, name) {
  const found = work.audience(name);
  return found ? audience(work, found) : list(work);
}

/** Makes an audience of everybody, and opens it. */
function begin(/** @type {Work} */ work) {
  const names = ["New audience", ...work.campaigns.audiences.map((_, index) => `New audience ${index + 2}`)];
  const name = names.find((one) => !work.audience(one));
  if (work.run([{ op: "insert", ...at(name), value: [] }])) work.context.setQuery({ audience: name }, { push: true });
}

function list(/** @type {Work} */ work) {
  const all = work.campaigns.audiences;
  const add = html`<button type="button" class="primary" ?hidden=${!work.mayEdit && work.context.draft !== null} @click=${() => (work.mayEdit ? begin(work) : work.context.edit())}>${icon("plus")}New audience</button>`;
  const columns = [
    ["Audience", ({ name }) => html`<a href=${address(name)}>${name}</a>`],
    ["Who", ({ sentence }) => sentence],
    ["Used in", ({ users }) => count(users.length, "place")],
  ];
  const back = html`<a class="button" href=${href("campaigns")}>All campaigns</a>`;
  return html`${head("Audiences", "Conditions with a name. A change of one holds in every rule that uses it.", html`${back}${all.length ? add : nothing}`)}
    ${all.length ? table("Audiences", columns, all) : empty("No audiences yet", "If several rules are for the same customers, say once who they are: “former subscribers in Europe”.", add)}`;
}

/** Gives it another name, in everything that uses it, too. */
function rename(/** @type {Work} */ work, name, to) {
  if (!to || to === name) return work.show();
  if (work.run(JSON.parse(work.model.rename_audience(name, to)))) work.context.setQuery({ audience: to });
}

function remove(/** @type {Work} */ work, name) {
  if (!work.run([{ op: "remove", ...at(name) }])) return;
  work.context.setQuery({ audience: null });
  tell(`The audience “${name}” is removed.`, { label: "Undo", run: () => work.undo() });
}

/** Lists what uses it, each with the way there. */
const users = ({ users }) =>
  users.length
    ? html`<p>It can be removed when nothing uses it any more.</p><ul class="lines">${users.map(
        ({ section, noun, part, title }) => {
          const to = {
            campaign_rules: href(`campaigns/${part}`),
            audiences: address(part),
            paywalls: href(`paywalls/${part}`),
          };
          return html`<li>${noun} ${to[section] ? html`<a href=${to[section]}>${title}</a>` : title}</li>`;
        },
      )}</ul>`
    : html`<p class="soft">Nothing uses it yet: add it to a rule with “Audience”, under its conditions.</p>`;

function audience(/** @type {Work} */ work, found) {
  const { name, sentence } = found;
  const deeds = html`<a class="button" href=${href("campaigns", { view: "audiences" })}>All audiences</a>
    ${work.mayEdit ? html`<button type="button" ?disabled=${found.users.length > 0} @click=${() => remove(work, name)}>Remove</button>` : html`<button type="button" class="primary" ?hidden=${work.context.draft !== null} @click=${() => work.context.edit()}>Edit</button>`}`;
  const set = (value, key) => work.run([{ op: "set", ...at(name), path: [], value }], key);
  const title = html`<input .value=${edited(name)} maxlength="100" @change=${({ target }) => rename(work, name, target.value.trim())}>`;
  return html`${head(name, sentence, deeds)}<fieldset class="rule" ?disabled=${!work.mayEdit}>
      <section class="panel" aria-label="Who"><header><h2>Who</h2></header>${conditions(work, name, work.part("audiences", name), set, "audiences")}</section>
      <section class="panel" aria-label="Name"><header><h2>Name</h2></header>${field("The name, by which rules and reasons call it", title)}</section></fieldset>
    <section class="panel used" aria-label="Used in"><header><h2>Used in ${count(found.users.length, "place")}</h2></header>${users(found)}</section>`;
}
