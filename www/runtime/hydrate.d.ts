/**
 * The take-over of a page that a server wrote. Import it from "paywall-runtime/hydrate"; `docs/hydration.md` describes
 * it.
 */

import type { Hydrate } from "./index.js";

/**
 * Takes it over.
 *
 * @example
 * runtime.launch(request).mount(document.querySelector("#paywall"), { hydrate });
 */
export const hydrate: Hydrate;
