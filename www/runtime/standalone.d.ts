/**
 * The package as one classic script with the module in it: for pages of files, for webviews, and for packaged apps. Its
 * global is `PaywallRuntime`.
 *
 * @example
 * <script src="standalone.js"></script>
 * <script>PaywallRuntime.Runtime.load(paywalls).then((runtime) => runtime.launch().mount(document.body))</script>
 */
import type * as bridge from "./bridge.js";
import type * as document from "./document.js";
import type * as index from "./index.js";
import type * as present from "./present.js";

declare global {
  var PaywallRuntime: typeof bridge & typeof document & typeof index & typeof present;
}
