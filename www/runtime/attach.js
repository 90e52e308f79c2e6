// A paywall in an element, for wrappers: it comes when its runtime has, follows what the app says, and goes.
import { deal } from "./deal.js";

/** @import { Attached, AttachProps, News } from "./present.js" */
/** @import { Hydrate, LaunchOptions, Paywall } from "./index.js" */

/** The look of an element whose paywall is a part of the page (`present.js`). */
const INLINE = "position:relative;transform:translate(0);overflow:hidden;contain:layout paint;--h:auto";

/**
 * Shows a paywall in an element, or over the page.
 * @param {Element} element
 * @param {() => AttachProps} props
 * @param {(news: News) => void} hear
 * @param {Pick<typeof import("./present.js"), "present" | "withoutPaywall">} places
 * @returns {Attached}
 */
export function attachTo(element, props, hear, { present, withoutPaywall }) {
  let isGone = false;
  /** @type {Paywall | undefined} */
  let paywall;
  /** @type {LaunchOptions | undefined} */
  let known;
  let detach = () => {};
  const attached = {
    update() {
      const { request } = props();
      const changes = paywall && changed(known, request);
      known = request;
      if (changes) paywall?.update(changes);
    },
    detach() {
      isGone = true;
      detach();
    },
  };
  /** @param {News} news */
  const tell = (news) => isGone || hear(news);
  begin().catch((error) => tell({ state: "ended", outcome: withoutPaywall(error) }));
  return attached;

  async function begin() {
    const written = !!(element.shadowRoot ?? element).querySelector(".paywall,template[shadowrootmode]");
    const [{ hydrate }, found] = await Promise.all([written ? import("./hydrate.js") : none, props().runtime]);
    if (isGone) return;
    const { placement, request, as = written ? "page" : "inline", hls } = props();
    known = request;
    const launched = found.launch(placement, request);
    const leave = deal(launched, props, end, as !== "inline" && as !== "page");
    paywall = launched;
    const options = { ...(hls && { hls }), ...(hydrate && { hydrate }) };
    const takeAway =
      as === "page" || as === "inline" ? within(as, options) : present(launched, { as, ...options }).dismiss;
    detach = () => {
      leave();
      paywall = undefined;
      takeAway();
    };
    if (isGone) detach();
    tell({ state: "ready", paywall: launched });

    /** @param {import("./present.js").Outcome} outcome */
    function end(outcome) {
      // One that ends while it is being shown is taken away behind that.
      queueMicrotask(() => {
        tell({ state: "ended", outcome });
        attached.detach();
      });
    }
    /**
     * @param {"page" | "inline"} as
     * @param {{ hydrate?: Hydrate }} options
     */
    function within(as, options) {
      const { style } = /** @type {HTMLElement} */ (element);
      const before = style.cssText;
      if (as === "inline") style.cssText += `;${INLINE}`;
      launched.mount(element, options);
      return () => {
        launched.unmount();
        style.cssText = before;
      };
    }
  }
}

/** @type {Promise<{ hydrate?: Hydrate }>} */
const none = Promise.resolve({});

/**
 * Answers the fields of a request that became others, if any.
 * @param {Record<string, any>} [before]
 * @param {Record<string, any>} [after]
 */
function changed(before = {}, after = {}) {
  const news = Object.keys(after).filter(
    (name) => before[name] !== after[name] && JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  return news.length ? Object.fromEntries(news.map((name) => [name, after[name]])) : undefined;
}
