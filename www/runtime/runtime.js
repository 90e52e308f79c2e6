// A loaded document, and the calls that can be made on it.
import { beside } from "#place";
import { saysClock, withClock } from "./clock.js";
import { attempt, PaywallError, read } from "./error.js";
import { learn, missing, usual } from "./locales.js";
import { lookUp } from "./lookup.js";
import { Memory } from "./memory.js";
import { Paywall } from "./paywall.js";
import { Engine } from "./paywall_runtime.js";
import { prepare } from "./stage.js";
import { start } from "./start.js";
import { documentBytes } from "./unpack.js";
import { launchRequest } from "./world.js";

/** @import { Screen } from "./paywall_runtime.js" */
/** @import { Decision, Description, LaunchOptions, Operation, Rendered, Request, Warning } from "./index.js" */

/** The numbers of the operations, as the host ABI has them. */
const OPERATIONS = { decide: 1, render: 2, snapshot: 3, act: 4, describe: 5 };

/** The error of a call that names a language which the module was not given yet. */
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
  static async load(document, { components, locales = usual(), memory, module = beside() } = {}) {
    const started = start(module);
    /** @type {Warning[]} */
    const late = [];
    const learnt = locales.map((one) => learn(one, started)?.catch((error) => void late.push(missing(error))));
    // Without what an older browser needs for it, a paywall shows less well, but it shows.
    const coming = documentBytes(document);
    coming.then((bytes) => lookUp(bytes, started)).catch(() => {});
    let [bytes] = await Promise.all([coming, started, prepare().catch(() => {}), ...learnt]);
    if (components) {
      const text = new TextDecoder().decode(bytes);
      bytes = new TextEncoder().encode(`{"customComponents":${JSON.stringify(components)},"document":${text}}`);
    }
    return new Runtime(
      attempt(() => new Engine(bytes)),
      memory,
      late,
    );
  }

  /** @type {typeof import("./index.js").Runtime.preload} */
  static preload(module = beside()) {
    const started = start(module);
    // Whoever needs the module hears of a failure then.
    for (const part of [started, ...usual().map((one) => learn(one, started))]) part?.catch(() => {});
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
    return this.#engine.call(OPERATIONS[operation] ?? 0, JSON.stringify(request));
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
