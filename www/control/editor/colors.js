// The colours of a paywall, and how well a text can be read on what is behind it, by the ratio of the WCAG.

/** The most words of one element that are measured. */
const MOST = 40;

/**
 * Returns the least contrast of the words in an element with what is behind them.
 * @param {HTMLElement} element
 * @returns {number | undefined}
 */
export function contrastOf(element) {
  const all = /** @type {HTMLElement[]} */ ([element, ...element.querySelectorAll("*")]);
  const hasWords = (/** @type {HTMLElement} */ one) =>
    [...one.childNodes].some(({ nodeType, textContent }) => nodeType === Node.TEXT_NODE && textContent?.trim());
  const ratios = all
    .filter(hasWords)
    .slice(0, MOST)
    .map(readable)
    .filter((one) => one !== undefined);
  return ratios.length > 0 ? Math.min(...ratios) : undefined;
}

/**
 * Returns the contrast of an element's text with the nearest plain colour behind it; undefined before a picture or a
 * gradient.
 * @param {HTMLElement} element
 */
function readable(element) {
  const view = element.ownerDocument.defaultView;
  if (!view) return undefined;
  const ink = channels(view.getComputedStyle(element).color);
  for (let around = /** @type {HTMLElement | null} */ (element); around; around = around.parentElement) {
    const { backgroundColor, backgroundImage } = view.getComputedStyle(around);
    if (backgroundImage !== "none") return undefined;
    const ground = channels(backgroundColor);
    if (ground && (ground[3] ?? 1) === 1) return ratio(ink, ground);
  }
  return ratio(ink, background(element) ?? [255, 255, 255]);
}

/**
 * Returns the contrast of two plain colours.
 * @param {string} a such as `#257c4f`
 * @param {string} b
 */
export function ratioOf(a, b) {
  const [one, other] = [a, b].map((color) => [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16)));
  return ratio(one, other) ?? 1;
}

/**
 * Finds the colour of the page behind the content: it stands beside it, not around it.
 * @param {HTMLElement} element
 */
function background(element) {
  const root = /** @type {ShadowRoot} */ (element.getRootNode());
  const view = /** @type {Window} */ (element.ownerDocument.defaultView);
  const { left, top } = element.getBoundingClientRect();
  for (const one of root.elementsFromPoint?.(left + 1, top + 1) ?? []) {
    const ground = channels(view.getComputedStyle(one).backgroundColor);
    if (ground && (ground[3] ?? 1) === 1) return ground;
  }
  return undefined;
}

/** @param {string} color */
function channels(color) {
  const numbers = color.match(/[\d.]+/g)?.map(Number);
  return numbers && numbers.length >= 3 ? numbers : undefined;
}

/**
 * @param {number[] | undefined} a
 * @param {number[]} b
 */
function ratio(a, b) {
  if (!a) return undefined;
  const [light, dark] = [luminance(a), luminance(b)].toSorted((one, other) => other - one);
  return (light + 0.05) / (dark + 0.05);
}

/** @param {number[]} color */
function luminance(color) {
  const [red, green, blue] = color.map((channel) => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/**
 * Lists the colours of a paywall, those that are used most first.
 * @param {import("./things.js").Things} things
 */
export function colorsOf(things) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { attributes } of things.all.values()) {
    for (const [name, value] of Object.entries(attributes)) {
      const isColor = /color$/i.test(name) && typeof value === "string" && !value.includes("${");
      if (isColor) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  return [...counts].toSorted((a, b) => b[1] - a[1]).map(([name]) => name);
}
