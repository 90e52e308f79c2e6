// Paywalls as servers write them: into their own pages, for `hydrate` to take over.
import { withClock } from "paywall-runtime";

export { PaywallError, Runtime, withClock } from "paywall-runtime";

/** The inside of the element: fonts, which browsers look for outside of shadow roots alone, and the paywall. */
const MARKUP = `<style{{#if nonce}} nonce="{{nonce}}"{{/if}}>{{{fonts}}}</style>\
<template shadowrootmode="open"><style{{#if nonce}} nonce="{{nonce}}"{{/if}}>\
.announcer{position:absolute;top:0;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}\
{{{css}}}</style>{{{html}}}<div class="announcer" role="status"></div></template>`;

/** @type {typeof import("./server.js").renderToString} */
export function renderToString(runtime, asked = {}) {
  const request = withClock({ locale: "en", now: Date.now(), ...asked });
  const page = { ...request.page, template: MARKUP };
  const { decision, html, warnings } = runtime.snapshot({ ...request, page });
  const json = JSON.stringify(request).replace(/</g, "\\u003c");
  return { markup: html, request, json, decision, warnings };
}
