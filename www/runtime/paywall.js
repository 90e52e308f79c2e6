// One launched paywall: its state in the module, its place on the page, and the app that listens.
import { saysClock, withClock } from "./clock.js";
import { becomeDialog } from "./dialog.js";
import { attempt, read } from "./error.js";
import { hear, obey, spoken } from "./events.js";
import { enter, loadPictures } from "./flow.js";
import { addFonts } from "./fonts.js";
import { live } from "./live/live.js";
import { missing } from "./locales.js";
import { Purchases } from "./purchases.js";
import { clear, stage } from "./stage.js";
import { changesOf, forcedBy, surroundings, viewOf } from "./world.js";

/** @import { Hydrate, MountOptions, PaywallEvent, Rendered, Request, Warning } from "./index.js" */
/** @import { FlowState } from "./index.js" */
/** @import { Flow } from "./flow.js" */
/** @import { Live } from "./live/live.js" */
/** @import { Entries } from "./live/fields.js" */
/** @import { Listener } from "./events.js" */
/** @import { Memory } from "./memory.js" */
/** @import { Lender } from "./runtime.js" */
/** @import { Screen } from "./paywall_runtime.js" */
/** @import { PageRequest } from "./world.js" */

/**
 * All that is there while a paywall is on the page. `undo` makes the page what it was.
 * @typedef {object} Mounted
 * @property {Element} element
 * @property {MountOptions} options
 * @property {number} since
 * @property {(() => void)[]} undo
 * @property {Entries} entries what is entered in its fields: the page has it, and nothing else
 * @property {Flow} [flow]
 * @property {Live} [live]
 */

/**
 * The paywalls on show, by their elements.
 * @type {WeakMap<Element, Paywall>}
 */
const onShow = new WeakMap();

/**
 * Does something once no call of the module is under way: one that tells the app gives nothing back meanwhile.
 * @param {() => void} work
 */
const later = (work) => void Promise.resolve().then(work);

export class Paywall extends Purchases {
  #lender;
  #request;
  /** Milliseconds that the request's time is ahead of the page's; previews show other times. */
  #ahead;
  /**
   * The screen. The memory of one that is not on the page is given back, as older engines never do by themselves.
   * @type {Screen | undefined}
   */
  #screen;
  /** The state of a screen that was given back. */
  #state = "{}";
  /**
   * What the screen said when it was launched.
   * @type {{ decision: Rendered["decision"], name: string, fonts: Rendered["fonts"] }}
   */
  #launched;
  /** @type {Warning[] | undefined} */
  #warnings;
  /** @type {Set<Listener>} */
  #listeners = new Set();
  /** @type {Mounted | undefined} */
  #mounted;
  /** The surroundings that the app set itself: they stay, whatever the page's are. */
  #forced;
  /** True while the customer's clock is the page's. */
  #ticks;
  #wasShown = false;
  #isPaused = false;

  /**
   * @param {PageRequest} request
   * @param {Lender} lender
   */
  constructor(request, lender) {
    super();
    this.#forced = forcedBy(request.state);
    const news = surroundings(request.state ?? {}, this.#forced);
    const isNew = !request.state;
    if (news) request = { ...request, state: { ...request.state, ...news } };
    this.#lender = lender;
    this.#ticks = lender.ticks;
    this.#request = request;
    this.#ahead = request.now - Date.now() || 0;
    this.#screen = lender.launch(request);
    this.#launched = read(this.#screen.launched()).ok;
    this.decision = this.#launched.decision;
    const left = isNew && this.#bookmark((memory, flow) => memory.bookmark(flow));
    if (left) this.#put({ state: { ...left, ...news } });
    this.#learn(request.locale);
  }

  get warnings() {
    return (this.#warnings ??= this.#rendered().warnings);
  }

  /** @returns {Record<string, unknown> & { flow?: FlowState }} */
  get state() {
    return JSON.parse(this.#screen?.state() ?? this.#state);
  }

  /**
   * @param {Element} element
   * @param {MountOptions} [options]
   */
  mount(element, options = {}) {
    this.#leave();
    const former = onShow.get(element);
    if (former) former.#leave();
    onShow.set(element, this);
    const { dialog, hydrate } = options;
    /** @type {Mounted} */
    const mounted = { element, options, since: Date.now(), undo: [], entries: new Map() };
    this.#mounted = mounted;
    if (dialog) mounted.undo.push(becomeDialog(element, this.#launched.name));
    if (this.decision?.flow) mounted.flow = this.#enter(element, !!hydrate);
    this.#show(mounted.flow?.first ?? element, false, hydrate);
    if (!this.#wasShown) this.#lender.memory?.remember(this.decision?.remember, this.#request.now);
    this.#wasShown = true;
    if (this.state.flow?.paused) this.send("__resume__");
    return this;
  }

  /** @param {Listener} listener */
  onAction(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @param {Request} changes */
  update(changes) {
    const forced = forcedBy(changes.state, this.state);
    if (saysClock(changes)) {
      this.#ticks = false;
      changes = { offsetChanges: null, ...withClock({ now: this.#request.now, ...changes }) };
    }
    this.#put(changes);
    Object.assign(this.#forced, forced);
    this.#learn(changes.locale);
  }

  /**
   * Writes the paywall again once a language that the module does not know has come.
   * @param {string} [locale]
   */
  #learn = (locale) => {
    if (!locale) return;
    const learnt = this.#lender.learn(locale);
    learnt?.then(
      () => this.#put({}),
      (error) => this.warnings.push(missing(error)),
    );
  };

  /** @param {Request} changes */
  #put = (changes) => {
    attempt(() => this.#awake().update(JSON.stringify(changes)));
    Object.assign(this.#request, changes);
  };

  /** @param {string} tap */
  act(tap, by = "click", /** @type {unknown} */ value = null) {
    attempt(() => this.#awake().act(JSON.stringify({ tap, by, value })));
  }

  /** @param {boolean} allowed */
  allowUserInteraction(allowed) {
    if (this.#mounted) /** @type {HTMLElement} */ (this.#mounted.element).inert = !allowed;
    this.act("", "interaction", allowed);
  }

  /** @param {string} event */
  send(event) {
    this.act(event, "event");
  }

  unmount() {
    this.#leave();
  }

  #leave = () => {
    const { element, live, flow, undo = [] } = this.#mounted ?? {};
    this.#mounted = undefined;
    if (element) onShow.delete(element);
    live?.stop();
    this.#screen?.unmount();
    later(this.#rest);
    for (const restore of undo) restore();
    flow?.leave();
    if (element?.shadowRoot) clear(element.shadowRoot);
  };

  /** Gives the memory of the screen back as long as it is not on the page. */
  #rest = () => {
    if (this.#mounted || !this.#screen) return;
    this.#state = this.#screen.state();
    this.#screen.free();
    this.#screen = undefined;
  };

  /** Returns the screen, launched anew if it was given back. */
  #awake = () => (this.#screen ??= this.#relaunched());

  /**
   * Asks the memory about the flow, if a later launch may go on with it.
   * @template T
   * @param {(memory: Memory, flow: string) => T} ask
   */
  #bookmark = (ask) => {
    const { memory } = this.#lender;
    const { flow_id: flow, object } = /** @type {any} */ (this.decision?.flow ?? {});
    return memory && object?.resume_from_bookmark && ask(memory, flow);
  };

  /** Brings the paywall up to date with the world around it. */
  #adapt = () => {
    const view = this.#lender.follows && viewOf(/** @type {Mounted} */ (this.#mounted).element);
    const changes = changesOf(this.state, this.#forced, this.#request, view, this.#ticks);
    if (changes) this.#put(changes);
  };

  /** The request for the paywall as it is now. */
  #present = () => ({ ...this.#request, state: this.state });

  /**
   * Answers what a server would write now, which the page itself does not need.
   * @returns {{ ok: Rendered, warnings: Warning[] }}
   */
  #rendered = () => read(this.#lender.render(this.#present()));

  /** Makes the nodes that the paywall would be mounted with. */
  #fresh = () => {
    const place = stage(document.createElement("div"), false, undefined, () => {});
    this.#relaunched().mount(place.root, undefined, place, true);
    return /** @type {Element} */ (place.root.querySelector(".paywall"));
  };

  #relaunched = () => this.#lender.launch(this.#present());

  /**
   * Shows the screen in `element`. `told` is true where the app knows of it, as of a flow's next screen.
   * @param {Element} element
   * @param {boolean} told
   * @param {Hydrate} [hydrate]
   */
  #show = (element, told, hydrate) => {
    const screen = this.#awake();
    const mounted = /** @type {Mounted} */ (this.#mounted);
    // Fonts are known before the browser writes anything, and the nodes do not wait for it.
    later(() => addFonts(this.#launched.fonts, element.ownerDocument));
    /** @param {string} message */
    const warn = (message) => void this.warnings.push({ code: "hydration_mismatch", message, path: null });
    const adopt = !!hydrate?.(element, this.#rendered().ok, this.#fresh, warn);
    const place = stage(element, adopt, this.#request.page?.nonce, (events) => {
      if (screen === this.#screen) this.#tell(JSON.parse(events), place.root);
    });
    attempt(() => screen.mount(place.root, place.shown, place, told));
    // An app that heard of it may have taken the paywall away again, or sent the flow on.
    if (screen !== this.#screen || mounted !== this.#mounted) return;
    const begin = (/** @type {boolean} */ isLate) => {
      mounted.live?.stop();
      mounted.live = live(place.root, {
        name: this.#launched.name,
        entries: mounted.entries,
        ahead: this.#ahead,
        ...mounted.options,
        isLate,
        // A flow has its own way back.
        tell: (tap, by, value) => (by === "back" && mounted.flow) || this.act(tap, by, value),
        press: mounted.flow?.press,
        focused: place.focused,
        adapt: () => this.#adapt(),
        moved: () => {
          place.dress();
          addFonts(this.#launched.fonts, element.ownerDocument);
          begin(true);
          this.#adapt();
        },
      });
    };
    begin(adopt);
    if (viewOf(element) !== window) this.#adapt();
  };

  /**
   * Tells the app and the page what happened. A listener that answers false keeps a link from being opened.
   * @param {PaywallEvent[]} events
   * @param {ShadowRoot} root
   */
  #tell = (events, root) => {
    const { live, since = 0 } = this.#mounted ?? {};
    live?.refresh();
    for (const event of events) {
      if (event.action === "CLOSE_PAYWALL") event.timeSpentOnPaywall = (Date.now() - since) / 1000;
      const said = spoken(event);
      if (said) live?.say(/** @type {string} */ (said));
    }
    this.#follow();
    const answers = events.flatMap((event) => [...this.#listeners].map((listener) => hear(listener, event, this)));
    obey(events, !answers.includes(false), root);
  };

  /**
   * Makes the place of a flow in `element`.
   * @param {Element} element
   * @param {boolean} stays
   */
  #enter = (element, stays) => {
    const { transition } = /** @type {any} */ (this.decision).flow.object;
    return enter(element, stays, transition, {
      next: (place) => {
        const former = this.#awake();
        this.#screen = this.#relaunched();
        this.#launched = read(this.#screen.launched()).ok;
        this.#show(place, true);
        return () => {
          former.unmount();
          later(() => former.free());
        };
      },
      over: (timer) => this.act(timer, "timer"),
      back: () => {
        const before = this.#awake().state();
        this.send("__remoteback__");
        return this.#awake().state() !== before;
      },
      prepare: (ids) =>
        loadPictures(ids.map((paywall) => this.#lender.render({ ...this.#request, paywall, state: null }))),
    });
  };

  /** Brings the page to where the flow is, and keeps a flow that pauses for a later launch. */
  #follow = () => {
    const { flow } = this.state;
    if (!flow || !this.#mounted?.flow) return;
    this.#mounted.flow.follow(flow);
    const isPaused = !!flow.paused && !flow.done;
    if (isPaused !== this.#isPaused) {
      this.#bookmark((memory, id) => memory.keep(id, isPaused ? this.state : undefined));
    }
    this.#isPaused = isPaused;
  };
}
