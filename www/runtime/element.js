// Paywalls as a custom element.
import { attach, loaded } from "./late.js";

/** @import { LaunchOptions, Runtime } from "./index.js" */
/** @import { Attached } from "./present.js" */

const load = () => import("./index.js");
/** A server that imports this has no elements. */
const Base = /** @type {typeof HTMLElement} */ (globalThis.HTMLElement ?? class {});

export class PaywallElement extends Base {
  /** @type {Runtime | Promise<Runtime> | undefined} */
  #runtime;
  /** @type {LaunchOptions | undefined} */
  #request;
  /** @type {Attached | undefined} */
  #attached;

  static get observedAttributes() {
    return ["src", "placement", "as"];
  }

  static define(name = "pay-wall") {
    if (!customElements.get(name)) customElements.define(name, PaywallElement);
  }

  connectedCallback() {
    // Set before the element was defined.
    for (const name of Object.keys(this).filter((name) => name in PaywallElement.prototype)) {
      const value = Reflect.get(this, name);
      Reflect.deleteProperty(this, name);
      Reflect.set(this, name, value);
    }
    this.attributeChangedCallback();
  }

  attributeChangedCallback() {
    this.disconnectedCallback();
    const { options } = /** @type {any} */ (this);
    const source = this.#runtime ?? this.getAttribute("src");
    if (!this.isConnected || !source) return;
    const runtime = loaded(source, options, load);
    this.#attached = attach(
      this,
      () => ({
        .../** @type {any} */ (this),
        runtime,
        placement: this.getAttribute("placement") ?? undefined,
        as: this.getAttribute("as") ?? undefined,
        request: this.#request,
        onAction: (event) => this.#tell("action", event),
      }),
      (news) => (news.state === "ready" ? this.#tell("ready", news.paywall) : this.#tell("end", news.outcome)),
    );
  }

  disconnectedCallback() {
    this.#attached?.detach();
  }

  get request() {
    return this.#request;
  }

  set request(request) {
    this.#request = request;
    this.#attached?.update();
  }

  get runtime() {
    return this.#runtime;
  }

  set runtime(runtime) {
    this.#runtime = runtime;
    this.attributeChangedCallback();
  }

  /**
   * Tells the page; false, where it does not want what would follow.
   * @param {string} what
   * @param {unknown} detail
   */
  #tell = (what, detail) =>
    this.dispatchEvent(new CustomEvent(`paywall-${what}`, { detail, bubbles: true, cancelable: true }));
}
