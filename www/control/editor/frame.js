// A frame that shows a paywall as customers get it: by the module for browsers, in a page of its own.

/** @import { Paywall, Runtime } from "../../runtime/index.js" */

export class Frame {
  /** @type {Paywall | undefined} */
  #paywall;
  #isBusy = false;
  /** True where people try the paywall. */
  takesFocus = false;
  /** @type {{ document: string, request: any } | undefined} the newest that was asked for while the frame was busy */
  #next;
  /** @type {Promise<Document>} */
  #page;

  /**
   * @param {HTMLIFrameElement} element
   * @param {string} address of an empty page
   * @param {() => Promise<{ Runtime: typeof Runtime }>} module
   */
  constructor(element, address, module) {
    this.element = element;
    this.module = module;
    this.#page = new Promise((resolve) => {
      const loaded = () => element.contentDocument?.URL !== "about:blank" && resolve(this.#prepare());
      element.addEventListener("load", loaded);
      element.src = address;
    });
  }

  /** Called with the shadow root after every drawing. */
  drawn(/** @type {ShadowRoot} */ _root) {}
  /** Called with what the module refuses. */
  failed(/** @type {{ code?: string, message: string, path?: string | null }} */ _error) {}

  get root() {
    return this.element.contentDocument?.getElementById("place")?.shadowRoot ?? undefined;
  }

  get window() {
    return this.element.contentWindow;
  }

  /** The state of the paywall: which page is shown, what is selected. */
  get state() {
    return this.#paywall?.state;
  }

  get page() {
    return this.#page;
  }

  #prepare() {
    const page = /** @type {Document} */ (this.element.contentDocument);
    const place = page.body.appendChild(page.createElement("div"));
    place.id = "place";
    page.body.style.margin = "0";
    place.style.height = "100vh";
    return page;
  }

  /**
   * Draws a paywall. While one is drawn, only the newest waits.
   * @param {string} document
   * @param {any} request
   */
  async draw(document, request) {
    this.#next = { document, request };
    if (this.#isBusy) return;
    this.#isBusy = true;
    while (this.#next) {
      const { document, request } = this.#next;
      this.#next = undefined;
      await this.#draw(document, request).catch((error) => this.failed(error));
    }
    this.#isBusy = false;
  }

  /**
   * @param {string} document
   * @param {any} request
   */
  async #draw(document, request) {
    const { Runtime } = await this.module();
    const page = await this.#page;
    const runtime = await Runtime.load(document, { locales: [request.locale] });
    const paywall = runtime.launch(request);
    const place = /** @type {HTMLElement} */ (page.getElementById("place"));
    const back = scrolled(this.root);
    // A paywall takes the focus in a microtask after `mount`, but not from one who edits it.
    place.inert = !this.takesFocus;
    paywall.mount(place);
    queueMicrotask(() => {
      place.inert = false;
    });
    this.#paywall = paywall;
    this.runtime = runtime;
    const root = /** @type {ShadowRoot} */ (place.shadowRoot);
    back(root);
    this.drawn(root);
  }
}

/**
 * Remembers how far the elements of a paywall are scrolled. Answers what does the same to those of the next one.
 * @param {ShadowRoot | undefined} root
 */
function scrolled(root) {
  const all = [...(root?.querySelectorAll("*") ?? [])].filter(({ scrollTop, scrollLeft }) => scrollTop || scrollLeft);
  const kept = all.map((element) => ({ name: named(element), top: element.scrollTop, left: element.scrollLeft }));
  return (/** @type {ShadowRoot} */ next) => {
    for (const { name, top, left } of kept) next.querySelector(name)?.scrollTo({ top, left, behavior: "instant" });
  };
}

/** @param {Element} element */
function named(element) {
  const { id } = /** @type {HTMLElement} */ (element).dataset;
  if (id) return `[data-id="${CSS.escape(id)}"]`;
  return element.localName + [...element.classList].map((name) => `.${CSS.escape(name)}`).join("");
}
