// Countdowns: the numbers that are left, and the moment when nothing is.

/** @import { Life } from "./live.js" */

/**
 * The ends of countdowns that survive an unmounting, by paywall and countdown.
 * @type {Map<unknown, number>}
 */
const shared = new Map();

/**
 * Lets countdowns count. The answer is to be called after every change of the page.
 * @param {Life} life
 * @param {string} name the paywall's
 * @param {number} ahead milliseconds that the customer's time is ahead of the page's
 */
export function timers({ root, on, tell, ends }, name, ahead) {
  /**
   * The ends of countdowns that begin again with every mounting, by countdown.
   * @type {Map<unknown, number>}
   */
  const own = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let clock;
  /** @param {HTMLElement} timer */
  const endOf = (timer) => {
    const { until, seconds, again, timer: tap } = timer.dataset;
    if (until) return +until - ahead;
    const [map, key] = again === undefined ? [shared, `${name}/${tap}`] : [own, timer];
    if (!map.has(key)) map.set(key, Date.now() + Number(seconds) * 1000);
    return /** @type {number} */ (map.get(key));
  };
  const count = () => {
    let next = 1e9;
    for (const timer of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-timer]"))) {
      const left = endOf(timer) - Date.now();
      if (left <= 0) {
        tell(/** @type {string} */ (timer.dataset.timer), "over");
        continue;
      }
      const isSeen = !root.ownerDocument.hidden && (timer.checkVisibility?.() ?? true);
      if (isSeen) write(timer, Math.ceil(left / 1000));
      next = Math.min(next, isSeen ? (left % 1000) + 1 : left);
    }
    clearTimeout(clock);
    if (next < 1e9) clock = setTimeout(count, next);
  };
  on(root.ownerDocument, "visibilitychange", count);
  ends.push(() => clearTimeout(clock));
  return count;
}

/**
 * Writes the seconds that are left, in units from the largest to the smallest; what is left below it is dropped. A
 * number that says within which larger unit it is may stand anywhere.
 * @param {HTMLElement} timer
 * @param {number} left
 */
function write(timer, left) {
  let rest = left;
  for (const number of /** @type {NodeListOf<HTMLElement>} */ (timer.querySelectorAll("[data-unit]"))) {
    // The numbers of a countdown within this one are its own.
    if (number.closest("[data-timer]") !== timer) continue;
    const { within, digits = timer.dataset.pad === undefined ? 1 : 2 } = number.dataset;
    const unit = Number(number.dataset.unit);
    const whole = within === undefined ? rest : left % (+within || Infinity);
    const text = `${Math.floor(whole / unit)}`.padStart(+digits, "0");
    if (within === undefined) rest %= unit;
    const node = /** @type {Text} */ (number.firstChild);
    if (node.data !== text) node.data = text;
  }
}
