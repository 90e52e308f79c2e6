// The nodes of a paywall. The module says all of them in one text: a call for every node and attribute would take most
// of the time of mounting.

/**
 * An element: its name, its attributes (names and values in turns), and the elements and texts in it.
 * @typedef {[name: string, attributes: string[], ...children: any[]]} Branch
 */

/** The namespace in which browsers draw SVG elements. */
const SVG = "http://www.w3.org/2000/svg";

/**
 * Makes a node and all that is in it.
 * @param {string | Branch} tree
 * @param {Document} document
 * @returns {Node}
 */
export function nodes(tree, document) {
  if (typeof tree === "string") return document.createTextNode(tree);
  const [name, attributes] = tree;
  const isSvg = name === "svg" || name === "path";
  const made = isSvg ? document.createElementNS(SVG, name) : document.createElement(name);
  for (let at = 0; at < attributes.length; at += 2) made.setAttribute(attributes[at], attributes[at + 1]);
  for (let at = 2; at < tree.length; at += 1) made.appendChild(nodes(tree[at], document));
  // On a video made by script, the attribute alone has no effect.
  if (name === "video") /** @type {HTMLVideoElement} */ (made).muted = made.hasAttribute("muted");
  return made;
}
