// The people of the app and the tokens of its programs.
import { html, nothing } from "lit-html";

import { setQuery } from "../address.js";
import { send, tryGet } from "../api.js";
import { empty, field, form, head, options, sheet, table } from "../parts/blocks.js";
import { keep, once } from "../parts/once.js";
import { ago, person } from "../parts/words.js";
import { may, refresh, state, tell } from "../store.js";

const DAY = 864e5;

const ROLES = {
  support: "support: looks customers up",
  viewer: "viewer: sees all, comments",
  editor: "editor: changes drafts",
  publisher: "publisher: publishes and rolls back",
  owner: "owner: people, tokens, policies",
};

async function load() {
  const [people, tokens] = await Promise.all([tryGet("/people"), tryGet("/tokens")]);
  return { people: people ?? [], tokens: tokens ?? [], mayNot: !people };
}

async function act(task, words) {
  try {
    await task();
    tell(words);
  } catch (error) {
    tell(error.message);
  }
  refresh();
}

const inviting = () =>
  sheet(
    "new",
    "Invite somebody",
    form({
      label: "Make the invitation",
      fields: html`${field("Email", html`<input name="email" type="email" required>`)}${field("Name", html`<input name="name" required maxlength="100">`)}${field("Role", html`<select name="role">${options(ROLES, "editor")}</select>`)}`,
      run: async (values) => {
        const { link } = await send("POST", "/people", values);
        setQuery({ new: null });
        keep("The invitation.", "Send this link; it works once.", new URL(link, location.origin).href);
        refresh();
      },
    }),
  );

const tokenForm = () =>
  sheet(
    "new",
    "New token",
    form({
      label: "Make the token",
      fields: html`${field("Name", html`<input name="name" required maxlength="100">`, "of the program that will have it")}${field("Role", html`<select name="role">${options(ROLES, "viewer")}</select>`)}${field("Days", html`<input name="days" type="number" min="1" max="365" value="90" required>`)}`,
      run: async ({ name, role, days }) => {
        const { secret } = await send("POST", "/tokens", { name, role, until: Date.now() + Number(days) * DAY });
        setQuery({ new: null });
        keep("The token.", "It is shown this once.", secret);
        refresh();
      },
    }),
  );

const peopleColumns = [
  ["Person", ({ name, email }) => html`${person(name || email)} <small>${email}</small>`],
  [
    "Role",
    ({ id, role, until }) =>
      until
        ? html`${role} <small>invited</small>`
        : html`<select aria-label="Role" @change=${(event) => act(() => send("PUT", `/people/${id}`, { role: event.target.value }), "The role is changed.")}>${options(ROLES, role)}</select>`,
  ],
  [
    "",
    ({ id, name }) =>
      html`<button type="button" @click=${() => confirm(`Take ${name} out of this app?`) && act(() => send("DELETE", `/people/${id}`), "They are out.")}>Remove</button>`,
  ],
];

const tokenColumns = [
  ["Token", ({ name }) => name],
  ["Role", ({ role }) => role],
  ["Last used", ({ used }) => (used ? ago(used) : "never")],
  ["Ends", ({ until }) => ago(until)],
  [
    "",
    ({ name }) =>
      html`<button type="button" @click=${() => confirm(`Revoke the token “${name}”?`) && act(() => send("DELETE", `/tokens/${encodeURIComponent(name)}`), "The token is revoked.")}>Revoke</button>`,
  ],
];

function view({ people, tokens, mayNot }) {
  const { query } = state.at;
  if (mayNot)
    return html`${head("People")}${empty("Owners look after people", "Your role does not show who else is here.")}`;
  const open = (what) =>
    html`<button type="button" class=${what === "person" ? "primary" : ""} @click=${() => setQuery({ new: what }, { push: true })}>${what === "person" ? "Invite somebody" : "New token"}</button>`;
  return html`${head("People and tokens", "Who may do what in this app.", may("owner") ? open("person") : nothing)}
    ${once()}
    ${table("People", peopleColumns, people)}
    <header class="head small"><h2>Tokens</h2>${may("owner") ? open("token") : nothing}</header>
    ${tokens.length ? table("Tokens", tokenColumns, tokens) : html`<p class="quiet">No program has a token. CI and the command line need one.</p>`}
    ${query.new === "person" ? inviting() : query.new === "token" ? tokenForm() : nothing}`;
}

export default { label: "People and tokens", key: "u", load, view };
