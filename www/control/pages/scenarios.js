// Questions that come up when people help customers, each answered by the ledger itself: what happens step by step, and who
// has what after it.
import { html, nothing } from "lit-html";

import { href } from "../address.js";
import { tryGet } from "../api.js";
import { empty, head, table } from "../parts/blocks.js";
import { icon } from "../parts/icon.js";
import { moment } from "../parts/words.js";
import { state } from "../store.js";

/** Asks for the questions, or for the answer of the one that the address names. */
export const loadScenarios = async ({ query: { story } }) =>
  story
    ? { played: await tryGet(`/scenarios/${encodeURIComponent(story)}`) }
    : { questions: await tryGet("/scenarios") };

/** Lists the questions. */
export const questions = (all = []) =>
  html`<section class="part"><h2>What happens when…</h2><p class="quiet">Made-up customers, played by the same rules that hold for yours.</p><ul class="plain questions">${all.map(
    ({ name, question }) => html`<li><a href=${href("customers", { story: name })}>${question}</a></li>`,
  )}</ul></section>`;

/** Names somebody as supporters do. */
function who(user) {
  if (user.startsWith("U:")) return `account ${user.slice(2)}`;
  return `${user.startsWith("A") ? "not signed in" : "not known yet"} (${user})`;
}

const then = (at) => moment(at, "medium", "UTC");
/** Shortens the times in a text. */
const plain = (text) => text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (at) => then(at)).replaceAll("_", " ");
const listed = (items) => items.map(plain).join(", ") || "–";

const COLUMNS = [
  ["Who", ({ user }) => who(user)],
  ["Devices", ({ devices }) => listed(devices)],
  ["Purchases", ({ owns }) => listed(owns)],
  ["May use", ({ entitlements }) => listed(entitlements)],
  ["And", ({ journey }) => listed(journey)],
];

/** Whether there is something to say of somebody. */
const hasAny = ({ devices, owns, entitlements, journey }) =>
  [devices, owns, entitlements, journey].some((list) => list.length);

const moved = ({ purchase, from, to, why, announced }) =>
  html`<small>${purchase} goes from ${who(from)} to ${who(to)}${announced ? "" : ", and nobody is told"}: ${plain(why)}</small>`;

function step({ at, told, note, moves, remarks }, index, chosen) {
  const words = html`<p><a href=${href("customers", { story: state.at.query.story, step: `${index + 1}` })} aria-current=${index === chosen ? "step" : nothing}>${told}</a>${note ? html`<small>${note}</small>` : nothing}${moves.map(moved)}${remarks.map((one) => html`<small>${plain(one)}</small>`)}<small>${then(at)}</small></p>`;
  return html`<li>${icon(moves.length ? "review" : "clock")}${words}</li>`;
}

/** Shows the answer to a question. */
export function played(answer) {
  const back = html`<a class="button" href=${href("customers")}>All questions</a>`;
  if (!answer)
    return html`${head("Customers", nothing, back)}${empty("There is no such question", "The address may be of another version.")}`;
  const { steps } = answer.report;
  const chosen = Math.min(Math.max(Number(state.at.query.step ?? steps.length), 1), steps.length) - 1;
  return html`${head(answer.question, "Made-up customers, played by the same rules that hold for yours.", back)}
    <div class="parts"><ol class="stories large">${steps.map((one, index) => step(one, index, chosen))}</ol>
      <section class="part"><h2>After step ${chosen + 1}</h2>${table(`After step ${chosen + 1}`, COLUMNS, steps[chosen].users.filter(hasAny))}</section></div>`;
}
