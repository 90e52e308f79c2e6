// A loaded document, and the calls that can be made on it.
import { saysClock, withClock } from "./clock.js";
import { attempt, PaywallError, read } from "./error.js";
import { learn, missing, usual } from "./locales.js";
import { lookUp } from "./lookup.js";
import { Memory } from "./memory.js";
import { Paywall } from "./paywall.js";
import { Engine } from "./paywall_runtime.js";
import { bring, complete, needs } from "./rest.js";
import { prepare } from "./stage.js";
import { start } from "./start.js";
import { documentBytes } from "./unpack.js";
import { launchRequest } from "./world.js";

/** @import { Screen } from "./paywall_runtime.js" */
/** @import { Decision, Description, LaunchOptions, Operation, Rendered, Request, Warning } from "./index.js" */

/** The numbers of the operations, as the host ABI has them. */
const OPERATIONS = { decide: 1, render: 2, snapshot: 3, act: 4, describe: 5 };

/**
 * The error of a call that names a language which the module was not given yet.
 * @type {{ code: import("./codes.js").PaywallErrorCode, message: string }}
 */
const LATER = {
  code: "locale_unavailable",
  message: "the language is being fetched, and written as English: name it in `locales` of `Runtime.load`",
};

/**
 * The runtime as its paywalls see it.
 * @typedef {object} Lender
 * @property {(request: Request) => Screen} launch makes the screen of a request; each screen of a flow is one
 * @property {(request: Request) => string} render answers what the screen would show
 * @property {(locale: string) => Promise<void> | undefined} learn gives the module a language that it does not know
 * @property {Memory | undefined} memory
 * @property {boolean} follows true where the device's size is the page's
 * @property {boolean} ticks true where the customer's clock is the page's
 */

export class Runtime {
  #engine;
  #memory;
  #late;
  /** @type {{ ok: Description, warnings: Warning[] } | undefined} */
  #description;

  /**
   * @param {Engine} engine
   * @param {string | undefined} memory
   * @param {Warning[]} late about what did not come
   */
  constructor(engine, memory, late) {
    this.#engine = engine;
    this.#memory = memory ? new Memory(memory) : undefined;
    this.#late = late;
  }

  get warnings() {
    return [...this.#described().warnings, ...this.#late];
  }

  get document() {
    return this.#described().ok;
  }

  /** @type {typeof import("./index.js").Runtime.load} */
  static async load(document, { components, locales = usual(), memory, module, target } = {}) {
    const started = start(module);
    /** @type {Warning[]} */
    const late = [];
    const learnt = locales.map((one) => learn(one, started)?.catch((error) => void late.push(missing(error))));
    // Without what an older browser needs for it, a paywall shows less well, but it shows.
    const coming = documentBytes(document);
    coming.then((bytes) => lookUp(bytes, started)).catch(() => {});
    const completed = complete(coming, target !== undefined, module);
    const [bytes] = await Promise.all([coming, started, completed, prepare().catch(() => {}), ...learnt]);
    const engine = attempt(() => new Engine(components ? withComponents(bytes, components) : bytes));
    const runtime = new Runtime(engine, memory, late);
    // The launch says where it did not come.
    if (target !== undefined && runtime.#needs(target, bytes)) await bring(module).catch(() => {});
    return runtime;
  }

  /** @type {typeof import("./index.js").Runtime.preload} */
  static preload(module) {
    const started = start(module);
    // Whoever needs the module hears of a failure then.
    for (const part of [started, ...usual().map((one) => learn(one, started))]) part?.catch(() => {});
    started.then(() => bring(module, "low")).catch(() => {});
  }

  /** @type {typeof import("./index.js").Runtime.prototype.ready} */
  async ready() {
    await bring();
  }

  /**
   * @param {Request} [request]
   * @returns {any} an `Explained` where the request asks for a trace
   */
  decide(request = {}) {
    return this.#ask("decide", this.#recall(request));
  }

  /**
   * @param {Request} [request]
   * @returns {Rendered}
   */
  render(request = {}) {
    return this.#ask("render", request);
  }

  /**
   * @param {Request} [request]
   * @returns {{ decision: Decision | null, html: string, warnings: Warning[] }}
   */
  snapshot(request = {}) {
    return this.#ask("snapshot", request);
  }

  /**
   * @param {Request} request
   * @returns {Rendered}
   */
  act(request) {
    return this.#ask("act", request);
  }

  /** @returns {Description & { warnings: Warning[] }} */
  describe() {
    return this.#ask("describe", {});
  }

  /**
   * @param {Operation} operation
   * @param {Request} [request]
   */
  answer(operation, request = {}) {
    return attempt(() => this.#engine.call(OPERATIONS[operation] ?? 0, JSON.stringify(request)));
  }

  /**
   * @param {string | Request} [target]
   * @param {LaunchOptions} [options]
   */
  launch(target, options = {}) {
    const asked = /** @type {Request | undefined} */ (target);
    const request = this.#recall(launchRequest(target, options), true);
    try {
      return new Paywall(request, {
        launch: (request) => attempt(() => this.#engine.launch(JSON.stringify(request))),
        render: (request) => this.answer("render", request),
        learn,
        memory: this.#memory,
        follows: !(options.device?.width ?? asked?.device?.width),
        ticks: !(saysClock(options) || saysClock(asked)),
      });
    } catch (error) {
      if (/** @type {PaywallError} */ (error).code === "held_out") {
        this.#memory?.remember(this.decide(request).decision.remember, request.now);
      }
      throw error;
    }
  }

  forget() {
    this.#memory?.forget();
  }

  /**
   * Answers whether a launch would show what needs the rest of the module.
   * @param {string | Request | undefined} target
   * @param {Uint8Array} document
   */
  #needs = (target, document) => {
    if (!needs(document)) return false;
    const request = launchRequest(target, {});
    const { ok } = JSON.parse(this.answer("decide", this.#recall({ ...request, trace: false })));
    const { flow, paywall } = { ...ok?.decision, ...request };
    // In a flow, nobody waits for what comes next. Where nothing is decided, nothing is shown.
    return flow ? needs(document) : !!paywall && needs(document, paywall);
  };

  /** The names of all that is in the document. It is read as a whole for that, so only when somebody asks. */
  #described = () => (this.#description ??= read(this.answer("describe")));

  /**
   * Adds what is remembered to a request, unless the request says so itself.
   * @template {Request} T
   * @param {T} request
   * @param {boolean} [launches]
   * @returns {T}
   */
  #recall = (request, launches) =>
    this.#memory ? { memory: this.#memory.recall(request.now ?? Date.now(), launches), ...request } : request;

  /**
   * @param {Operation} operation
   * @param {Request} request
   * @returns {any}
   */
  #ask = (operation, request) => {
    const { ok, warnings } = read(this.answer(operation, withClock(request)));
    const learns = request.locale && learn(request.locale);
    if (learns) {
      learns.catch(() => {});
      warnings.push(missing(new PaywallError(LATER)));
    }
    return { ...ok, warnings };
  };
}

/**
 * Answers a document with custom components of the app's own.
 * @param {Uint8Array} document
 * @param {object} components
 */
function withComponents(document, components) {
  const text = new TextDecoder().decode(document);
  return new TextEncoder().encode(`{"customComponents":${JSON.stringify(components)},"document":${text}}`);
}
