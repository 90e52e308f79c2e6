// All that a page without a server needs, in one classic script: pages of files, webviews, packaged apps of
// televisions. Its global is `PaywallRuntime`.
export { bridge } from "./bridge.js";
export { cloudDocument } from "./document.js";
export * from "./index.js";
export { present } from "./present.js";
