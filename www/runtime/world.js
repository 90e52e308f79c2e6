// The world around a paywall, as a page knows it: the device and its screen, the safe area, dark mode, the language,
// the clock.

import { clockOf, withClock } from "./clock.js";

/** @import { FormFactor, LaunchOptions, Request } from "./index.js" */
/** @typedef {{ darkMode: boolean, hasNotch: boolean, safeAreaTop: number }} Surroundings */
/** @typedef {Request & { now: number, device: NonNullable<Request["device"]> }} PageRequest */

const dark = globalThis.matchMedia?.("(prefers-color-scheme: dark)");
/** Pixels at the top beyond which there is more than a status bar. */
const NOTCH = 20;
/**
 * The surroundings that a `state` without them stands for.
 * @type {Surroundings}
 */
const USUAL = { darkMode: false, hasNotch: false, safeAreaTop: 0 };

/** The names of televisions, and of boxes and consoles at them, in user agents. */
const TELEVISION = new RegExp(
  [
    String.raw`\b(Hbb|Smart|Android|Google|Apple|Net|Mi)?TV\b|Tizen|Web0S|webOS|\bAFT\w+|BRAVIA|CrKey|Chromecast`,
    String.raw`Roku|VIDAA|Vizio|SmartCast|Xbox|PlayStation|\bSky([_/]|Q\b)`,
  ].join("|"),
  "i",
);

/**
 * Answers the form factor that a user agent names. Televisions call themselves many things, so they are asked early.
 * An iPad calls itself a Macintosh, and those have no touch screens.
 * @returns {FormFactor}
 */
export function formFactor(agent = navigator.userAgent, touches = globalThis.navigator?.maxTouchPoints) {
  // An app of a broadcaster may put its name with "TV" here.
  if (/iPhone|iPod/.test(agent)) return "phone";
  if (/iPad/.test(agent) || (/Macintosh/.test(agent) && touches > 1)) return "tablet";
  if (TELEVISION.test(agent)) return "television";
  if (/Tablet|Android(?!.*Mobile)/i.test(agent)) return "tablet";
  return /Mobi/i.test(agent) ? "phone" : "desktop";
}

/**
 * Fills the request of a launch up with what the page knows.
 * @param {string | Request | undefined} target
 * @param {LaunchOptions} options
 * @returns {PageRequest}
 */
export function launchRequest(target, { formFactor: form, ...options }) {
  const asked = typeof target === "string" ? { launch: { ...options.launch, label: target } } : target;
  const device = { ...options.device, ...asked?.device };
  return withClock({
    locale: navigator.language,
    now: Date.now(),
    urlParams: Object.fromEntries(new URLSearchParams(location.search)),
    ...options,
    ...asked,
    device: {
      formFactor: device.formFactor ?? form ?? formFactor(),
      width: innerWidth,
      height: innerHeight,
      ...device,
    },
  });
}

/**
 * Answers the window that shows a node: a frame's or a popup's has its own size and keys.
 * @param {Node} node
 */
export function viewOf(node) {
  return node.ownerDocument?.defaultView ?? window;
}

/**
 * Answers the surroundings that an app sets in a state: those that differ from the one before.
 * @param {Record<string, unknown> | null} [state]
 * @param {Record<string, unknown>} [before]
 */
export function forcedBy(state, before = {}) {
  const all = Object.entries(state ?? {});
  return Object.fromEntries(all.filter(([name, value]) => name in USUAL && value !== before[name]));
}

/**
 * Answers the surroundings that `state` does not know yet, if any; those that are forced are what they are.
 * @param {Record<string, unknown>} state
 * @param {Record<string, unknown>} forced
 * @returns {Partial<Surroundings> | undefined}
 */
export function surroundings(state, forced) {
  const safeAreaTop = navigator.maxTouchPoints ? inset() : 0;
  const now = { darkMode: !!dark?.matches, hasNotch: safeAreaTop > NOTCH, safeAreaTop, ...forced };
  const news = Object.entries(now).filter(
    ([name, value]) => (state[name] ?? USUAL[/** @type {keyof Surroundings} */ (name)]) !== value,
  );
  return news.length ? Object.fromEntries(news) : undefined;
}

/**
 * Answers the fields of a request that the world around it changed, if any.
 * @param {Record<string, unknown>} state
 * @param {Record<string, unknown>} forced
 * @param {PageRequest} request
 * @param {Window | false} view the window whose size is followed
 * @param {boolean} ticks true where the clock is the page's
 */
export function changesOf(state, forced, request, view, ticks) {
  const clock = ticks && clockOf(request.now, request.device);
  const isMoved = clock && clock.device.timezone !== request.device.timezone;
  const device = isMoved ? clock.device : request.device;
  const { innerWidth: width, innerHeight: height } = view || globalThis;
  const news = surroundings(state, forced);
  // A frame that is not shown yet has no size.
  const isOther = view && width > 0 && (device.width !== width || device.height !== height);
  if (!news && !isOther && !isMoved) return undefined;
  return {
    ...(news && { state: { ...state, ...news } }),
    ...(isMoved && clock),
    ...(isOther && { device: { ...device, width, height } }),
  };
}

/**
 * Calls `change` whenever the surroundings or the size of the page became others, until the answer is called.
 * @param {Window} view
 * @param {() => void} change
 */
export function watch(view, change) {
  /** @type {number | undefined} */
  let frame;
  const soon = () =>
    (frame ??= view.requestAnimationFrame(() => {
      frame = undefined;
      change();
    }));
  view.addEventListener("resize", soon);
  dark?.addEventListener?.("change", soon);
  // Customers who come back may have changed the zone in the device's settings.
  view.document.addEventListener("visibilitychange", soon);
  return () => {
    view.cancelAnimationFrame(/** @type {number} */ (frame));
    view.removeEventListener("resize", soon);
    dark?.removeEventListener?.("change", soon);
    view.document.removeEventListener("visibilitychange", soon);
  };
}

/**
 * Insets by the page's size: measuring makes the page lay itself out.
 * @type {Record<string, number>}
 */
const insets = {};

/** Answers the safe area's inset at the top, in CSS pixels: only the layout knows it. */
function inset() {
  return (insets[`${innerWidth} ${innerHeight}`] ??= measure());
}

function measure() {
  const probe = document.documentElement.appendChild(document.createElement("i"));
  probe.style.cssText = "position:fixed;top:env(safe-area-inset-top)";
  const top = parseFloat(getComputedStyle(probe).top);
  probe.remove();
  return top || 0;
}
