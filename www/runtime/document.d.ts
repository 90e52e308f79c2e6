/** Documents kept between visits. Import it from "paywall-runtime/document"; `docs/start.md` describes it. */

import type { Source } from "./index.js";

/**
 * The limits of waiting and of age, and what is shown without a network.
 *
 * @example
 * const options: DocumentOptions = { timeout: 1_500, fallback: "/assets/paywalls.json" };
 */
export interface DocumentOptions {
  /** The document, such as one of the bundle, for where none is kept and the network does not answer in time. */
  fallback?: Source;
  /** The time to wait for the network before `fallback` or a kept document that is too old, in ms; default 3,000. */
  timeout?: number;
  /** The age up to which a kept document is shown without waiting for the network, in ms; default a week. */
  maxAge?: number;
  /** In place of the page's `fetch`. */
  fetch?: typeof globalThis.fetch;
  /** Hears that the network brought another document than the kept one that is shown. The next visit shows it. */
  onNewer?: () => void;
}

/**
 * Answers the document of an address, for `Runtime.load`. It asks the network once, and keeps what came for the next
 * visit, which does not wait for the network. What a page shows is never exchanged while it is looked at.
 *
 * @example
 * const runtime = await Runtime.load(cloudDocument("/paywalls.json", { fallback: "/assets/paywalls.json" }));
 * @throws where the network fails and there is neither a kept document nor a fallback.
 */
export function cloudDocument(address: string | URL, options?: DocumentOptions): Promise<Source>;
