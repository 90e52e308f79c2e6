// Runs in the page: a paywall in a frame of any size, so that a window of one size shows all screens.

/** Shows an empty page of this size at the window's corner; answers with its window. */
export async function frameOf(width, height) {
  document.querySelector("iframe")?.remove();
  const frame = document.createElement("iframe");
  frame.style.cssText = `position:absolute;left:0;top:0;width:${width}px;height:${height}px;border:0`;
  frame.src = "/";
  const loaded = new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
  document.body.append(frame);
  await loaded;
  const { contentDocument, contentWindow } = frame;
  contentDocument.body.style.margin = "0";
  contentWindow.focus();
  return contentWindow;
}

/** Makes the sizes of all fonts even. */
export function even(root) {
  for (const { style } of root.adoptedStyleSheets.flatMap(({ cssRules }) => [...cssRules]))
    if (style?.fontSize) style.fontSize = style.fontSize.replace(/[\d.]+(?=px)/, (size) => 2 * Math.ceil(size / 2));
}

/**
 * Mounts a paywall there, and waits until nothing moves any more; answers with its shadow root.
 * `change` may change its style before, and `css` is added to it.
 */
export async function mountIn(window_, paywall, change = (_root) => {}, css = "") {
  const place = window_.document.body.appendChild(window_.document.createElement("div"));
  paywall.mount(place);
  const root = place.shadowRoot;
  change(root);
  const sheet = new window_.CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  await window_.document.fonts.ready;
  await window_.rest(root);
  await Promise.all([...root.querySelectorAll("img")].map((image) => image.decode().catch(() => {})));
  await window_.rest(root);
  return root;
}

/** Where each component stands: its name, its rectangle and its text. */
export function places(root) {
  const counts = new Map();
  return [...root.querySelectorAll("[data-id], .text-list-item")].map((part) => {
    const { x, y, width, height } = part.getBoundingClientRect();
    const name = `${part.classList[0]} ${part.closest("[data-id]").dataset.id}`;
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    return [`${name} ${count}`, [x, y, width, height].map((value) => Math.round(value * 10) / 10)];
  });
}
