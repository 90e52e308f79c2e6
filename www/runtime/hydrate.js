// Brings to life what a server wrote: its nodes stay, and with them the focus, scrolling and videos. Nodes that differ
// from what the paywall would be now are mended, and a warning says where. Only apps that import it pay for it.

/**
 * Takes over what a server wrote of a paywall into `element`, and mends it to what `{html, css}` say; false, where
 * nothing was written. `fresh` makes the nodes of the paywall anew, `warn` hears of a difference. With the next frame,
 * the paywall's first element gets the focus, unless another one in it has it already, and taps that `early` kept are
 * made up for.
 * @type {import("./index.js").Hydrate}
 */
export function hydrate(element, { html, css, paywall }, fresh, warn) {
  const template = /** @type {HTMLTemplateElement | null} */ (
    element.querySelector(":scope > template[shadowrootmode]")
  );
  // Browsers from before 2023 leave it as it is.
  if (template && !element.shadowRoot) {
    element.attachShadow({ mode: "open" }).append(template.content);
    template.remove();
  }
  const root = element.shadowRoot;
  const shown = root?.querySelector(".paywall");
  const style = root?.querySelector("style");
  if (!root || !shown || !style) return false;
  if (!style.textContent?.endsWith(css)) {
    warn("the style sheet is another one");
    style.textContent = ANNOUNCER + css;
  }
  if (shown.outerHTML !== html) {
    /** @type {string[]} */
    const found = [];
    mend(shown, fresh(), found);
    warn(`the server wrote ${found[0] ?? "texts in other pieces"}`);
  }
  const taps = globalThis.paywallTaps?.filter((tap) => shown.contains(tap));
  requestAnimationFrame(() => {
    const first = /** @type {HTMLElement | null} */ (root.querySelector(`[data-tap="${paywall.focus}"]`));
    if (!root.activeElement) first?.focus({ preventScroll: true });
    taps?.forEach((tap) => tap.click());
  });
  return true;
}

/** The rule of texts for screen readers: on the page, but not seen. */
const ANNOUNCER = ".announcer{position:absolute;top:0;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}";

/**
 * Makes `node` what `wanted` is, changing as little as there is to change. `found` gets the differences.
 * @param {ChildNode} node
 * @param {ChildNode} wanted
 * @param {string[]} found
 */
function mend(node, wanted, found) {
  if (node.nodeName !== wanted.nodeName) {
    found.push(`${name(node)} in place of ${name(wanted)}`);
    node.replaceWith(wanted);
  } else if (node.nodeType === Node.ELEMENT_NODE) {
    mendElement(/** @type {Element} */ (/** @type {unknown} */ (node)), /** @type {Element} */ (wanted), found);
  } else if (node.nodeValue !== wanted.nodeValue) {
    found.push(`${name(node)} in place of ${name(wanted)}`);
    node.nodeValue = wanted.nodeValue;
  }
}

/**
 * Mends an element's attributes, and what is in it.
 * @param {Element} node
 * @param {Element} wanted
 * @param {string[]} found
 */
function mendElement(node, wanted, found) {
  for (const { name: own } of [...node.attributes]) {
    if (wanted.hasAttribute(own)) continue;
    found.push(`${own} of ${name(node)}`);
    node.removeAttribute(own);
  }
  for (const { name: own, value } of wanted.attributes) {
    if (node.getAttribute(own) === value) continue;
    found.push(`${own}="${node.getAttribute(own)}" in place of "${value}" of ${name(wanted)}`);
    node.setAttribute(own, value);
  }
  const [have, want] = [[...node.childNodes], [...wanted.childNodes]];
  want.forEach((child, index) => {
    if (have[index]) return mend(have[index], child, found);
    found.push(`no ${name(child)}`);
    node.append(child);
  });
  for (const child of have.slice(want.length)) {
    found.push(`${name(child)} too many`);
    child.remove();
  }
}

/**
 * Names a node as people find it in a document.
 * @param {Node} node
 */
function name(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return `"${node.nodeValue?.slice(0, 80)}"`;
  const element = /** @type {Element} */ (node);
  const id = element.getAttribute("data-id");
  return `<${element.localName}${id ? ` data-id="${id}"` : ""}>`;
}
