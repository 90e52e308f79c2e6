// The package's face to JavaScript: a thin layer over the module. What it adds is what only a page knows
// (sizes, language, time, address) and unpacking; every decision is the module's.
import init, { Engine } from "./paywall_runtime.js";
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
    return new Paywall(attempt(() => this.#engine.launch(JSON.stringify(request))));
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

  constructor(screen) {
    const { ok, warnings = [] } = JSON.parse(screen.answer());
    this.#screen = screen;
    this.decision = ok.decision;
    this.warnings = warnings;
  }

  get state() { return JSON.parse(this.#screen.state()); }

  mount(element) {
    attempt(() => this.#screen.mount(element, events => this.#tell(JSON.parse(events))));
    return this;
  }

  onAction(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  update(changes) { attempt(() => this.#screen.update(JSON.stringify(changes))); }

  act(tap, by = "click") { attempt(() => this.#screen.act(tap, by)); }

  unmount() {
    this.#listeners.clear();
    this.#screen.unmount();
  }

  /** False when a listener answered false: what the page would do by itself is not done then. */
  #tell(events) {
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
