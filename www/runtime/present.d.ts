/** Places for paywalls. Import it from "paywall-runtime/present"; `docs/layout.md` describes it. */

import type { MountOptions, Paywall } from "./index.js";

export interface PresentOptions extends MountOptions {
  /** Over the whole screen (default), in its middle, from below, or in the page as high as its content. */
  as?: "fullscreen" | "modal" | "sheet" | "inline";
  /** The element that gets the place; default the page's body. */
  parent?: Element;
}

/**
 * Makes a place, and mounts the paywall there: all but `inline` as a dialog, the browser's own where it has one. A tap
 * beside a dialog or a sheet, and the gesture back, tell the app the same as the key Back: `REMOTE_BACK`.
 */
export function present(
  paywall: Paywall,
  options?: PresentOptions,
): {
  /** The element that holds the paywall's shadow root. */
  readonly element: Element;
  /** Takes paywall and place away. The page is as before. */
  dismiss(): void;
};
