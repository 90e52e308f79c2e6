// A page of jsdom in place of a browser: it lays nothing out, but has elements, shadow roots and events.

/** Makes the page, without what the oldest browsers lack, and puts its names where scripts look for them. */
export function openPage({ JSDOM }) {
  const { window } = new JSDOM("<!doctype html>", { pretendToBeVisual: true, url: "https://app.example/" });
  const names = ["document", "navigator", "location", "HTMLElement", "customElements", "localStorage", "Node"];
  const own = {
    window,
    innerWidth: window.innerWidth,
    innerHeight: window.innerHeight,
    getComputedStyle: window.getComputedStyle.bind(window),
    requestAnimationFrame: window.requestAnimationFrame.bind(window),
    matchMedia: () => ({ matches: false, addEventListener() {}, removeEventListener() {} }),
    CSS: { supports: () => false },
    MutationObserver: window.MutationObserver,
    ResizeObserver: class {
      observe() {}
    },
  };
  for (const name of names) own[name] = window[name];
  for (const name in own) Object.defineProperty(globalThis, name, { value: own[name], configurable: true });
  window.document.fonts = new Set();
  window.FontFace = class {
    load() {
      return new Promise(() => {});
    }
  };
  window.Element.prototype.scrollTo = () => {};
  return window;
}

/** Taps an element. */
export function tap(element) {
  const { MouseEvent } = element.ownerDocument.defaultView;
  element.dispatchEvent(new MouseEvent("click", { bubbles: true, composed: true, cancelable: true }));
}
