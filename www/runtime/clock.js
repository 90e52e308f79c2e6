// The customer's clock: how far it is ahead of UTC, and when that changes. The module has no table of time zones, and
// every browser has one.

/** @import { Request } from "./index.js" */

const MINUTE = 60_000;
/** No zone changes its offset twice within so many minutes. */
const WEEK = 10_080;

/**
 * The changes that were found last, by zone and year: finding them is dear.
 * @type {{ key?: string, changes?: [number, number][] }}
 */
let known = {};

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
  const key = timezone + year;
  if (known.key !== key) known = { key, changes: changesOf(format, year) };
  const utcOffset = offsetAt(format, Math.floor(now / MINUTE));
  return { utcOffset, offsetChanges: known.changes, device: { ...device, timezone } };
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

/**
 * Answers the offset at a time, both in minutes.
 * @param {Intl.DateTimeFormat} format
 * @param {number} time
 */
function offsetAt(format, time) {
  const [month, day, year, hour, minute] = /** @type {any} */ (format.format(time * MINUTE).match(/\d+/g));
  // Some engines call midnight 24:00.
  return Date.UTC(year, month - 1, day, hour % 24, minute) / MINUTE - time;
}

/**
 * Answers the offset at the beginning of last year, and its changes until the end of the next one.
 * @param {Intl.DateTimeFormat} format
 * @param {number} year
 */
function changesOf(format, year) {
  let low = Date.UTC(year - 1, 0) / MINUTE;
  let before = offsetAt(format, low);
  /** @type {[number, number][]} */
  const found = [[low * MINUTE, before]];
  for (const end = Date.UTC(year + 2, 0) / MINUTE; low < end; low += WEEK) {
    const after = offsetAt(format, low + WEEK);
    if (after === before) continue;
    let [from, to] = [low, low + WEEK];
    while (to - from > 1) {
      const middle = (from + to) >> 1;
      if (offsetAt(format, middle) === before) from = middle;
      else to = middle;
    }
    found.push([to * MINUTE, after]);
    before = after;
  }
  return found;
}
