// The package's face to JavaScript: a thin layer over the module. What it adds is what only a page knows
// (sizes, language, time, address) and unpacking; every decision is the module's.
import init, { Engine } from "./paywall_runtime.js";
import { live } from "./live.js";
import { documentBytes } from "./unpack.js";

const OPERATIONS = { decide: 1, render: 2, snapshot: 3, act: 4, describe: 5 };

/** What every failing call throws. */
export class PaywallError extends Error {
  constructor({ code, message, path = null }) {
    super(path ? `${message} (${path})` : message);
    this.name = "PaywallError";
    this.code = code;
    this.path = path;
  }
}

export class Runtime {
  #engine;

  constructor(engine) {
    const { ok, warnings = [] } = JSON.parse(engine.loaded());
    this.#engine = engine;
    this.warnings = warnings;
    this.document = ok;
  }

  static async load(document, { module = new URL("./paywall_runtime.wasm", import.meta.url) } = {}) {
    const [bytes] = await Promise.all([documentBytes(document, PaywallError), start(module)]);
    return new Runtime(attempt(() => new Engine(bytes)));
  }

  decide(request = {}) { return this.#ask("decide", request); }

  render(request = {}) { return this.#ask("render", request); }

  snapshot(request = {}) { return this.#ask("snapshot", request); }

  act(request) { return this.#ask("act", request); }

  describe() { return this.#ask("describe", {}); }

  answer(operation, request = {}) {
    return this.#engine.call(OPERATIONS[operation] ?? 0, JSON.stringify(request));
  }

  launch(target, options = {}) {
    const request = launchRequest(target, options);
    return new Paywall(attempt(() => this.#engine.launch(JSON.stringify(request))), request.now - Date.now());
  }

  #ask(operation, request) {
    const { ok, error, warnings } = JSON.parse(this.answer(operation, request));
    if (error) throw new PaywallError(error);
    return { ...ok, warnings };
  }
}

export class Paywall {
  #screen;
  #listeners = new Set();
  #element;
  #live;
  #restore = [];
  #since;
  #name;
  #ahead;

  /** `ahead`: milliseconds that the request's time is ahead of the page's; previews show other times. */
  constructor(screen, ahead) {
    this.#ahead = ahead || 0;
    const { ok, warnings = [] } = JSON.parse(screen.answer());
    this.#screen = screen;
    this.decision = ok.decision;
    this.#name = ok.paywall?.name;
    this.warnings = warnings;
  }

  get state() { return JSON.parse(this.#screen.state()); }

  mount(element, { dialog = false } = {}) {
    this.#leave();
    this.#element = element;
    this.#since = Date.now();
    if (dialog) this.#enterDialog(element);
    attempt(() => this.#screen.mount(element, events => this.#tell(JSON.parse(events))));
    // The app may have taken it away again when it heard of it.
    if (element.shadowRoot?.querySelector(".paywall")) {
      const tell = (tap, by, value) => this.act(tap, by, value);
      this.#live = live(element.shadowRoot, { name: this.#name, ahead: this.#ahead, dialog, tell });
    }
    return this;
  }

  onAction(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  update(changes) {
    attempt(() => this.#screen.update(JSON.stringify(changes)));
    this.#live?.refresh();
  }

  act(tap, by = "click", value = null) { attempt(() => this.#screen.act(tap, by, JSON.stringify(value))); }

  allowUserInteraction(allowed) {
    if (this.#element) this.#element.inert = !allowed;
    this.act("", "interaction", allowed);
  }

  unmount() {
    this.#listeners.clear();
    this.#screen.unmount();
    this.#leave();
  }

  /** The element becomes a dialog; afterwards it is what it was, and the focus is where it was. */
  #enterDialog(element) {
    const before = document.activeElement;
    this.#restore.push(() => before?.focus());
    for (const [name, value] of [["role", "dialog"], ["aria-modal", "true"], ["aria-label", this.#name]]) {
      if (element.hasAttribute(name)) continue;
      element.setAttribute(name, value);
      this.#restore.push(() => element.removeAttribute(name));
    }
  }

  #leave() {
    this.#live?.stop();
    this.#live = undefined;
    for (const restore of this.#restore.splice(0)) restore();
  }

  /** False when a listener answered false: what the page would do by itself is not done then. */
  #tell(events) {
    this.#live?.refresh();
    for (const event of events) {
      if (event.action === "CLOSE_PAYWALL") event.timeSpentOnPaywall = (Date.now() - this.#since) / 1000;
      const { action, purchaseError, sku, componentChange } = event;
      const said = { PURCHASE_FAILED: purchaseError, SELECT_SKU: sku?.name, TOGGLE_CHANGE: componentChange?.name }[action];
      if (said) this.#live?.say(said);
    }
    const answers = events.flatMap(event => [...this.#listeners].map(listener => this.#hear(listener, event)));
    return !answers.includes(false);
  }

  /** One listener's mistake must not keep an event from the others. */
  #hear(listener, event) {
    try {
      return listener(event, this);
    } catch (error) {
      reportError(error);
    }
  }
}

/** How a purchase goes on, told by the app: `purchaseFailed({ error })` and its like. */
for (const how of ["Started", "Succeeded", "Failed", "Cancelled", "Pending", "Deferred", "Unknown"]) {
  const by = `purchase${how}`;
  Paywall.prototype[by] = function (details = {}) { this.act("", by, details); };
}

/** The form factor that the browser names itself. Televisions call themselves many things, so they are asked first. */
export function formFactor(agent = navigator.userAgent) {
  if (/\bTV\b|SmartTV|Tizen|Web0S|webOS|\bAFT\w+|BRAVIA|CrKey|Roku/i.test(agent)) return "television";
  if (/iPad|Tablet|Android(?!.*Mobile)/i.test(agent)) return "tablet";
  return /Mobi|iPhone|iPod/i.test(agent) ? "phone" : "desktop";
}

function launchRequest(target, { formFactor: form, ...options }) {
  const asked = typeof target === "string" ? { launch: { ...options.launch, label: target } } : target;
  return {
    locale: navigator.language,
    now: Date.now(),
    urlParams: Object.fromEntries(new URLSearchParams(location.search)),
    ...options,
    ...asked,
    device: { formFactor: form ?? formFactor(), width: innerWidth, height: innerHeight, ...options.device, ...asked?.device },
  };
}

/** Compiles the module once, whoever asks. */
let started;
function start(module) {
  started ??= init({ module_or_path: module }).catch(cause => {
    started = undefined;
    throw new PaywallError({ code: "module_unavailable", message: `the module did not start: ${cause.message}` });
  });
  return started;
}

/** Runs a call of the module, whose errors are plain `{code, message, path}`. */
function attempt(call) {
  try {
    return call();
  } catch (error) {
    throw error?.code ? new PaywallError(error) : error;
  }
}
