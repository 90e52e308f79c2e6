// The policies of the environments, and what the app is made of.
import { html, nothing } from "lit-html";

import { send } from "../api.js";
import { field, form, head, options, table } from "../parts/blocks.js";
import { short } from "../parts/words.js";
import tables from "../parts/words.json" with { type: "json" };
import { may, refresh, state, tell } from "../store.js";

async function save(name, { approvals, publisher, authors_approve, warnings_block }) {
  const policy = {
    approvals: Number(approvals),
    publisher,
    authors_approve: Boolean(authors_approve),
    warnings_block: Boolean(warnings_block),
  };
  await send("PUT", `/environments/${name}/policy`, policy);
  tell(`The policy of ${name} holds from now on.`);
  refresh();
}

/** Writes a name at the beginning of a line. */
const capital = (name) => name.charAt(0).toUpperCase() + name.slice(1);

function policy({ name, policy }) {
  const off = !may("owner");
  const tick = (field, words) =>
    html`<label class="tick"><input type="checkbox" name=${field} ?checked=${policy[field]} ?disabled=${off}> ${words}</label>`;
  const fields = html`${field("Approvals", html`<input name="approvals" type="number" min="0" max="5" .value=${String(policy.approvals)} ?disabled=${off} required>`, "people who must approve exactly what is published")}
    ${field("Who publishes", html`<select name="publisher" ?disabled=${off}>${options(tables.publishers, policy.publisher)}</select>`)}
    ${tick("authors_approve", "Authors’ own approvals count")}${tick("warnings_block", "Warnings must be ticked off first")}`;
  const body = off
    ? html`<div class="form">${fields}</div>`
    : form({ label: `Save for ${name}`, main: "", fields, run: (values) => save(name, values) });
  return html`<section class="part"><h2>${capital(name)}</h2>${body}</section>`;
}

function view() {
  const { app } = state;
  const platforms = [
    ["Platform", ({ id }) => html`<code>${id}</code>`],
    ["Store", ({ store }) => store ?? nothing],
    ["Serves", ({ environment }) => environment ?? "a file"],
  ];
  return html`${head("Settings", "What a publication needs, for each environment. A roll-back never needs an approval.")}
    <div class="parts pair">${app.environments.map(policy)}</div>
    <section class="part"><h2>Platforms</h2>${table("Platforms", platforms, app.platforms ?? [])}<p class="quiet">Engine ${short(String(app.engine))}. A new engine looks at everything again before it is published.</p></section>`;
}

export default { label: "Settings", key: "s", view };
