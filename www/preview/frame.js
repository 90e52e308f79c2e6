// The live half of the preview: an app of one page that launches what the page around it asks for.
import { Runtime } from "/dist/index.js";

const place = document.getElementById("paywall");
const tell = (type, more) => parent.postMessage({ type, ...more }, location.origin);
let shown, number;

const runtime = fetch("/api/document")
  .then((answer) => answer.arrayBuffer())
  .then((bytes) => Runtime.load(new Uint8Array(bytes), { locales: ["mul"] }));

addEventListener("message", async ({ data, origin, source }) => {
  if (origin !== location.origin || source !== parent || data.type !== "launch" || data.number === number) return;
  number = data.number;
  try {
    show(await runtime, data);
  } catch ({ code, message, path }) {
    tell("failed", { number: data.number, error: { code, message, path } });
  }
});

function show(runtime, { request, number }) {
  shown?.unmount();
  shown = undefined;
  const paywall = runtime.launch(request);
  // Told once the call that caused the events is over: only then is the state the new one.
  paywall.onAction((event) => queueMicrotask(() => tell("event", { number, event, state: paywall.state })));
  // A paywall may take the focus, but not from someone at work in the form, not even for one keystroke. It takes it in
  // a microtask after `mount`.
  /** @type {HTMLElement} */
  const editing = parent.document.querySelector("#view :focus-visible");
  paywall.mount(place);
  queueMicrotask(() => editing?.focus({ preventScroll: true }));
  shown = paywall;
  tell("shown", { number });
}

tell("ready", {});
