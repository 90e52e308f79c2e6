// The parts of the package that wrappers load when a paywall is near: the runtime, once for a document, and its places.

/** @import { Attached, AttachProps, News, OutcomeOptions } from "./present.js" */
/** @import { Request, Runtime, Source } from "./index.js" */
/** @typedef {Parameters<typeof Runtime.load>[1]} LoadOptions */
/** @typedef {Source | Runtime} From a document or a runtime */

/** The name of the runtimes of a page, which all copies of this script share. */
const KEY = Symbol.for("paywall-runtime");

/**
 * Loads a document, unless that was done before. An app that has a runtime passes that.
 * @param {From | Promise<From>} document
 * @param {LoadOptions} options
 * @param {() => Promise<{ Runtime: Pick<typeof Runtime, "load" | "preload"> }>} load loads the package
 * @returns {Promise<Runtime>}
 */
export function loaded(document, options, load) {
  const page = /** @type {Record<symbol, Map<unknown, Promise<Runtime>>>} */ (/** @type {unknown} */ (globalThis));
  page[KEY] ??= new Map();
  const all = page[KEY];
  let runtime = all.get(document);
  if (!runtime) {
    runtime = begin(document, options, load);
    all.set(document, runtime);
    runtime.catch(() => all.delete(document));
  }
  return runtime;
}

/** @type {typeof loaded} */
async function begin(document, options, load) {
  const { Runtime } = await load();
  Runtime.preload(options?.module);
  const found = /** @type {any} */ (await document);
  return found.launch ? found : Runtime.load(found, options);
}

/**
 * Shows a paywall in an element (`attach.js`).
 * @param {Element} element
 * @param {() => AttachProps} props
 * @param {(news: News) => void} hear
 * @returns {Attached}
 */
export function attach(element, props, hear) {
  let isGone = false;
  /** @type {Attached | undefined} */
  let attached;
  import("./present.js").then(
    (places) => {
      if (!isGone) attached = places.attach(element, props, hear);
    },
    (error) => {
      console.error(error);
      if (!isGone) hear({ state: "ended", outcome: { type: "error", error, decision: null } });
    },
  );
  return {
    update: () => attached?.update(),
    detach() {
      isGone = true;
      attached?.detach();
    },
  };
}

/**
 * Launches a paywall, shows it, and answers how it ended.
 * @param {Promise<Runtime>} runtime
 * @param {string | Request} [target]
 * @param {OutcomeOptions} [options]
 */
export async function present(runtime, target, options) {
  const places = await import("./present.js");
  return places.present(runtime, target, options);
}
