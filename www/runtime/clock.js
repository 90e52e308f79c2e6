// The customer's clock: how far it is ahead of UTC, and when that changes. The module has no table of time zones, and
// every browser has one.

/** @import { Request } from "./index.js" */

const MINUTE = 60_000;
/** No zone changes its offset twice within so many minutes. */
const WEEK = 10_080;

/**
 * The changes that were found last, and of which zone and year: finding them is dear.
 * @type {[number, number][]}
 */
let found;
/** @type {string} */
let foundFor;

/**
 * Answers whether an app says itself what its customer's clock shows.
 * @param {Request} [request]
 */
export function saysClock({ utcOffset, offsetChanges, device } = {}) {
  return (utcOffset ?? offsetChanges ?? device?.timezone) != null;
}

/**
 * Fills a request up with the clock of the zone that it names, else with the page's. A server's own is nobody's.
 * @template {Request} T
 * @param {T} request
 * @returns {T & Request}
 */
export function withClock(request) {
  const { now, utcOffset, offsetChanges, device } = request;
  const zone = device?.timezone;
  if (now == null || (utcOffset ?? offsetChanges) != null || !(zone || globalThis.document)) return request;
  return { ...request, ...clockOf(now, device, zone) };
}

/**
 * Answers the fields of a request that say the clock of a zone; without a zone that is known, of the page's.
 * @param {number} now
 * @param {Request["device"]} device
 * @param {string} [zone]
 */
export function clockOf(now, device, zone) {
  const format = formatOf(zone);
  const timezone = zone ?? format.resolvedOptions().timeZone;
  const year = new Date(now).getUTCFullYear();
  /** @param {number} time in minutes, as what is answered */
  const offset = (time) => {
    const [month, day, year, hour, minute] = /** @type {any} */ (format.format(time * MINUTE).match(/\d+/g));
    // Some engines call midnight 24:00.
    return Date.UTC(year, month - 1, day, hour % 24, minute) / MINUTE - time;
  };
  if (foundFor !== timezone + year) {
    foundFor = timezone + year;
    const [begin, end] = [year - 1, year + 2].map((year) => Date.UTC(year, 0) / MINUTE);
    found = [[begin * MINUTE, offset(begin)]];
    find(begin, end, offset);
  }
  return { utcOffset: offset(Math.floor(now / MINUTE)), offsetChanges: found, device: { ...device, timezone } };
}

/**
 * Finds the changes between two times.
 * @param {number} low
 * @param {number} high
 * @param {(time: number) => number} offset
 */
function find(low, high, offset) {
  const [middle, after] = [(low + high) >> 1, offset(high)];
  if (high - low < WEEK && offset(low) === after) return;
  if (middle === low) {
    found.push([high * MINUTE, after]);
  } else {
    find(low, middle, offset);
    find(middle, high, offset);
  }
}

/**
 * Makes what writes times in a zone; without one that is known, in the page's.
 * @param {string | undefined} timeZone
 * @returns {Intl.DateTimeFormat}
 */
function formatOf(timeZone) {
  try {
    const numeric = "numeric";
    const fields = { year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric };
    return new Intl.DateTimeFormat("en", /** @type {any} */ ({ timeZone, hour12: false, ...fields }));
  } catch {
    return formatOf(undefined);
  }
}
