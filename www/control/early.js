// Asks for what the page of the address needs, while the shell is still on its way: the shell's calls take the answers.
// It stands by itself, so that it is here first.

/** The addresses for those who are not signed in yet. */
const WAYS_IN = ["setup", "invitation", "password", "sign-in"];

/** The pages that read a document. */
const READ = ["", "overview", "paywalls", "campaigns", "shares"];

/** @type {Map<string, Promise<Response>>} */
const asked = new Map();
/** @type {any} */ (globalThis).paywallEarly = asked;

const [, , app = "", page = "", id = ""] = location.pathname.split("/");
const { draft, environment = "production" } = Object.fromEntries(new URLSearchParams(location.search));

/** Asks for a path of the API. Whoever needs it hears of a failure. */
function ask(path) {
  const answer = fetch(`/control/v1${path}`);
  answer.catch(() => {});
  asked.set(path, answer);
  return answer;
}

import("/control/runtime/index.js").then(({ Runtime }) => Runtime.preload()).catch(() => {});
if (page === "campaigns") import("./campaigns/index.js").then(({ prepare }) => prepare()).catch(() => {});
if (page === "paywalls" && id) import("./editor/index.js").then(({ prepare }) => prepare()).catch(() => {});
if (!WAYS_IN.includes(app)) ask("/me");
if (app && !WAYS_IN.includes(app)) {
  const of = `/apps/${app}`;
  const known = ask(of).then(follow);
  known.catch(() => {});
  asked.set(of, known);
  ask(`${of}/drafts`);
  ask(`${of}/names`);
  if (draft && READ.includes(page)) ask(`${of}/drafts/${encodeURIComponent(draft)}/document`);
}

/** Asks for what depends on the app: the document that is live in the environment of the address. */
async function follow(answer) {
  if (!answer.ok) return answer;
  const { environments } = await answer.clone().json();
  const named = (name) => environments.find((one) => one.name === name);
  const { name, live } = named(environment) ?? named("production") ?? environments[0] ?? {};
  const of = `/apps/${app}`;
  if (live && !draft && READ.includes(page)) ask(`${of}/revisions/${live.revision}/document`);
  if (page && page !== "overview") return answer;
  ask(`${of}/deployments?environment=${encodeURIComponent(name)}&most=5`);
  ask(`${of}/schedules`);
  ask(`${of}/notices`);
  return answer;
}
