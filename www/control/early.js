// Asks for what the page of the address needs, while the shell is still on its way: the shell's calls take the answers.
// It stands in the page itself, so that it runs before any file of it has come.

import { campaignsOf, WAYS_IN } from "./paths.js";

/** The pages that read a document, those that list what it holds, and those that draw paywalls at once. */
const READ = ["overview", "paywalls", "campaigns"];
const LIST = ["overview", "paywalls", "shares"];
const DRAW = ["overview", "paywalls", "review"];

/**
 * The module in its two parts: its script would ask for them one after the other. Its languages wait for a document,
 * and browsers warn of what was fetched early and is not used soon.
 */
const MODULE = ["paywall_first.wasm", "paywall_rest.wasm"].map((name) => `/control/runtime/${name}`);

/** @type {Map<string, Promise<Response>>} */
const asked = new Map();
/** @type {any} */ (globalThis).paywallEarly = asked;

const [, , app = "", at = "", id = ""] = location.pathname.split("/");
const page = at || "overview";
const { draft, environment = "production", ...rest } = Object.fromEntries(new URLSearchParams(location.search));
const of = `/apps/${app}`;
const live = `${of}/deployments?environment=${encodeURIComponent(environment)}`;

/** What pages ask for as soon as they are opened, where the address says nothing more. */
const ALSO = {
  overview: [`${live}&most=5`, `${of}/schedules`, `${of}/notices`],
  deployments: [`${live}&most=100`],
  experiments: [`${of}/experiments?most=200`],
  audit: [`${of}/audit?most=100`],
  shares: [`${of}/shares`],
};

/** Asks for an address. Whoever needs it hears of a failure. */
function ask(path, address = `/control/v1${path}`) {
  const answer = fetch(address);
  answer.catch(() => {});
  asked.set(path, answer);
  return answer;
}

/** Has the browser fetch files that scripts ask for later. */
function hint(files, fields) {
  const link = (href) => Object.assign(document.createElement("link"), { ...fields, href });
  document.head.append(...files.map(link));
}

/** Fetches a late part of the page: its modules, which would ask for each other one after the other, and its model. */
function bring({ modules, model }) {
  hint(modules, { rel: "modulepreload" });
  if (model) ask(model, model);
}

/** Asks for what depends on the app: the document that is live in the environment of the address. */
async function follow(answer) {
  if (!answer.ok) return answer;
  const { environments } = await answer.clone().json();
  const named = (name) => environments.find((one) => one.name === name);
  const { live } = named(environment) ?? named("production") ?? environments[0] ?? {};
  if (draft || !live) return answer;
  // The list has them before the document is read.
  if (page === "campaigns" && !id) ask(of + campaignsOf(live.revision));
  if (LIST.includes(page)) ask(`${of}/revisions/${live.revision}/overview`);
  if (READ.includes(page)) ask(`${of}/revisions/${live.revision}/document`);
  return answer;
}

if (!WAYS_IN.includes(app)) ask("/me");
if (app && !WAYS_IN.includes(app)) {
  const known = ask(of).then(follow);
  known.catch(() => {});
  asked.set(of, known);
  ask(`${of}/drafts`);
  ask(`${of}/names`);
  if (draft && LIST.includes(page)) ask(`${of}/revisions/draft:${encodeURIComponent(draft)}/overview`);
  if (draft && READ.includes(page)) ask(`${of}/drafts/${encodeURIComponent(draft)}/document`);
  if (!id && !Object.keys(rest).length) ALSO[page]?.forEach((path) => ask(path));
  const late = JSON.parse(document.getElementById("late")?.textContent ?? "{}");
  if (page === "campaigns") bring(late.campaigns);
  if (page === "paywalls" && id) bring(late.editor);
  if (id || DRAW.includes(page)) {
    hint(MODULE, { rel: "preload", as: "fetch", crossOrigin: "anonymous" });
    import("/control/runtime/index.js").then(({ Runtime }) => Runtime.preload()).catch(() => {});
  }
}
