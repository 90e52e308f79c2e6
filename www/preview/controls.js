// The form, the part of the address that keeps it, and the request it stands for.
import { withClock } from "/dist/index.js";

export const JOURNEY = {
  formerSubscriber: "Former subscriber",
  inTrialPeriod: "In a trial",
  inIntroOfferPeriod: "In an introductory offer",
  isCancelled: "Cancelled, still active",
  inGracePeriod: "In the grace period",
  inAccountHold: "On account hold",
  inPause: "Paused",
};

export const SCREENS = {
  phone: ["390x844", "360x800", "430x932", "844x390"],
  tablet: ["820x1180", "1180x820", "768x1024"],
  desktop: ["1440x900", "1280x720", "1920x1080"],
  television: ["1920x1080", "1280x720", "3840x2160"],
};

/** Reads every named control's value; a list for the ticks that share a name. */
export function read(form) {
  const values = {};
  for (const control of form.elements) {
    if (!control.name || control.name === "screen") continue;
    if (control.type !== "checkbox") values[control.name] = control.value;
    else if (control.name !== "journey") values[control.name] = control.checked ? "yes" : "";
    else values.journey = [values.journey, control.checked ? control.value : ""].filter(Boolean).join(",");
  }
  return values;
}

/** Sets the controls named in `values`. */
export function write(form, values) {
  for (const control of form.elements) {
    if (!(control.name in values)) continue;
    if (control.type !== "checkbox") control.value = values[control.name];
    else if (control.name !== "journey") control.checked = values[control.name] === "yes";
    else control.checked = values.journey.split(",").includes(control.value);
  }
}

/** Writes what differs from the page as it opens, as a part of an address that can be shared. */
export function toHash(values, defaults) {
  const changed = Object.entries(values).filter(([name, value]) => value !== defaults[name]);
  return new URLSearchParams(changed).toString();
}

export function fromHash(hash) {
  return Object.fromEntries(new URLSearchParams(hash.replace(/^#/, "")));
}

/** Makes the request for these values. `campaigns` by rule id. Throws SyntaxError where the products are not JSON. */
export function toRequest(values, campaigns) {
  const user = values.user.trim();
  return {
    ...subject(values, campaigns),
    customer: {
      ...(user && { id: user }),
      loggedIn: values.signedIn === "yes",
      journeyState: Object.fromEntries(split(values.journey).map((flag) => [flag, true])),
      entitlements: split(values.entitlements),
      attributes: pairs(values.attributes),
    },
    locale: values.locale.trim() || "en-US",
    products: JSON.parse(values.products.trim() || "[]"),
    ...moment(values, { formFactor: values.form, width: Number(values.width), height: Number(values.height) }),
  };
}

/** Makes the part of the request that says when it is, by the clock of the zone, and on what device. */
function moment({ zone, now }, facts) {
  const timezone = zone.trim();
  const device = { ...facts, ...(timezone && { timezone }) };
  if (!now) return withClock({ now: Date.now(), device });
  // The time that the clock of the zone shows, as an instant: by the module's own rule of skipped and repeated hours.
  const wall = Date.parse(`${now}Z`);
  const { offsetChanges } = withClock({ now: wall, device });
  let ahead = offsetChanges[0][1];
  for (const [from, minutes] of offsetChanges) {
    if (wall - Math.max(ahead, minutes) * 60_000 < from) break;
    ahead = minutes;
  }
  return withClock({ now: wall - ahead * 60_000, device });
}

/** Lists the zones that the browser knows. */
export function zones() {
  return ["UTC", ...(Intl.supportedValuesOf?.("timeZone") ?? [])];
}

/** Answers what is wrong with a zone, if anything is. */
export function zoneProblem(zone) {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: zone.trim() || undefined });
    return "";
  } catch {
    return `There is no time zone ${zone.trim()}: choose one of the list, such as Pacific/Auckland.`;
  }
}

/** Makes the part of the request that says what is wanted. */
function subject(values, campaigns) {
  const groups = split(values.groups);
  const context = {
    ...(groups.length && { productGroups: groups }),
    ...(values.group.trim() && { currentGroup: values.group.trim() }),
    customAttributes: pairs(values.launchAttributes),
  };
  const [kind, id] = values.show.split(/:(.*)/);
  if (kind === "paywall") return { paywall: id, launch: { context } };
  const { type, value } = campaigns[id] ?? {};
  return { launch: { ...((type === "label" || type === "url") && { [type]: value }), context } };
}

function split(text) {
  return (text ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
}

/** Reads `key=value` lines. `true`, `false` and plain numbers are what they look like. */
function pairs(text) {
  const lines = text
    .split("\n")
    .map((line) => line.split(/=(.*)/s))
    .filter(([key]) => key.trim());
  return Object.fromEntries(lines.map(([key, value = ""]) => [key.trim(), plain(value.trim())]));
}

function plain(text) {
  if (text === "true" || text === "false") return text === "true";
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}
