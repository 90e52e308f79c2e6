// What the page does for a paywall that it shows: its shadow root, its style sheets, and where the focus was on each page.

/**
 * A place for a paywall in `element`. `adopt`: whether what is in its shadow root stays, as what a server wrote.
 * `nonce` is for style elements, where sheets cannot be adopted. `tell` hears what happens, as the JSON of a list.
 */
export function stage(element, adopt, nonce, tell) {
  const root = element.shadowRoot ?? element.attachShadow({ mode: "open" });
  if (!adopt) clear(element);
  const sheets = [root.querySelector("style")];
  /** By the page's name, the `data-tap` value of what had the focus last. */
  const focused = {};
  let page;
  root.addEventListener("focusin", ({ target }) => (focused[page] = target.dataset.tap));
  const add = () => {
    if (!root.adoptedStyleSheets) {
      const style = document.createElement("style");
      if (nonce) style.nonce = nonce;
      return root.appendChild(style);
    }
    const sheet = new CSSStyleSheet();
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    return sheet;
  };
  return {
    root,
    shown: adopt ? root.querySelector(".paywall") : undefined,
    style(own, css) {
      const sheet = (sheets[+own] ??= add());
      sheet.replaceSync ? sheet.replaceSync(css) : (sheet.textContent = css);
    },
    hear(events, name, first) {
      // In what was written, somebody may be somewhere already.
      const stays = page === name || (adopt && page === undefined);
      page = name;
      const target = (tap) => root.querySelector(`[data-tap="${tap}"]`);
      if (!stays) (target(focused[page]) ?? target(first))?.focus();
      tell(events);
    },
  };
}

/** Takes the paywall off the page. */
export function clear({ shadowRoot: root }) {
  root.textContent = "";
  if (root.adoptedStyleSheets) root.adoptedStyleSheets = [];
}
