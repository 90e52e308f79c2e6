// A loaded document, and the calls that can be made on it.
import { saysClock, withClock } from "./clock.js";
import { attempt, read } from "./error.js";
import { Memory } from "./memory.js";
import { Paywall } from "./paywall.js";
import { Engine } from "./paywall_runtime.js";
import { prepare } from "./stage.js";
import { start } from "./start.js";
import { documentBytes } from "./unpack.js";
import { launchRequest } from "./world.js";

/** @import { Screen } from "./paywall_runtime.js" */
/** @import { PaywallError } from "./error.js" */
/** @import { Decision, Description, LaunchOptions, Operation, Rendered, Request, Warning } from "./index.js" */

/** The numbers of the operations, as the host ABI has them. */
const OPERATIONS = { decide: 1, render: 2, snapshot: 3, act: 4, describe: 5 };

/**
 * The runtime as its paywalls see it.
 * @typedef {object} Lender
 * @property {(request: Request) => Screen} launch makes the screen of a request; each screen of a flow is one
 * @property {(request: Request) => string} render answers what the screen would show
 * @property {Memory | undefined} memory
 * @property {boolean} follows true where the device's size is the page's
 * @property {boolean} ticks true where the customer's clock is the page's
 */

/** Answers the module's address, as long as the app names no other. A script of a blob has no place to look beside. */
const beside = () => new URL("./paywall_runtime.wasm", import.meta.url);

export class Runtime {
  #engine;
  #memory;

  /**
   * @param {Engine} engine
   * @param {string | undefined} memory
   */
  constructor(engine, memory) {
    /** @type {{ ok: Description, warnings: Warning[] }} */
    const { ok, warnings } = read(engine.loaded());
    this.#engine = engine;
    this.#memory = memory ? new Memory(memory) : undefined;
    this.warnings = warnings;
    this.document = ok;
  }

  /** @type {typeof import("./index.js").Runtime.load} */
  static async load(document, { components, memory, module = beside() } = {}) {
    // Without what an older browser needs for it, a paywall shows less well, but it shows.
    let [bytes] = await Promise.all([documentBytes(document), start(module), prepare().catch(() => {})]);
    if (components) {
      const text = new TextDecoder().decode(bytes);
      bytes = new TextEncoder().encode(`{"customComponents":${JSON.stringify(components)},"document":${text}}`);
    }
    return new Runtime(
      attempt(() => new Engine(bytes)),
      memory,
    );
  }

  /** @type {typeof import("./index.js").Runtime.preload} */
  static preload(module = beside()) {
    // Whoever needs the module hears of a failure then.
    start(module).catch(() => {});
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
    return { ...ok, warnings };
  };
}
