// The customer's clock: how far it is ahead of UTC, and when that changes. The module has no table of time zones, and
// every browser has one.

/** @import { Request } from "./index.js" */

const MINUTE = 60_000;
/**
 * No zone changes its offset twice within so many minutes, which are 18 days: the least was 20 days, in Egypt's autumn
 * of 2010. Each look at an offset takes long.
 */
const CALM = 25_920;

/**
 * What is known of a zone in a year: asking for it is dear.
 * @typedef {object} Known
 * @property {string} key the zone as it was asked for, and the year
 * @property {string} timezone the zone's name
 * @property {Offset} offset
 * @property {[number, number][]} changes
 */

/**
 * Answers the minutes that a zone is ahead of UTC at a time, which is in minutes too.
 * @typedef {(time: number) => number} Offset
 */

/** @type {Known | undefined} */
let known;

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
  const year = new Date(now).getUTCFullYear();
  const key = `${zone} ${year}`;
  if (!known || known.key !== key || isOver(known)) known = learn(key, zone, year);
  const { offset, changes, timezone } = known;
  return { utcOffset: offset(Math.floor(now / MINUTE)), offsetChanges: changes, device: { ...device, timezone } };
}

/**
 * Answers whether the page has moved to another zone.
 * @param {Known} known
 */
function isOver({ offset, changes }) {
  return offset === pageOffset && changes.some(([from, minutes]) => offset(from / MINUTE) !== minutes);
}

/**
 * Asks for the offsets of a zone around a year.
 * @param {string} key
 * @param {string | undefined} zone
 * @param {number} year
 * @returns {Known}
 */
function learn(key, zone, year) {
  const offset = (zone && offsetIn(zone)) || pageOffset;
  const [begin, end] = [year - 1, year + 2].map((year) => Date.UTC(year, 0) / MINUTE);
  /** @type {[number, number][]} */
  const changes = [[begin * MINUTE, offset(begin)]];
  find(begin, end, offset, changes);
  return { key, offset, changes, timezone: zone ?? pageZone() };
}

/**
 * Finds the changes between two times.
 * @param {number} low
 * @param {number} high
 * @param {Offset} offset
 * @param {[number, number][]} changes
 */
function find(low, high, offset, changes) {
  const [middle, after] = [(low + high) >> 1, offset(high)];
  if (high - low < CALM && offset(low) === after) return;
  if (middle === low) {
    changes.push([high * MINUTE, after]);
  } else {
    find(low, middle, offset, changes);
    find(middle, high, offset, changes);
  }
}

/** Names the page's zone. A format of dates knows it in every browser, but making the first one takes long. */
function pageZone() {
  const { Temporal } = /** @type {any} */ (globalThis);
  return Temporal ? Temporal.Now.timeZoneId() : Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** @type {Offset} */
const pageOffset = (time) => 0 - new Date(time * MINUTE).getTimezoneOffset();

/**
 * Makes what answers the offsets of a zone, if the browser knows it.
 * @param {string} timeZone
 * @returns {Offset | undefined}
 */
function offsetIn(timeZone) {
  try {
    const numeric = "numeric";
    const fields = { year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric };
    const format = new Intl.DateTimeFormat("en", /** @type {any} */ ({ timeZone, hour12: false, ...fields }));
    return (time) => {
      const [month, day, year, hour, minute] = /** @type {any} */ (format.format(time * MINUTE).match(/\d+/g));
      // Some engines call midnight 24:00.
      return Date.UTC(year, month - 1, day, hour % 24, minute) / MINUTE - time;
    };
  } catch {}
}
