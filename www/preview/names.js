// Names before ids: what a document calls its rules, segments and paywalls. The id is the tooltip, and a click copies it.
import { element } from "./report.js";

const MADE = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Makes the names of a document, as the module describes it. Each answers the element to show. */
export function namesOf({ campaigns, paywalls }) {
  const rules = new Map(campaigns.map((campaign) => [campaign.rule, campaign]));
  const shown = new Map(paywalls.map((paywall) => [paywall.id, paywall.name]));
  return {
    rule: (id) => named(rules.get(id)?.name || id, id),
    paywall: (id) => named(shown.get(id) || id, id),
    segment: (rule, id) => named(segment(rules.get(rule)?.segments ?? [], id), id),
  };
}

/** Names a segment by the id that somebody chose, or else by its place. */
function segment(segments, id) {
  const place = segments.findIndex((entry) => entry.segment === id);
  return MADE.test(id) && place >= 0 ? `${place + 1}${end(place + 1)} of ${segments.length}` : id;
}

function end(number) {
  const last = number % 100;
  if (last > 10 && last < 14) return "th";
  return ["th", "st", "nd", "rd"][number % 10] ?? "th";
}

/** Makes a name that shows its id under the pointer, and copies it when it is pressed. */
function named(name, id) {
  const made = element("button", name, { type: "button", class: "name", title: `${id} (press to copy)` });
  made.addEventListener("click", async (event) => {
    // Inside a summary it must not open or close the details.
    event.preventDefault();
    await navigator.clipboard.writeText(id);
    made.dataset.copied = "";
    setTimeout(() => delete made.dataset.copied, 1000);
  });
  return made;
}
