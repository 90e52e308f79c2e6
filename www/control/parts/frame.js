// A live paywall in a frame of the size of some device, scaled to the room there is: the module itself draws it.
import framePage from "../frame.html";
import { documentOf } from "../module.js";

/** The address of the empty page that paywalls are drawn in. */
export const FRAME = framePage;

/** A screen of each form factor. */
export const SCREENS = {
  phone: [390, 844],
  tablet: [820, 1180],
  desktop: [1440, 900],
  television: [1920, 1080],
};

/** The turn of the last frame: one is drawn at a time, so that the page stays quick. */
let turn = Promise.resolve();

const seen = new IntersectionObserver(
  (entries) =>
    entries.forEach(({ target, isIntersecting }) => isIntersecting && /** @type {PaywallFrame} */ (target).show()),
  { rootMargin: "200px" },
);

/**
 * `<paywall-frame .source .request .form .label>`: `source` is a document's source or `{loaded}`, `request` what the
 * module is asked for, without device, language and products where it does not matter.
 */
export class PaywallFrame extends HTMLElement {
  #key = "";
  #what = {};
  #visible = false;
  #waits = false;
  #frame;
  #gone = (_gone = undefined) => {};
  #paywall;
  #sizes = new ResizeObserver(() => this.#fit());

  /** @param {{source: any, request: any, form?: string, label: string}} what */
  set what(what) {
    const key = JSON.stringify([what.source.design ?? what.source, what.request, what.form]);
    this.#what = what;
    if (key === this.#key) return;
    this.#key = key;
    if (this.#visible) this.#ask();
  }

  connectedCallback() {
    this.#sizes.observe(this);
    seen.observe(this);
  }

  disconnectedCallback() {
    this.#sizes.disconnect();
    seen.unobserve(this);
    this.#paywall?.unmount();
    this.#frame?.remove();
    this.#paywall = this.#frame = undefined;
    this.#visible = false;
    this.#gone();
  }

  show() {
    if (this.#visible) return;
    this.#visible = true;
    this.#ask();
  }

  #ask() {
    if (this.#waits) return;
    this.#waits = true;
    turn = turn.then(() => this.draw()).then(() => new Promise((resolve) => setTimeout(resolve)));
  }

  async draw() {
    this.#waits = false;
    if (!this.isConnected) return;
    const { source, request, form = "phone", label } = this.#what;
    const key = this.#key;
    try {
      const { runtime, products, locales } = source.loaded ?? (await documentOf(source));
      // It may have been taken away meanwhile, and a frame outside the page never loads: the others would wait for ever.
      if (!this.isConnected || key !== this.#key) return;
      const body = await this.#page(label);
      if (!body || key !== this.#key) return;
      const [width, height] = SCREENS[form];
      const device = { formFactor: form, width, height, ...request.device };
      this.#paywall?.unmount();
      this.#paywall = runtime.launch({ locale: locales[0], products, ...request, device });
      this.#paywall.mount(body);
      this.#fit();
      this.dataset.state = "shown";
    } catch (error) {
      this.dataset.state = "failed";
      this.dataset.why = error.message;
    }
  }

  /** Returns the body of the frame's page, which comes once. It is a picture: nothing in it takes the focus. */
  async #page(label) {
    if (!this.#frame) {
      const frame = document.createElement("iframe");
      Object.assign(frame, { src: FRAME, title: label, tabIndex: -1, inert: true });
      this.#frame = frame;
      // A frame that is taken away before its page came must not keep the others waiting.
      const loaded = new Promise((resolve) => {
        frame.addEventListener("load", resolve, { once: true });
        this.#gone = resolve;
      });
      this.append(frame);
      await loaded;
      if (frame.contentDocument?.body) frame.contentDocument.body.style.margin = "0";
    }
    if (!this.#frame) return null;
    this.#frame.title = label;
    return this.#frame.contentDocument?.body;
  }

  // Sizes are set through the object model: the page's policy forbids style attributes in markup.
  #fit() {
    const { form = "phone" } = this.#what;
    const [width, height] = SCREENS[form];
    this.style.aspectRatio = `${width} / ${height}`;
    if (!this.#frame) return;
    const transform = `scale(${this.clientWidth / width})`;
    Object.assign(this.#frame.style, { width: `${width}px`, height: `${height}px`, transform });
  }
}

customElements.define("paywall-frame", PaywallFrame);
