// Brings to life what a server wrote: its nodes stay, with the focus and whatever was scrolled or is playing. Where they
// are not what the paywall would be now, they are mended, and a warning says where. Apps that do not import it do not pay for it.

/**
 * Whether `element` holds what a server wrote of a paywall; it is then as `{html, css}` say.
 * With the next frame the focus goes where the paywall wants it, unless somebody is somewhere already, and taps that `early` kept are made up for. `fresh` makes the nodes of the paywall anew, `warn` hears of a difference.
 */
export function hydrate(element, { html, css, paywall }, fresh, warn) {
  const template = element.querySelector(":scope > template[shadowrootmode]");
  // Browsers from before 2023 leave it as it is.
  if (template && !element.shadowRoot) {
    element.attachShadow({ mode: "open" }).append(template.content);
    template.remove();
  }
  const root = element.shadowRoot;
  const shown = root?.querySelector(".paywall");
  const style = root?.querySelector("style");
  if (!shown || !style) return false;
  if (!style.textContent.endsWith(css)) {
    warn("the style sheet is another one");
    style.textContent = ANNOUNCER + css;
  }
  if (shown.outerHTML !== html) {
    const found = [];
    mend(shown, fresh(), found);
    warn(`the server wrote ${found[0] ?? "texts in other pieces"}`);
  }
  const taps = globalThis.paywallTaps?.filter((tap) => shown.contains(tap));
  requestAnimationFrame(() => {
    root.activeElement ?? root.querySelector(`[data-tap="${paywall.focus}"]`)?.focus();
    taps?.forEach((tap) => tap.click());
  });
  return true;
}

/** What is said to screen readers is on the page, but not seen. */
const ANNOUNCER = ".announcer{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}";

/** Makes `node` what `wanted` is, changing as little as there is to change. `found` gets the differences. */
function mend(node, wanted, found) {
  if (node.nodeName !== wanted.nodeName) {
    found.push(`${name(node)} in place of ${name(wanted)}`);
    return node.replaceWith(wanted);
  }
  if (node.nodeType === Node.TEXT_NODE) {
    if (node.data === wanted.data) return;
    found.push(`"${node.data.slice(0, 80)}" in place of "${wanted.data.slice(0, 80)}"`);
    node.data = wanted.data;
    return;
  }
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

/** A node as people find it in a document. */
function name({ dataset, localName, data }) {
  return localName ? `<${localName}${dataset?.id ? ` data-id="${dataset.id}"` : ""}>` : `"${data.slice(0, 80)}"`;
}
