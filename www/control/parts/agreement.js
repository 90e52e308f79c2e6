// A small sign: whether the engine of the host writes the same bytes as the module in this browser for what is shown.
import { html, nothing } from "lit-html";

import { get, send } from "../api.js";
import { icon } from "./icon.js";
import { keeper } from "./keeper.js";
import { count } from "./words.js";

/** What was compared, by all that it depends on: the bytes, or whether both refuse alike. */
const compared = keeper(200);

/** The last question: one is asked at a time, while the browser has nothing else to do. */
let last = /** @type {Promise<any>} */ (Promise.resolve());
const idle = () => new Promise((resolve) => (globalThis.requestIdleCallback ?? setTimeout)(resolve));

/** Compares what both say: the bytes of a paywall, or the code with which they refuse. */
function verdict(here, there) {
  if (here.error || there.error) return { agree: here.error?.code === there.error?.code, bytes: 0 };
  const [ours, theirs] = [here, there].map(({ ok }) => ok.html + ok.css);
  return { agree: ours === theirs, bytes: new TextEncoder().encode(ours).length };
}

async function compare(source, request, runtime) {
  const { edit: _, ...what } = source;
  const there = await send("POST", "/render", { source: what, request }).catch((error) => {
    // Whoever may not ask, or cannot, is told nothing.
    if (error.status === 0 || error.status === 403) throw error;
    return { error };
  });
  const said = verdict(JSON.parse(runtime.answer("render", request)), there);
  if (said.agree || !source.draft) return said;
  // A draft that somebody edited meanwhile is another one.
  const { edit } = await get(`/drafts/${source.draft}`);
  return edit === source.edit ? said : null;
}

/** Returns what is known of a request by now; asks the host otherwise, in its turn. */
function known(source, request, runtime) {
  const turn = () => {
    const answer = last.then(idle).then(() => compare(source, request, runtime));
    last = answer.catch(() => {});
    return answer;
  };
  return compared.now(JSON.stringify([source, request]), turn);
}

/** Some moment: both must be asked about the same one, on the same clock. */
const THEN = { now: Date.UTC(2026, 0, 1), utcOffset: 0 };

/**
 * Shows the sign for some requests.
 * @param {any} source where the content is from @param {any} content what the module read of it @param {any[]} requests
 */
export function agreement(source, { runtime, products, locales }, requests) {
  const all = requests.map((one) => known(source, { locale: locales[0], products, ...one, ...THEN }, runtime));
  if (!all.length || all.some((one) => !one || one.error)) return nothing;
  const different = all.filter(({ agree }) => !agree).length;
  const bytes = all.reduce((sum, one) => sum + one.bytes, 0);
  const words = different
    ? `${count(different, "paywall is", "paywalls are")} written otherwise by the server`
    : `The server writes the same ${bytes.toLocaleString("en")} bytes`;
  const title =
    "The module in this browser and the engine of the server were asked for the same, and their pages compared byte by byte.";
  return html`<small class="agreement" data-is=${different ? "no" : "yes"} title=${title}>${icon(different ? "error" : "check")}${words}</small>`;
}
