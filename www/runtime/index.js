// The package's face to JavaScript: a thin layer over the module. It adds what only a page knows (sizes, language,
// time, address), and unpacks documents; every decision is the module's.
export { withClock } from "./clock.js";
export { PaywallError } from "./error.js";
export { Paywall } from "./paywall.js";
export { Runtime } from "./runtime.js";
export { formFactor } from "./world.js";
