/** Taking over what a server wrote. Import it from "paywall-runtime/hydrate"; `docs/hydration.md` describes it. */

import type { Hydrate } from "./index.js";

/** To be given to `Paywall.mount`: `paywall.mount(element, { hydrate })`. */
export const hydrate: Hydrate;
