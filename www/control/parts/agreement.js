// A small sign: whether the engine of the host writes the same bytes as the module in this browser for what is shown.
import { html, nothing } from "lit-html";

import { get, send } from "../api.js";
import { update } from "../store.js";
import { icon } from "./icon.js";
import { count } from "./words.js";

/** What was compared, by all that it depends on: the bytes, or where they differ; undefined while the host is asked. */
const compared = new Map();
const MOST = 200;

/** The last question: one is asked at a time, while the browser has nothing else to do. */
let last = Promise.resolve();
const idle = () => new Promise((resolve) => (globalThis.requestIdleCallback ?? setTimeout)(resolve));

/** Compares what both say: the bytes of a paywall, or the code with which they refuse. */
function verdict(here, there) {
  if (here.error || there.error) return { agree: here.error?.code === there.error?.code, bytes: 0 };
  const [ours, theirs] = [here, there].map(({ ok }) => ok.html + ok.css);
  return { agree: ours === theirs, bytes: new TextEncoder().encode(ours).length };
}

async function compare(key, source, request, runtime) {
  const { edit: _, ...what } = source;
  try {
    const there = await send("POST", "/render", { source: what, request }).catch((error) => {
      if (error.status === 0 || error.status === 403) throw error;
      return { error };
    });
    const said = verdict(JSON.parse(runtime.answer("render", request)), there);
    // A draft that somebody edited meanwhile is another one.
    const isSame = said.agree || !source.draft || (await get(`/drafts/${source.draft}`)).edit === source.edit;
    compared.set(key, isSame ? said : null);
    update();
  } catch {
    // Whoever may not ask, or cannot, is told nothing.
    compared.set(key, null);
  }
}

/** Returns what is known of a request by now; asks the host otherwise. */
function known(source, request, runtime) {
  const key = JSON.stringify([source, request]);
  if (!compared.has(key)) {
    for (const old of [...compared.keys()].slice(0, -MOST)) compared.delete(old);
    compared.set(key, undefined);
    last = last.then(idle).then(() => compare(key, source, request, runtime));
  }
  return compared.get(key);
}

/** Some moment: both must be asked about the same one, on the same clock. */
const THEN = { now: Date.UTC(2026, 0, 1), utcOffset: 0 };

/**
 * Shows the sign for some requests.
 * @param {any} source where the content is from @param {any} content what the module read of it @param {any[]} requests
 */
export function agreement(source, { runtime, products, locales }, requests) {
  const all = requests.map((one) => known(source, { locale: locales[0], products, ...one, ...THEN }, runtime));
  if (!all.length || all.some((one) => !one)) return nothing;
  const different = all.filter(({ agree }) => !agree).length;
  const bytes = all.reduce((sum, one) => sum + one.bytes, 0);
  const words = different
    ? `${count(different, "paywall is", "paywalls are")} written otherwise by the server`
    : `The server writes the same ${bytes.toLocaleString("en")} bytes`;
  const title =
    "The module in this browser and the engine of the server were asked for the same, and their pages compared byte by byte.";
  return html`<small class="agreement" data-is=${different ? "no" : "yes"} title=${title}>${icon(different ? "error" : "check")}${words}</small>`;
}
