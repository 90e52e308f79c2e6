// The playground: a document that one types, shown at once by the module on this page. Nothing leaves the page: a link has
// the document in the part of the address that browsers keep to themselves.
import { Runtime } from "./dist/index.js";

const [text, launch, factor, locale, said, place, example] = [
  "document",
  "launch",
  "formFactor",
  "locale",
  "said",
  "paywall",
  "example",
].map((id) => document.getElementById(id));
const SIZES = { phone: [390, 844], tablet: [834, 1194], desktop: [1280, 800], television: [1280, 720] };
/** The time after the last key before the document is read. */
const PAUSE = 150;

let products = [];
let paywall;
let turn = 0;

async function read() {
  turn += 1;
  const mine = turn;
  try {
    const runtime = await Runtime.load(text.value);
    if (mine !== turn) return;
    choices(runtime.document);
    show(runtime);
  } catch (error) {
    said.textContent = `${error.code ?? "not JSON"}${error.path ? ` at ${error.path}` : ""}: ${error.message}`;
  }
}

/** Offers the labels of campaigns and the paywalls of the document, and keeps what was chosen if it is still there. */
function choices(described) {
  const labels = [...new Set((described.campaigns ?? []).filter((it) => it.type === "label").map((it) => it.value))];
  const options = [
    new Option("what everybody gets", ""),
    ...labels.map((label) => new Option(`campaign ${label}`, `label:${label}`)),
    ...(described.paywalls ?? []).map(({ id, name }) => new Option(name ?? id, `paywall:${id}`)),
  ];
  const before = launch.value;
  launch.replaceChildren(...options);
  if (options.some((it) => it.value === before)) launch.value = before;
  if (launch.value === "" && !(described.campaigns ?? []).some((it) => it.type === "default")) launch.selectedIndex = 1;
}

function show(runtime) {
  const [kind, ...name] = launch.value.split(":");
  const what = { label: { launch: { label: name.join(":") } }, paywall: { paywall: name.join(":") } }[kind] ?? {};
  const request = { ...what, products, locale: locale.value, device: { formFactor: factor.value } };
  paywall?.unmount();
  const [width, height] = SIZES[factor.value];
  // A phone shows what it is itself; larger screens are scrolled.
  const maxWidth = factor.value === "phone" ? "100%" : "";
  Object.assign(place.style, { width: `${width}px`, maxWidth, height: `${height}px` });
  paywall = runtime.launch(request);
  paywall.onAction((event) => {
    said.textContent = `The app hears: ${event.action}${event.sku ? `, ${event.sku.skuId}` : ""}`;
  });
  paywall.mount(place, { layout: "inline" });
  const warnings = runtime.warnings.map((it) => `${it.code}${it.path ? ` at ${it.path}` : ""}: ${it.message}`);
  said.textContent = warnings.length > 0 ? warnings.join("\n") : "No warnings.";
}

async function open(url) {
  text.value = await fetch(url).then((answer) => answer.text());
  await read();
}

async function share() {
  const bytes = new Blob([text.value]).stream().pipeThrough(new CompressionStream("gzip"));
  const packed = new Uint8Array(await new Response(bytes).arrayBuffer());
  const signs = btoa(Array.from(packed, (byte) => String.fromCharCode(byte)).join(""));
  location.hash = signs.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  await navigator.clipboard?.writeText(location.href).catch(() => {});
  said.textContent = "The address of this page has the document now; it is copied where the browser allows it.";
}

async function shared(signs) {
  const packed = Uint8Array.from(atob(signs.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
  const bytes = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(bytes).text();
}

let waiting;
text.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(read, PAUSE);
});
for (const control of [launch, factor, locale]) control.addEventListener("change", read);
example.addEventListener("change", () => open(example.value));
document.getElementById("share").addEventListener("click", share);

products = await fetch("examples/products.json").then((answer) => answer.json());
if (location.hash.length > 1) {
  text.value = await shared(location.hash.slice(1)).catch(() => "");
  await read();
} else {
  await open(example.value);
}
