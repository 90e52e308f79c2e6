// The fonts of a document's texts, looked up while the module is on its way. When a text first has some font in some
// size, the browser asks the system for it, and that is most of what the first layout of a paywall takes: three
// quarters in Chromium, nine tenths in WebKit. As long as the module has not come, nothing waits for it.

/** The families that the module writes after a text's own. */
const SYSTEM = "Helvetica,Arial,sans-serif";
/** The most sizes and families of a document that are looked up. */
const MOST = 40;

/**
 * Looks up the fonts of a document, one size after the other, until `module` has come. A width in `ex` needs the font
 * and no layout, so a page that is still being built is not laid out for it.
 * @param {Uint8Array} document
 * @param {Promise<unknown>} module
 */
export function lookUp(document, module) {
  const page = globalThis.document;
  if (!page) return;
  const probe = page.createElement("p");
  let families = SYSTEM;
  /** @type {string[] | undefined} */
  let sizes;
  const next = () => {
    if (!sizes) {
      const text = new TextDecoder().decode(document);
      sizes = found(/"fontSize":\s*"?([\d.]+)/g, text);
      families = [...found(/"fontName":\s*("(?:[^"\\]|\\.)+")/g, text), SYSTEM].join();
      page.documentElement.append(probe);
    }
    const size = sizes.shift();
    if (!size) return;
    for (const weight of [400, 700]) {
      probe.style.cssText = `display:none;width:1ex;font:${weight} ${size}px ${families}`;
      getComputedStyle(probe).getPropertyValue("width");
    }
    timer = setTimeout(next);
  };
  let timer = setTimeout(next);
  const end = () => {
    clearTimeout(timer);
    probe.remove();
  };
  module.then(end, end);
}

/**
 * Finds the values that a pattern has in a text, those that are there most often first.
 * @param {RegExp} pattern
 * @param {string} text
 */
function found(pattern, text) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const [, value] of text.matchAll(pattern)) counts.set(value, (counts.get(value) ?? 0) + 1);
  const sorted = [...counts].sort(([, one], [, other]) => other - one);
  return sorted.slice(0, MOST).map(([value]) => value);
}
