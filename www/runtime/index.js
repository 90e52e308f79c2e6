// The package's face to JavaScript: a thin layer over the module. What it adds is what only a page knows
// (sizes, language, time, address) and unpacking; every decision is the module's.
import { Engine, finish, imports } from "./paywall_runtime.js";
import { addFonts } from "./fonts.js";
import { live } from "./live.js";
import { Memory } from "./memory.js";
import { clear, stage } from "./stage.js";
import { documentBytes } from "./unpack.js";
import { surroundings, watch } from "./world.js";

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
  #memory;

  constructor(engine, memory) {
    const { ok, warnings = [] } = JSON.parse(engine.loaded());
    this.#engine = engine;
    this.#memory = memory && new Memory(memory);
    this.warnings = warnings;
    this.document = ok;
  }

  static async load(
    document,
    { components, memory, module = new URL("./paywall_runtime.wasm", import.meta.url) } = {},
  ) {
    let [bytes] = await Promise.all([documentBytes(document, PaywallError), start(module)]);
    if (components)
      bytes = await documentBytes(
        `{"customComponents":${JSON.stringify(components)},"document":${new TextDecoder().decode(bytes)}}`,
      );
    return new Runtime(
      attempt(() => new Engine(bytes)),
      memory,
    );
  }

  decide(request = {}) {
    return this.#ask("decide", this.#recall(request));
  }

  render(request = {}) {
    return this.#ask("render", request);
  }

  snapshot(request = {}) {
    return this.#ask("snapshot", request);
  }

  act(request) {
    return this.#ask("act", request);
  }

  describe() {
    return this.#ask("describe", {});
  }

  answer(operation, request = {}) {
    return this.#engine.call(OPERATIONS[operation] ?? 0, JSON.stringify(request));
  }

  launch(target, options = {}) {
    const launch = (request) => attempt(() => this.#engine.launch(JSON.stringify(request)));
    const request = this.#recall(launchRequest(target, options), true);
    try {
      const isSized = options.device?.width ?? target?.device?.width;
      return new Paywall(launch, (request) => this.answer("render", request), request, this.#memory, !isSized);
    } catch (error) {
      if (error.code === "held_out") this.#memory?.remember(this.decide(request).decision.remember, request.now);
      throw error;
    }
  }

  /** Forgets what it remembered of this customer. */
  forget() {
    this.#memory?.forget();
  }

  /** The request with what is remembered, unless it says so itself. */
  #recall(request, launches) {
    return this.#memory ? { memory: this.#memory.recall(request.now ?? Date.now(), launches), ...request } : request;
  }

  #ask(operation, request) {
    const { ok, error, warnings } = JSON.parse(this.answer(operation, request));
    if (error) throw new PaywallError(error);
    return { ...ok, warnings };
  }
}

export class Paywall {
  #screen;
  #launch;
  #request;
  #listeners = new Set();
  #element;
  #live;
  #restore = [];
  #since;
  /** The answer of the screen, `{decision, paywall, html, css, fonts}`, and whether it still is. */
  #written;
  #isCurrent;
  #ahead;
  #dialog;
  #hls;
  /** Of a flow: what holds its screens, and the one shown. */
  #stage;
  #place;
  #visit;
  #timers = new Map();
  #prepare;
  #memory;
  #follows;
  #shown = false;
  #paused = false;

  /**
   * `launch` makes the screen of a request, `render` its answer: of a flow, each screen is a launch of its own.
   * `follows`: whether the device's size is the page's.
   */
  constructor(launch, render, request, memory, follows) {
    this.#follows = follows;
    this.#launch = launch;
    const news = surroundings(request.state ?? {});
    const isNew = !request.state;
    if (news) request = { ...request, state: { ...request.state, ...news } };
    this.#request = request;
    // Milliseconds that the request's time is ahead of the page's; previews show other times.
    this.#ahead = request.now - Date.now() || 0;
    this.#screen = launch(request);
    this.warnings = this.#read();
    this.decision = this.#written.decision;
    this.#memory = memory;
    const left = isNew && this.#bookmark((memory, flow) => memory.bookmark(flow));
    if (left) this.update({ state: { ...left, ...news } });
    this.#prepare = (ids) => prepare(ids.map((paywall) => render({ ...this.#request, paywall, state: null })));
  }

  get state() {
    return JSON.parse(this.#screen.state());
  }

  mount(element, { dialog = false, hydrate, hls } = {}) {
    this.#leave();
    this.#hls = hls;
    this.#element = element;
    this.#dialog = dialog;
    this.#since = Date.now();
    if (dialog) this.#enterDialog(element);
    if (this.decision?.flow) {
      const root = element.shadowRoot ?? element.attachShadow({ mode: "open" });
      const written = [...root.childNodes];
      this.#stage = root.appendChild(document.createElement("div"));
      element = this.#place = this.#stage.appendChild(document.createElement("div"));
      const within = hydrate && element.attachShadow({ mode: "open" });
      // A move, where browsers know it, leaves the focus and scrolling as they are.
      for (const node of written)
        within ? within[within.moveBefore ? "moveBefore" : "insertBefore"](node, null) : node.remove();
      addEventListener("keydown", this.#back);
    }
    this.#restore.push(watch(() => this.#adapt()));
    this.#show(element, false, hydrate);
    if (!this.#shown) this.#memory?.remember(this.decision?.remember, this.#request.now);
    this.#shown = true;
    if (this.state.flow?.paused) this.send("__resume__");
    return this;
  }

  onAction(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  update(changes) {
    this.#isCurrent = false;
    attempt(() => this.#screen.update(JSON.stringify(changes)));
    Object.assign(this.#request, changes);
  }

  act(tap, by = "click", value = null) {
    this.#isCurrent = false;
    attempt(() => this.#screen.act(tap, by, JSON.stringify(value)));
  }

  allowUserInteraction(allowed) {
    if (this.#element) this.#element.inert = !allowed;
    this.act("", "interaction", allowed);
  }

  send(event) {
    this.act(event, "event");
  }

  unmount() {
    this.#listeners.clear();
    this.#leave();
  }

  /** The element becomes a dialog; afterwards it is what it was, and the focus is where it was. */
  #enterDialog(element) {
    const before = document.activeElement;
    this.#restore.push(() => before?.focus());
    for (const [name, value] of [
      ["role", "dialog"],
      ["aria-modal", "true"],
      ["aria-label", this.#written.paywall.name],
    ]) {
      if (element.hasAttribute(name)) continue;
      element.setAttribute(name, value);
      this.#restore.push(() => element.removeAttribute(name));
    }
  }

  #leave() {
    this.#live?.stop();
    this.#live = undefined;
    this.#screen.unmount();
    for (const restore of this.#restore.splice(0)) restore();
    removeEventListener("keydown", this.#back);
    this.#timers.forEach((timer) => clearTimeout(timer));
    this.#timers.clear();
    this.#visit = undefined;
    if (this.#element?.shadowRoot) clear(this.#element);
    this.#element = this.#stage = undefined;
  }

  /** Asks the memory of the flow, where it may be gone on with at a later launch. */
  #bookmark(ask) {
    const { flow_id: flow, object } = this.decision?.flow ?? {};
    return this.#memory && object?.resume_from_bookmark && ask(this.#memory, flow);
  }

  /** Brings the paywall up to date with the world around it. */
  #adapt() {
    const { device } = this.#request;
    const { innerWidth: width, innerHeight: height } = globalThis;
    const { state } = this;
    const news = surroundings(state);
    const isOther = this.#follows && (device.width !== width || device.height !== height);
    if (!news && !isOther) return;
    this.update({
      ...(news && { state: { ...state, ...news } }),
      ...(isOther && { device: { ...device, width, height } }),
    });
  }

  /** Asks the screen what it shows; the warnings about it. */
  #read() {
    const { ok, error, warnings } = JSON.parse(this.#screen.answer());
    if (error) throw new PaywallError(error);
    this.#written = ok;
    this.#isCurrent = true;
    return warnings;
  }

  /** The nodes that the paywall would be mounted with. */
  #fresh = () => {
    const place = stage(document.createElement("div"), false, undefined, () => {});
    this.#launch({ ...this.#request, state: this.state }).mount(place.root, undefined, place, true);
    return place.root.querySelector(".paywall");
  };

  #show(element, told = false, hydrate) {
    const screen = this.#screen;
    addFonts(this.#written.fonts);
    const warn = (message) => this.warnings.push({ code: "hydration_mismatch", message, path: null });
    if (hydrate && !this.#isCurrent) this.#read();
    const adopt = !!hydrate?.(element, this.#written, this.#fresh, warn);
    const place = stage(
      element,
      adopt,
      this.#request.page?.nonce,
      (events) => screen === this.#screen && this.#tell(JSON.parse(events), place.root),
    );
    const { root } = place;
    attempt(() => screen.mount(root, place.shown, place, told));
    this.#live?.stop();
    // The app may have taken it away again when it heard of it.
    if (!root.querySelector(".paywall")) return;
    // A flow has its own way back.
    const tell = (tap, by, value) => (by === "back" && this.#stage) || this.act(tap, by, value);
    this.#live = live(root, {
      name: this.#written.paywall.name,
      ahead: this.#ahead,
      dialog: this.#dialog,
      hls: this.#hls,
      isLate: adopt,
      tell,
    });
  }

  /** A listener that answers false keeps a link from being opened. */
  #tell(events, root) {
    this.#live?.refresh();
    for (const event of events) {
      if (event.action === "CLOSE_PAYWALL") event.timeSpentOnPaywall = (Date.now() - this.#since) / 1000;
      const { action, purchaseError, sku, componentChange } = event;
      const said = { PURCHASE_FAILED: purchaseError, SELECT_SKU: sku?.name, TOGGLE_CHANGE: componentChange?.name }[
        action
      ];
      if (said) this.#live?.say(said);
    }
    this.#follow();
    const answers = events.flatMap((event) => [...this.#listeners].map((listener) => this.#hear(listener, event)));
    const [video] = [...root.querySelectorAll("video")].slice(-1);
    for (const { action, deeplinkUrl } of events) {
      if (action === "OPEN_URL" && !answers.includes(false)) open(deeplinkUrl, "_blank", "noopener");
      if (/^P\w+_VIDEO$/.test(action)) video?.paused ? video.play()?.catch(() => {}) : video?.pause();
      if (/MUTE_VIDEO$/.test(action) && video) video.muted = !video.muted;
    }
  }

  /** One listener's mistake must not keep an event from the others. */
  #hear(listener, event) {
    try {
      return listener(event, this);
    } catch (error) {
      reportError(error);
    }
  }

  /** Brings the page to where the flow is: its screen, what it waits for, and what comes next. */
  #follow() {
    const { flow } = this.state;
    if (!flow || !this.#stage) return;
    if (flow.visit !== this.#visit) {
      const turns = this.#visit !== undefined;
      this.#visit = flow.visit;
      if (turns) this.#turn(flow.back);
      (globalThis.requestIdleCallback ?? setTimeout)(() => this.#prepare(flow.next ?? []));
    }
    const paused = flow.paused && !flow.done;
    if (paused !== this.#paused) this.#bookmark((memory, id) => memory.keep(id, paused ? this.state : undefined));
    this.#paused = paused;
    const due = flow.paused || flow.done ? {} : (flow.timers ?? {});
    for (const [id, timer] of this.#timers) {
      if (due[id]) continue;
      clearTimeout(timer);
      this.#timers.delete(id);
    }
    // Longer waits than a timer can count end at once.
    for (const id in due)
      if (due[id] && !this.#timers.has(id))
        this.#timers.set(
          id,
          setTimeout(() => this.act(id, "timer"), Math.min(due[id], 2 ** 31 - 1)),
        );
  }

  /** Mounts the next screen beside the one on show, which goes when it is covered. */
  #turn(back) {
    const [screen, place, stage] = [this.#screen, this.#place, this.#stage];
    this.#screen = this.#launch({ ...this.#request, state: this.state });
    this.#read();
    this.#place = stage.appendChild(document.createElement("div"));
    this.#show(this.#place, true);
    const { transition } = this.decision.flow.object;
    const gone = () => {
      screen.unmount();
      place.remove();
      stage.removeAttribute("style");
    };
    const moves = MOVES[transition]?.(back ? -100 : 100);
    if (!moves || !stage.animate || matchMedia("(prefers-reduced-motion: reduce)").matches) return gone();
    stage.style.cssText = "position:relative;overflow:hidden";
    place.style.cssText = "position:absolute;top:0;left:0;width:100%";
    place.animate(moves[0], 250);
    this.#place.animate(moves[1], 250).onfinish = gone;
  }

  /** The back key of remote controls: Tizen's and webOS's have codes of their own. What a step does not use is the page's. */
  #back = (event) => {
    const { key, keyCode, target } = event;
    if (
      (!["Backspace", "GoBack", "BrowserBack"].includes(key) && ![461, 10009].includes(keyCode)) ||
      target.matches?.("input,textarea")
    )
      return;
    const before = this.#screen.state();
    this.send("__remoteback__");
    if (this.#screen.state() !== before) event.preventDefault();
  };
}

/** How the former and the next screen move, by transition; `way` is where the next one comes from, in percent. */
const MOVES = {
  slide: (way) => [{ transform: ["none", `translateX(${-way}%)`] }, { transform: [`translateX(${way}%)`, "none"] }],
  verticalSlide: (way) => [
    { transform: ["none", `translateY(${-way}%)`] },
    { transform: [`translateY(${way}%)`, "none"] },
  ],
  fade: () => [{ opacity: [1, 0] }, { opacity: [0, 1] }],
};

/** Loads the pictures of paywalls that may come next. */
function prepare(answers) {
  for (const { ok } of answers.map(JSON.parse)) {
    for (const [, ...urls] of `${ok?.html}${ok?.css}`.matchAll(
      /<img [^>]*?src="([^"]*)|poster="([^"]*)|url\("([^"]*)/g,
    )) {
      new Image().src = urls.find(Boolean).replaceAll("&amp;", "&");
    }
  }
}

/** How a purchase goes on, told by the app: `purchaseFailed({ error })` and its like. */
for (const how of ["Started", "Succeeded", "Failed", "Cancelled", "Pending", "Deferred", "Unknown"]) {
  const by = `purchase${how}`;
  Paywall.prototype[by] = function (details = {}) {
    this.act("", by, details);
  };
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
    device: {
      formFactor: form ?? formFactor(),
      width: innerWidth,
      height: innerHeight,
      ...options.device,
      ...asked?.device,
    },
  };
}

/** Compiles the module once, whoever asks. */
let started;
function start(module) {
  started ??= instantiate(module).catch((cause) => {
    started = undefined;
    throw new PaywallError({ code: "module_unavailable", message: `the module did not start: ${cause.message}` });
  });
  return started;
}

/** Compiles while the file comes, where the server says what it is: only then browsers keep what they compiled, too. */
async function instantiate(module) {
  if (typeof module === "string" || module instanceof URL) module = await fetch(module);
  if (module instanceof Response) {
    if (!module.ok) throw new Error(`${module.status} for ${module.url}`);
    const streams = WebAssembly.compileStreaming && module.headers.get("content-type") === "application/wasm";
    module = await (streams ? WebAssembly.compileStreaming(module) : module.arrayBuffer());
  }
  const made = await WebAssembly.instantiate(module, imports());
  finish(made.instance ?? made);
}

/** Runs a call of the module, whose errors are plain `{code, message, path}`. */
function attempt(call) {
  try {
    return call();
  } catch (error) {
    throw error?.code ? new PaywallError(error) : error;
  }
}
