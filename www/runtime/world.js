// What a page knows of the world around a paywall: the size of the screen, its safe area, dark mode.

const dark = globalThis.matchMedia?.("(prefers-color-scheme: dark)");
/** Pixels at the top beyond which there is more than a status bar. */
const NOTCH = 20;
/** As `state` is where nothing is out of the ordinary. */
const USUAL = { darkMode: false, hasNotch: false, safeAreaTop: 0 };

/** What of the surroundings `state` does not say yet, else undefined. */
export function surroundings(state) {
  const safeAreaTop = navigator.maxTouchPoints ? inset() : 0;
  const now = { darkMode: !!dark?.matches, hasNotch: safeAreaTop > NOTCH, safeAreaTop };
  const news = Object.entries(now).filter(([name, value]) => (state[name] ?? USUAL[name]) !== value);
  return news.length ? Object.fromEntries(news) : undefined;
}

/** Calls `change` when any of it, or the size of the page, became another, until the answer is called. */
export function watch(change) {
  let frame;
  const soon = () =>
    (frame ??= requestAnimationFrame(() => {
      frame = undefined;
      change();
    }));
  addEventListener("resize", soon);
  dark?.addEventListener?.("change", soon);
  return () => {
    cancelAnimationFrame(frame);
    removeEventListener("resize", soon);
    dark?.removeEventListener?.("change", soon);
  };
}

/** By the page's size: measuring makes the page lay itself out. */
const insets = {};

/** The safe area's inset at the top, in CSS pixels: only the layout knows it. */
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
