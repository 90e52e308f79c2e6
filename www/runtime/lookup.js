// The fonts of a document's texts, looked up while the module is on its way. When a text first has some font in some
// size, the browser asks the system for it, and that is most of what the first layout of a paywall takes: three
// quarters in Chromium, nine tenths in WebKit. As long as the module has not come, nothing waits for it.

/** The most sizes and families of a document that are looked up. */
const MOST = 40;

/**
 * Looks up the fonts of a document, one size after the other, until `module` has come. A width in `ex` needs the font
 * and no layout, so a page that is still being built is not laid out for it.
 * @param {Uint8Array} document
 * @param {Promise<unknown>} module
 */
export async function lookUp(document, module) {
  const page = globalThis.document;
  let isDue = !!page;
  const end = () => (isDue = false);
  module.then(end, end);
  // A module that is there already has come before this.
  await pause();
  if (!isDue) return;
  const text = new TextDecoder().decode(document);
  const values = (/** @type {RegExp} */ pattern) =>
    [...new Set([...text.matchAll(pattern)].map(([, value]) => value))].slice(0, MOST);
  // The last ones are those that the module writes after a text's own.
  const families = [...values(/"fontName":\s*("(?:[^"\\]|\\.)+")/g), "Helvetica,Arial,sans-serif"];
  const probe = page.documentElement.appendChild(page.createElement("p"));
  for (const size of values(/"fontSize":\s*"?([\d.]+)/g)) {
    for (const weight of [400, 700]) {
      probe.style.cssText = `display:none;width:1ex;font:${weight} ${size}px ${families}`;
      getComputedStyle(probe).getPropertyValue("width");
    }
    await pause();
    if (!isDue) break;
  }
  probe.remove();
}

/** Lets others go first. */
const pause = () => new Promise((resolve) => setTimeout(resolve));
