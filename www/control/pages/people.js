// The people of the app and the tokens of its programs.
import { html, nothing } from "lit-html";

import { change, send, tryGet } from "../api.js";
import { deed, empty, field, head, opens, options, table } from "../parts/blocks.js";
import { keep, once } from "../parts/once.js";
import { ago, person } from "../parts/words.js";
import tables from "../parts/words.json" with { type: "json" };
import { may, state } from "../store.js";

const DAY = 864e5;

async function load() {
  const [people, tokens] = await Promise.all([tryGet("/people"), tryGet("/tokens", [])]);
  return { people, tokens };
}

const called = (hint = "") => field("Name", html`<input name="name" required maxlength="100">`, hint);
const role = (usual) => field("Role", html`<select name="role">${options(tables.roles, usual)}</select>`);

function inviting() {
  const fields = html`${field("Email", html`<input name="email" type="email" required>`)}${called()}${role("editor")}`;
  const run = async (values) => {
    const { link } = await send("POST", "/people", values);
    keep("The invitation.", "Send this link; it works once.", new URL(link, location.origin).href);
  };
  return deed("new", "Invite somebody", { label: "Make the invitation", fields, run });
}

function tokenForm() {
  const days = html`<input name="days" type="number" min="1" max="365" value="90" required>`;
  const fields = html`${called("of the program that will have it")}${role("viewer")}${field("Days", days)}`;
  const run = async ({ name, role, days }) => {
    const { secret } = await send("POST", "/tokens", { name, role, until: Date.now() + Number(days) * DAY });
    keep("The token.", "It is shown this once.", secret);
  };
  return deed("new", "New token", { label: "Make the token", fields, run });
}

/** Shows the button that takes something away for good, after a question. */
const ends = (label, question, path, words) =>
  html`<button type="button" @click=${() => confirm(question) && change("DELETE", path, undefined, words)}>${label}</button>`;

const peopleColumns = [
  ["Person", ({ name, email }) => html`${person(name || email)} <small>${email}</small>`],
  [
    "Role",
    ({ id, role, until }) =>
      until
        ? html`${role} <small>invited</small>`
        : html`<select aria-label="Role" @change=${(event) => change("PUT", `/people/${id}`, { role: event.target.value }, "The role is changed.")}>${options(tables.roles, role)}</select>`,
  ],
  ["", ({ id, name }) => ends("Remove", `Take ${name} out of this app?`, `/people/${id}`, "They are out.")],
];

const tokenColumns = [
  ["Token", ({ name }) => name],
  ["Role", ({ role }) => role],
  ["Last used", ({ used }) => (used ? ago(used) : "never")],
  ["Ends", ({ until }) => ago(until)],
  [
    "",
    ({ name }) =>
      ends("Revoke", `Revoke the token “${name}”?`, `/tokens/${encodeURIComponent(name)}`, "The token is revoked."),
  ],
];

function view({ people, tokens }) {
  if (!people)
    return html`${head("People")}${empty("Owners look after people", "Your role does not show who else is here.")}`;
  const isOwner = may("owner");
  const invite = isOwner ? opens("Invite somebody", { new: "person" }, "primary") : nothing;
  return html`${head("People and tokens", "Who may do what in this app.", invite)}
    ${once()}
    ${table("People", peopleColumns, people)}
    <header class="head small"><h2>Tokens</h2>${isOwner ? opens("New token", { new: "token" }) : nothing}</header>
    ${tokens.length ? table("Tokens", tokenColumns, tokens) : html`<p class="quiet">No program has a token. CI and the command line need one.</p>`}
    ${{ person: inviting, token: tokenForm }[state.at.query.new]?.() ?? nothing}`;
}

export default { label: "People and tokens", key: "u", load, view };
