// The fonts of paywalls. Nothing waits for them, and nothing moves when they come: until then, a font of the system
// stands in. On the first visit, a font that comes late is made as large as its stand-in. The page remembers the font's
// own size, so that on later visits the stand-in is made as large as the font. Texts whose font never comes use their
// other fonts.

const KEY = "paywall/lines";
const SYSTEM = "Helvetica,Arial,sans-serif";
const LOCAL = 'local("Helvetica"),local("Arial"),local("Liberation Sans"),local("Roboto")';
/** Letters about as often as texts have them. */
const SAMPLE = "Etaoin shrdlu, the quick brown fox, 0123456789";

/** @typedef {[width: number, up: number, down: number, gap: number]} Measures */

/**
 * The faces that are known to each document, by name and URL, each with its stand-in.
 * @type {WeakMap<Document, Map<string, FontFace[]>>}
 */
const known = new WeakMap();

/**
 * Makes fonts known to a document, but those that it declares itself.
 * @param {{ name: string, url: string }[]} fonts
 * @param {Document} document
 */
export function addFonts(fonts, document) {
  const { FontFace } = document.defaultView ?? window;
  const faces = known.get(document) ?? new Map();
  known.set(document, faces);
  for (const { name, url } of fonts) {
    const own = [...faces.values()].flat();
    const others = [...document.fonts].filter((face) => !own.includes(face));
    if (faces.has(name + url) || others.some(({ family }) => family.replace(/"/g, "") === name)) continue;
    const face = new FontFace(name, `url("${url.replace(/["\\\s]/g, encodeURIComponent)}")`);
    const size = sizes()[name + url];
    const standIn = new FontFace(name, LOCAL, size && adjusted(size));
    faces.set(name + url, [face, standIn]);
    document.fonts.add(standIn);
    /** @type {boolean | undefined} */
    let isSeen;
    requestAnimationFrame(() => (isSeen = true));
    // Among those of one name, the last one counts; one that is still on its way would hide the other.
    face.load().then(
      () => {
        const family = `${JSON.stringify(name)},${SYSTEM}`;
        const before = size ? undefined : measure(family, document);
        document.fonts.add(face);
        // Some browsers do not tell how far a font reaches, and refuse a number that is none.
        if (!before || Number.isNaN(before[3])) return;
        const after = measure(family, document);
        remember(name + url, fit(after, measure(SYSTEM, document)));
        if (!isSeen) return;
        document.fonts.delete(face);
        document.fonts.add(Object.assign(face, adjusted(fit(before, after))));
      },
      () => document.fonts.delete(standIn),
    );
  }
}

/**
 * Measures a text in a font, by the thousand: its width, its reach up and down, and the gap between lines.
 * @param {string} family
 * @param {Document} document
 * @returns {Measures}
 */
function measure(family, document) {
  const font = `1000px ${family}`;
  const pen = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  pen.font = font;
  const { fontBoundingBoxAscent: up, fontBoundingBoxDescent: down } = pen.measureText(SAMPLE);
  const line = document.body.appendChild(document.createElement("span"));
  line.textContent = SAMPLE;
  line.style.cssText = `font:${font};position:fixed;visibility:hidden;white-space:pre`;
  const { width, height } = line.getBoundingClientRect();
  line.remove();
  return [width, up, down, Math.max(0, height - up - down)];
}

/**
 * Answers what makes a font look like another, in percent: its size, its reach up and down, and the gap between lines.
 * @param {Measures} measures of the other
 * @param {Measures} own
 */
function fit([width, ...lines], [own]) {
  const size = width / own;
  return [100 * size, ...lines.map((part) => part / 10 / size)].map((part) => +part.toFixed(2));
}

/** @param {number[]} parts */
function adjusted(parts) {
  const [sizeAdjust, ascentOverride, descentOverride, lineGapOverride] = parts.map((part) => `${part}%`);
  return { sizeAdjust, ascentOverride, descentOverride, lineGapOverride };
}

/**
 * Answers what makes the system's font look like another, by that one's name and URL.
 * @returns {Record<string, number[]>}
 */
function sizes() {
  try {
    return { ...JSON.parse(/** @type {string} */ (localStorage.getItem(KEY))) };
  } catch {
    return {};
  }
}

/**
 * @param {string} key
 * @param {number[]} parts
 */
function remember(key, parts) {
  if (!parts.every((part) => part >= 0 && part < 1000)) return;
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...sizes(), [key]: parts }));
  } catch {
    /* the next visit learns it anew */
  }
}
