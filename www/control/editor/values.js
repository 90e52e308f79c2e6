// What tokens say now: the module itself is asked, with a paywall of the same products and state that has only them.

/** @import { Editor } from "./editor.js" */

/**
 * @param {Editor} editor
 * @param {string[]} names
 * @returns {Promise<Record<string, string>>}
 */
export async function liveValues(editor, names) {
  const { Runtime } = await editor.context.module();
  const whole = JSON.parse(editor.document());
  const [paywall] = whole.paywalls;
  const texts = names.map((name, index) => ({ component: "text", id: `token-${index}`, text: `\${${name}}` }));
  const isProduct = (/** @type {any} */ _, /** @type {number} */ index) => names[index].startsWith("sku.");
  const products = { component: "productContainer", components: texts.filter(isProduct) };
  const others = texts.filter((one, index) => !isProduct(one, index));
  const content = { component: "container", components: [...others, products] };
  const name = editor.currentPage ?? "main";
  paywall.template = { ...paywall.template, pages: [{ name, contentContainer: content }] };
  const request = editor.request();
  const runtime = await Runtime.load(JSON.stringify(whole), { locales: [request.locale ?? "en"] });
  const place = document.createElement("div");
  const shown = runtime.launch(request).mount(place);
  const read = (/** @type {number} */ index) =>
    place.shadowRoot?.querySelector(`[data-id="token-${index}"]`)?.textContent ?? "";
  const values = Object.fromEntries(names.map((name, index) => [name, read(index)]));
  shown.unmount();
  return values;
}
