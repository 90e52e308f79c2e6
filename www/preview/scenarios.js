// The tab that steps through the shipped scenarios: what happens, who has what afterwards, and what changed.
// The address keeps the scenario and the step (`?scenario=…&step=…`), beside what the other tab keeps after `#`.
import { element } from "./report.js";
import { tabs } from "./tabs.js";

const $ = (id) => document.getElementById(id);
/** @type {HTMLFormElement & { elements: Record<string, any> }} */
const form = /** @type {any} */ ($("story"));
const tab = $("scenariosTab");
/** The chosen scenario as the server played it. */
let report;
/** The index of the step that is shown. */
let at = 0;
/** The newest choice; answers to older ones are dropped. */
let choices = 0;
let listed;

const choose = tabs($("tabs"), async (panel) => {
  const mine = panel.id === "scenariosPanel";
  document.body.dataset.tab = mine ? "scenarios" : "paywall";
  if (!mine) return keep({});
  await (listed ??= list()).catch(fail);
  if (!report) await play(form.elements.scenario.value);
  else keep({ scenario: form.elements.scenario.value, step: at + 1 });
});

/** Fills the picker: the documented scenarios, the harder ones, and those beside them. */
async function list() {
  const names = await answer("/api/scenarios");
  const groups = [
    ["Documented", /^s\d/],
    ["Harder", /^x\d/],
    ["Others", /^(?![sx]\d)/],
  ];
  const options = (kind) =>
    names.filter((name) => kind.test(name)).map((value) => element("option", title(value), { value }));
  form.elements.scenario.append(...groups.map(([label, kind]) => element("optgroup", options(kind), { label })));
}

/** Makes a name readable: `s1a-promotion-then-login` becomes `S1a: promotion then login`. */
function title(name) {
  const [, number, words] = /^([sx]\d+[a-z]?-)?(.*)$/.exec(name);
  const said = words.replaceAll("-", " ");
  return number
    ? `${number[0].toUpperCase()}${number.slice(1, -1)}: ${said}`
    : `${said[0].toUpperCase()}${said.slice(1)}`;
}

/** Plays a scenario, and shows one of its steps, from 1. */
async function play(name, step = 1) {
  choices += 1;
  const choice = choices;
  try {
    const played = await answer(`/api/scenarios/${encodeURIComponent(name)}`);
    if (choice !== choices) return;
    report = played;
  } catch (problem) {
    return fail(problem);
  }
  $("steps").replaceChildren(
    ...report.steps.map((one, index) => element("li", element("button", one.what, { type: "button", value: index }))),
  );
  show(step - 1);
}

async function answer(path) {
  const response = await fetch(path);
  const body = await response.json();
  if (!response.ok) throw new Error(body.error.message);
  return body;
}

function fail(problem) {
  $("told").replaceChildren(element("p", `Could not play it: ${problem.message}`, { class: "problem" }));
}

/** Shows a step, from 0; beyond the ends, the first or the last. */
function show(index) {
  const last = report.steps.length - 1;
  at = Math.min(Math.max(index || 0, 0), last);
  const step = report.steps[at];
  const before = report.steps[at - 1]?.users ?? [];
  $("place").textContent = `${at + 1} of ${report.steps.length}, ${time(step.at)}`;
  $("told").replaceChildren(...told(step), ...(at === last ? [verdict()] : []));
  $("users").replaceChildren(...users(step.users, before));
  $("owners").replaceChildren(...owners(step.users, before));
  for (const [button, end] of Object.entries({ earlier: 0, later: last })) {
    $(button).setAttribute("aria-disabled", `${at === end}`);
  }
  for (const button of $("steps").querySelectorAll("button")) {
    if (Number(button.value) === at) button.setAttribute("aria-current", "step");
    else button.removeAttribute("aria-current");
  }
  $("steps").querySelector("[aria-current]").scrollIntoView({ block: "nearest" });
  keep({ scenario: form.elements.scenario.value, step: at + 1 });
}

/** Tells what happened, and what came of it. It is read out as a whole: its place is a live region. */
function told({ what, note, moves, remarks, events }) {
  const came = [
    ...moves.map(({ purchase, from, to, cause, why, announced }) => [
      element("b", announced ? "Transferred " : "Moved silently "),
      `${purchase}: ${from} → ${to} `,
      element("code", cause),
      element("span", ` ${brief(why)}`, { class: "quiet" }),
    ]),
    ...remarks.map((remark) => [brief(remark)]),
    ...events.map((event) => ["Event ", element("code", event)]),
  ];
  return [
    element("p", what, { class: "what" }),
    ...(note ? [element("p", note, { class: "quiet" })] : []),
    element(
      "ul",
      came.length
        ? came.map((line) => element("li", line))
        : [element("li", "Nothing is announced.", { class: "quiet" })],
    ),
  ];
}

/** Says whether the scenario ends as its file says it must. */
function verdict() {
  const { failures, held } = report;
  if (!failures.length) return element("p", `As expected: ${held} checks hold.`, { class: "yes" });
  return element("p", `Not as expected: ${failures.join("; ")}`, { class: "no" });
}

function users(now, before) {
  return now.map((user) => {
    const was = before.find((one) => one.user === user.user);
    const lists = ["devices", "owns", "entitlements", "journey"].map((name) =>
      element("td", changes(user[name], was?.[name] ?? [])),
    );
    return element("tr", [element("th", was ? user.user : element("ins", user.user), { scope: "row" }), ...lists]);
  });
}

function owners(now, before) {
  const was = new Map(owned(before));
  const rows = owned(now).map(([purchase, owner]) => {
    const old = was.get(purchase);
    const cell = changes([owner], old ? [old] : []);
    return element("tr", [
      element("th", old ? purchase : element("ins", purchase), { scope: "row" }),
      element("td", cell),
    ]);
  });
  return rows.length ? rows : [element("tr", element("td", "None is known yet.", { colspan: 2, class: "quiet" }))];
}

/** Lists purchases with their owners. A user's purchases are written as `C (active)`. */
function owned(users) {
  return users.flatMap(({ user, owns }) => owns.map((own) => [own.slice(0, own.lastIndexOf(" (")), user]));
}

/** Lists what is there, and marks what is new and what is gone. */
function changes(now, before) {
  const gone = before.filter((item) => !now.includes(item)).map((item) => element("del", brief(item)));
  const here = now.map((item) => element(before.includes(item) ? "span" : "ins", brief(item)));
  const all = [...gone, ...here];
  return all.length ? all : element("span", "–", { class: "quiet" });
}

/** Shortens points in time inside a text by what is the same in all. */
function brief(text) {
  return text.replace(/(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:00)?(:\d\d)?(\.\d+)?Z/g, "$1 $2$4");
}

function time(millis) {
  return brief(new Date(millis).toISOString().replace(/\.\d+Z$/, "Z"));
}

/** Puts the scenario and the step into the address, or takes them out of it. */
function keep(/** @type {{ scenario?: string, step?: number }} */ { scenario, step }) {
  const url = new URL(location.href);
  url.search = scenario ? new URLSearchParams({ scenario, step: `${step}` }).toString() : "";
  history.replaceState(null, "", url);
}

form.addEventListener("submit", (event) => event.preventDefault());
form.elements.scenario.addEventListener("change", ({ target }) => play(target.value));
$("earlier").addEventListener("click", () => report && show(at - 1));
$("later").addEventListener("click", () => report && show(at + 1));
$("steps").addEventListener("click", ({ target }) => {
  const { value } = /** @type {HTMLButtonElement} */ (target);
  if (value) show(Number(value));
});
document.addEventListener("keydown", (event) => {
  const target = /** @type {Element} */ (event.target);
  const elsewhere = $("scenariosPanel").hidden || target.closest("select, input, [role=tablist]");
  if (!report || elsewhere || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: Infinity }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  show(to);
});

const asked = new URLSearchParams(location.search);
if (asked.has("scenario")) {
  listed = list();
  await listed.catch(fail);
  form.elements.scenario.value = asked.get("scenario");
  if (form.elements.scenario.selectedIndex < 0) form.elements.scenario.selectedIndex = 0;
  await play(form.elements.scenario.value, Number(asked.get("step")));
  choose(tab);
}
