// The preview page: a form says what to show and to whom; the live frame, the server's snapshot, their comparison
// and the reasons follow it. The address keeps the form, so a view can be shared.
import { Runtime } from "/dist/index.js";
import { compare } from "./agreement.js";
import { exampleDetails } from "./example.js";
import { JOURNEY, SCREENS, fromHash, read, toHash, toRequest, write, zoneProblem, zones } from "./controls.js";
import { namesOf } from "./names.js";
import { addEvent, element, showWarnings, showWhy } from "./report.js";
import { Stage } from "./stage.js";
import { showTrace } from "./trace.js";

const $ = (id) => document.getElementById(id);
/** @type {HTMLFormElement & { elements: Record<string, any> }} */
const form = /** @type {any} */ ($("view"));
const live = new Stage($("live"));
const snapshot = new Stage($("snapshot"));
let runtime, offered, campaigns, defaults, request;
/** Numbers of the newest launch and the newest comparison; answers to older ones are dropped. */
let launches = 0;
let comparisons = 0;
const refreshSoon = soon(refresh);
const followSoon = soon((now, launch) => {
  // What was tapped before another launch is over, and must not take its place.
  if (launch === launches) follow(now);
});

async function start() {
  const [document, details] = await Promise.all([
    fetch("/api/document").then((r) => r.arrayBuffer()),
    productDetails(),
  ]);
  runtime = await Runtime.load(new Uint8Array(document), { locales: ["mul"] });
  fill(runtime.document, details.length ? details : exampleDetails(runtime.document.products));
  followShow();
  showWarnings($("warnings"), $("warningCount"), runtime.warnings);
  defaults = read(form);
  restore();
  form.addEventListener("input", (event) => {
    busy(true);
    adapt(/** @type {HTMLInputElement} */ (event.target));
    refreshSoon();
  });
  addEventListener("hashchange", restore);
  $("copy").addEventListener("click", () => navigator.clipboard.writeText(location.href));
  $("reset").addEventListener("click", () => {
    location.hash = "";
  });
  $("newUser").addEventListener("click", () => {
    form.elements.user.value = crypto.randomUUID();
    refresh();
  });
}

/** Asks for the details that the server was started with; none is an empty list. */
async function productDetails() {
  const response = await fetch("/api/products");
  return response.ok ? response.json() : [];
}

/** Puts the document's offer into the pickers. */
function fill(offer, products) {
  offered = offer;
  campaigns = Object.fromEntries(offer.campaigns.map((campaign) => [campaign.rule, campaign]));
  const named = ({ type, value, name }) => (type === "default" ? `${name} (default)` : `${name}: ${value}`);
  form.elements.show.append(
    element(
      "optgroup",
      offer.campaigns.map((c) => element("option", named(c), { value: `rule:${c.rule}` })),
      { label: "Campaigns" },
    ),
    element(
      "optgroup",
      offer.paywalls.map((p) => element("option", p.name, { value: `paywall:${p.id}` })),
      { label: "Paywalls" },
    ),
  );
  $("journey").append(
    ...Object.entries(JOURNEY).map(([flag, label]) =>
      element("label", [element("input", [], { type: "checkbox", name: "journey", value: flag }), label]),
    ),
  );
  const entitlements = new Set(
    offer.products
      .flatMap((product) => product.entitlements ?? [])
      .map((entitlement) => entitlement.entitlement_ref_id),
  );
  $("entitlements").append(...[...entitlements].map((value) => element("option", [], { value })));
  $("zones").append(...zones().map((value) => element("option", [], { value })));
  form.elements.products.value = JSON.stringify(products, null, 1);
  offerScreens();
}

function offerScreens() {
  const { screen, form: factor, width, height } = form.elements;
  screen.replaceChildren(
    ...SCREENS[factor.value].map((size) => element("option", size.replace("x", " × "), { value: size })),
    element("option", "Custom", { value: "" }),
  );
  screen.value = SCREENS[factor.value].find((size) => size === `${width.value}x${height.value}`) ?? "";
}

/** Keeps the controls in step with the one that was changed. */
function adapt({ name, value }) {
  if (name === "show") followShow();
  if (name === "form") resize(SCREENS[value][0]);
  if (name === "screen" && value) resize(value);
  if (["form", "width", "height"].includes(name)) offerScreens();
}

function resize(size) {
  [form.elements.width.value, form.elements.height.value] = size.split("x");
}

/** Moves the choice of the form factor to one that the chosen campaign or paywall is for. */
function followShow() {
  const [kind, id] = form.elements.show.value.split(/:(.*)/);
  const segments = offered.campaigns.flatMap((campaign) =>
    campaign.segments.map((segment) => ({ rule: campaign.rule, ...segment })),
  );
  const factors = segments
    .filter((segment) => segment[kind] === id)
    .flatMap((segment) => segment.formFactors)
    .filter((factor) => SCREENS[factor]);
  if (!factors.length || factors.includes(form.elements.form.value)) return;
  form.elements.form.value = factors[0];
  resize(SCREENS[factors[0]][0]);
  offerScreens();
}

function restore() {
  write(form, { ...defaults, ...fromHash(location.hash) });
  offerScreens();
  refresh();
}

/** Says that what is on show is about to be out of date. */
function busy(yes) {
  $("agreement").toggleAttribute("data-busy", yes);
}

/** Answers a function that does `task` once the calls to it have paused. */
function soon(task) {
  let timer;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(task, 150, ...args);
  };
}

/** Shows what the form says, from the start. */
function refresh() {
  const values = read(form);
  const hash = toHash(values, defaults);
  history.replaceState(null, "", `${location.pathname}${location.search}${hash && `#${hash}`}`);
  $("productsProblem").textContent = "";
  $("zoneProblem").textContent = zoneProblem(values.zone);
  try {
    request = toRequest(values, campaigns);
  } catch (problem) {
    busy(false);
    $("productsProblem").textContent = `Product details are not JSON: ${problem.message}`;
    /** @type {HTMLDetailsElement} */ (form.querySelector(".group")).open = true;
    return;
  }
  launches += 1;
  const { width, height } = request.device;
  for (const stage of [live, snapshot]) stage.resize(width, height);
  $("events").replaceChildren();
  $("eventCount").textContent = "0";
  launchLive();
  follow(request);
}

function launchLive() {
  if (request) live.window.postMessage({ type: "launch", request, number: launches }, location.origin);
}

/** Compares and takes a snapshot of what is shown now: `now` is the request with the state reached by tapping. */
async function follow(now) {
  comparisons += 1;
  const number = comparisons;
  const { answer, agree, text } = await compare(runtime, now).catch((error) => ({
    answer: {},
    agree: false,
    text: String(error),
  }));
  if (number !== comparisons) return;
  explain(now);
  busy(false);
  $("agreement").textContent = text;
  $("agreement").dataset.agree = agree ? "yes" : "no";
  snapshot.fail(answer.error);
  if (answer.error) $("why").replaceChildren(element("dt", "Nothing"), element("dd", answer.error.message));
  if (!answer.ok) return;
  showWhy($("why"), $("decision"), answer.ok, now, namesOf(offered));
  showWarnings($("warnings"), $("warningCount"), [...runtime.warnings, ...(answer.warnings ?? [])]);
  snapshot.open("/snapshot", { request: JSON.stringify(now) });
}

/** Shows why each rule of the placement was shown or not; a paywall that was picked itself has no reasons. */
function explain({ paywall, ...now }) {
  showTrace(
    $("trace"),
    paywall ? undefined : JSON.parse(runtime.answer("decide", { ...now, trace: true })),
    namesOf(offered),
  );
}

addEventListener("message", ({ data, origin, source }) => {
  if (origin !== location.origin || source !== live.window) return;
  if (data.type === "ready") launchLive();
  if (data.number !== launches) return;
  if (data.type === "shown") live.fail(null);
  if (data.type === "failed") live.fail(data.error);
  if (data.type === "event") {
    addEvent($("events"), $("eventCount"), data.event);
    busy(true);
    followSoon({ ...request, state: data.state }, launches);
  }
});

start().catch((error) => {
  $("agreement").textContent = `Could not start: ${error.message}`;
  $("agreement").dataset.agree = "no";
});
