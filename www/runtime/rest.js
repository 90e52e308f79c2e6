// The rest of the module: the code that most paywalls do without, in a file of its own (`xtask/src/split.rs`).
// `Runtime.load` waits for it where the document needs it, or the paywall that the app names; else it comes right after
// the first part, and is there before anybody asks for it. A call that needs it before it has come still waits for it:
// calls answer at once, so the page stands still meanwhile. That is the last resort.
import { rest } from "#place";
import { keepStack, PaywallError } from "./error.js";
import { NEEDS, RULES_NEED } from "./needs.js";
import { imports } from "./paywall_runtime.js";
import { compiled, instantiate, start } from "./start.js";

/** @import { Source } from "./start.js" */

/** The longest pause between two attempts, in milliseconds. */
const LONGEST_PAUSE = 30_000;

/**
 * What the first part has for the rest, until that is here. The whole module has nothing for it.
 * @type {any}
 */
let first;

/** @type {Promise<void> | undefined} */
let coming;

/**
 * The error of the last attempt, until one succeeds.
 * @type {PaywallError | undefined}
 */
let failed;
let pause = 500;

/** @param {any} exports those of the module that has started */
export function follows(exports) {
  first = exports.a && exports;
  keepStack(exports.b);
}

/** Answers what the rest imports of the first part: what that exports, and functions by their slots in its table. */
function lent() {
  /** @type {Record<string, any>} */
  const all = { ...first };
  for (let slot = 0; slot < first.a.length; slot += 1) all[slot] = first.a.get(slot);
  return all;
}

/**
 * Brings the rest, unless it is here. On a page, an attempt that fails is repeated by itself, after longer and longer
 * pauses; whoever asks during a pause hears of the last failure.
 * @param {Source} [module] what the app passed
 * @param {RequestInit["priority"]} [priority]
 */
export function bring(module, priority) {
  coming ??= both(module, priority).catch((cause) => {
    const isOnPage = first && globalThis.document;
    pause = Math.min(2 * pause, LONGEST_PAUSE);
    if (isOnPage) setTimeout(again, pause);
    else coming = undefined;
    throw first ? fail(cause) : cause;
  });
  return coming;
}

function again() {
  coming = undefined;
  bring().catch(() => {});
}

/** @param {Error} cause */
function fail({ message }) {
  failed = new PaywallError({
    code: "module_unavailable",
    message: `the rest of the module did not come: ${message}; it is fetched again: await \`ready()\`, or try later`,
  });
  return failed;
}

/**
 * @param {Source} [module]
 * @param {RequestInit["priority"]} [priority]
 */
async function both(module, priority) {
  // At the same time as the first part, unless an app has a module of its own, which may be whole.
  const fetched = module ? undefined : rest && compiled(rest(), priority);
  fetched?.catch(() => {});
  await start(module);
  const part = first && rest && (await (fetched ?? compiled(rest())));
  // A call may have brought it meanwhile.
  if (first) await instantiate(part, lent());
  first = failed = undefined;
}

/** Fetches the rest while a call waits for it, unless that failed before. */
export function bringNow() {
  if (!failed && canWait()) {
    try {
      const request = new XMLHttpRequest();
      request.open("GET", /** @type {() => URL} */ (rest)(), false);
      // Letters whose lower halves are the bytes: such a request gives text alone.
      request.overrideMimeType("text/plain;charset=x-user-defined");
      request.send();
      const bytes = Uint8Array.from(request.responseText, (letter) => letter.charCodeAt(0));
      new WebAssembly.Instance(new WebAssembly.Module(bytes), { ...imports(), "": lent() });
      first = undefined;
      return;
    } catch (cause) {
      fail(/** @type {Error} */ (cause));
    }
  }
  bring().catch(() => {});
  throw failed ?? fail(new Error("it is on its way"));
}

/** Answers whether a call can wait for the rest: on a page, in engines that compile more than 4 KB at once. */
function canWait() {
  // A module with nothing in it but a section that nobody reads.
  const module = new Uint8Array(5000);
  module.set([0, 97, 115, 109, 1, 0, 0, 0, 0, 253, 38]);
  try {
    return !!globalThis.document && !!new WebAssembly.Module(module);
  } catch {
    return false;
  }
}

/**
 * Brings the rest when a document is to be loaded. Answers a promise of when calls may begin. `isNamed` says that the
 * app names what it launches first: what that needs is looked at later.
 * @param {Promise<Uint8Array>} document
 * @param {boolean} isNamed
 * @param {Source} [module] what the app passed
 */
export async function complete(document, isNamed, module) {
  const text = decoded(await document);
  const waits = !canWait() || RULES_NEED.test(text) || (!isNamed && NEEDS.test(text));
  // The calls that need it say where it did not come, and all others work.
  if (waits) return bring(module).catch(() => {});
  await start(module);
  bring(module, "low").catch(() => {});
}

/**
 * Answers whether a paywall of a document needs the rest; without an id, whether any of them does.
 * @param {Uint8Array} document
 * @param {string | null} [id]
 */
export function needs(document, id) {
  const text = decoded(document);
  if (!first || !NEEDS.test(text)) return false;
  const named = id && paywallsOf(text).find((paywall) => `${paywall?.id}` === id);
  return !named || NEEDS.test(JSON.stringify(named));
}

/** @param {Uint8Array} bytes */
const decoded = (bytes) => new TextDecoder().decode(bytes);

/**
 * @param {string} text
 * @returns {any[]}
 */
function paywallsOf(text) {
  try {
    return [JSON.parse(text).paywalls].flat();
  } catch {
    return []; // The module says what is wrong.
  }
}
