// The world around a paywall, as a page knows it: the device and its screen, the safe area, dark mode, the language.

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

/**
 * Answers the form factor that a user agent names. Televisions call themselves many things, so they are asked first.
 * @returns {FormFactor}
 */
export function formFactor(agent = navigator.userAgent) {
  if (/\bTV\b|SmartTV|Tizen|Web0S|webOS|\bAFT\w+|BRAVIA|CrKey|Roku/i.test(agent)) return "television";
  if (/iPad|Tablet|Android(?!.*Mobile)/i.test(agent)) return "tablet";
  return /Mobi|iPhone|iPod/i.test(agent) ? "phone" : "desktop";
}

/**
 * Fills the request of a launch up with what the page knows.
 * @param {string | Request | undefined} target
 * @param {LaunchOptions} options
 * @returns {PageRequest}
 */
export function launchRequest(target, { formFactor: form, ...options }) {
  const asked = typeof target === "string" ? { launch: { ...options.launch, label: target } } : target;
  return {
    locale: navigator.language,
    now: Date.now(),
    urlParams: Object.fromEntries(new URLSearchParams(location.search)),
    ...options,
    ...asked,
    device: {
      formFactor: form ?? formFactor(),
      width: innerWidth,
      height: innerHeight,
      ...options.device,
      ...asked?.device,
    },
  };
}

/**
 * Answers the surroundings that `state` does not know yet, if any.
 * @param {Record<string, unknown>} state
 * @returns {Partial<Surroundings> | undefined}
 */
export function surroundings(state) {
  const safeAreaTop = navigator.maxTouchPoints ? inset() : 0;
  const now = { darkMode: !!dark?.matches, hasNotch: safeAreaTop > NOTCH, safeAreaTop };
  const news = Object.entries(now).filter(
    ([name, value]) => (state[name] ?? USUAL[/** @type {keyof Surroundings} */ (name)]) !== value,
  );
  return news.length ? Object.fromEntries(news) : undefined;
}

/**
 * Answers the fields of a request that the world around it changed, if any. `follows`: the size is the page's.
 * @param {Record<string, unknown>} state
 * @param {PageRequest["device"]} device
 * @param {boolean} follows
 */
export function changesOf(state, device, follows) {
  const { innerWidth: width, innerHeight: height } = globalThis;
  const news = surroundings(state);
  const isOther = follows && (device.width !== width || device.height !== height);
  if (!news && !isOther) return undefined;
  return { ...(news && { state: { ...state, ...news } }), ...(isOther && { device: { ...device, width, height } }) };
}

/**
 * Calls `change` whenever the surroundings or the size of the page became others, until the answer is called.
 * @param {() => void} change
 */
export function watch(change) {
  /** @type {number | undefined} */
  let frame;
  const soon = () =>
    (frame ??= requestAnimationFrame(() => {
      frame = undefined;
      change();
    }));
  addEventListener("resize", soon);
  dark?.addEventListener?.("change", soon);
  return () => {
    cancelAnimationFrame(/** @type {number} */ (frame));
    removeEventListener("resize", soon);
    dark?.removeEventListener?.("change", soon);
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
