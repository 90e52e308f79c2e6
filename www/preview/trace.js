// A decision's trace as a tree: a branch a rule, with the reason why it was chosen or not, and its conditions inside.
import { namesOf } from "./names.js";
import { element } from "./report.js";

const REASONS = {
  matched: "shown",
  held_out: "the customer is held out: nothing is shown",
  invalid: "cannot be read",
  disabled: "switched off",
  not_started: "has not begun",
  ended: "is over",
  outside_window: "outside its hours",
  conditions: "its conditions do not hold",
  prerequisite: "another rule must have been shown before",
  capped: "shown as often as it may be",
  no_unit: "no id to draw by",
  layer: "in another part of the layer",
  coverage: "not among those the experiment covers",
  blocked_version: "was in a version that is closed",
  qa: "only forced segments take part",
  force: "the forced segment is not one of its own",
  form_factor: "not for this form factor",
  paywall: "its paywall is not in the document",
  unevaluated: "not asked: a rule before it was shown",
};

/** Shows the trace of an answer of `decide` in `place`; nothing without one. `names` are those of the document. */
export function showTrace(place, answer, names = namesOf({ campaigns: [], paywalls: [] })) {
  const trace = answer?.ok?.trace ?? [];
  const asked = trace.filter((rule) => rule.reason !== "placement");
  const others = trace.length - asked.length;
  place.replaceChildren(
    ...asked.map((rule) => branch(rule, names)),
    ...(others ? [element("li", `${others} of other placements`, { class: "quiet" })] : []),
  );
  place.hidden = trace.length === 0;
}

function branch(rule, names) {
  const shown = rule.reason === "matched" || rule.reason === "held_out";
  const line = [
    mark(shown),
    element("b", names.rule(rule.rule)),
    ` ${REASONS[rule.reason] ?? rule.reason} `,
    element("code", rule.reason),
  ];
  const inside = [...facts(rule, names), ...steps(rule.steps ?? [])];
  if (!inside.length) return element("li", line);
  const open = shown || rule.reason !== "unevaluated" ? { open: "" } : {};
  return element("li", element("details", [element("summary", line), element("ul", inside)], open));
}

/** Lists the facts beside the reason: times, caps, the place in an experiment. */
function facts({ rule, reason, steps, ...rest }, names) {
  return Object.entries(rest).map(([name, value]) =>
    element("li", [element("span", `${name} `, { class: "quiet" }), written(name, value, rule, names)]),
  );
}

function written(name, value, rule, names) {
  if (name === "segment" && typeof value === "string") return names.segment(rule, value);
  if (name === "paywall" && typeof value === "string") return names.paywall(value);
  if (["start", "end", "now"].includes(name)) return new Date(value).toISOString();
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Puts the flat list of steps inside one another by their depths. */
function steps(list) {
  const roots = [];
  const open = [];
  for (const step of list) {
    const item = element("li", label(step));
    open.length = step.depth;
    const parent = open.at(-1);
    if (parent) parent.lists.append(item);
    else roots.push(item);
    if (step.group || step.audience) {
      const lists = element("ul", []);
      item.append(lists);
      open[step.depth] = { lists };
    }
  }
  return roots;
}

const TIMES = ["before", "after", "within_last", "older_than", "within_next"];
const GROUPS = { and: "all of", or: "any of", not: "not all of", nor: "none of" };

function label(step) {
  if (step.group) return [mark(step.result), GROUPS[step.group] ?? step.group];
  if (step.audience) return [mark(step.result), "audience ", element("b", step.audience)];
  const expected = step.expected === null ? "" : ` ${JSON.stringify(step.expected)}`;
  return [
    mark(step.result),
    `${step.identifier} ${step.operator}${expected}`,
    element("span", `, is ${actual(step)}`, { class: "quiet" }),
    ...(step.id ? [` (${step.id})`] : []),
  ];
}

function actual(step) {
  if (step.redacted) return "hidden";
  if (step.notLoaded) return "not known yet";
  if (step.notADate) return `${JSON.stringify(step.actual)}, which is no date`;
  if (typeof step.actual === "number" && TIMES.includes(step.operator)) {
    // As the module reads them: numbers below 10^11 are seconds.
    return new Date(step.actual * (Math.abs(step.actual) < 1e11 ? 1000 : 1)).toISOString();
  }
  return step.actual === null ? "missing" : JSON.stringify(step.actual);
}

function mark(holds) {
  return element("span", holds ? "✓ " : "✗ ", {
    class: holds ? "yes" : "no",
    role: "img",
    "aria-label": holds ? "yes" : "no",
  });
}
