// A paywall and the app around its page: events out and commands in, over a WKWebView's handlers, Android's JavaScript
// interface or a frame's postMessage. docs/webview.md describes the protocol. Only apps that import it pay for it.

import { PaywallError } from "./error.js";

/** The version in every message; a change that breaks apps raises it. */
const VERSION = 1;

/** @import { Bridge, BridgeOptions } from "./bridge.js" */
/** @import { Paywall } from "./index.js" */

/**
 * A page as far as it leads to an app: an app's objects stand on it by their names.
 * @typedef {Partial<Window> & Record<string, any>} Page
 */

/**
 * A way to the app.
 * @typedef {object} Channel
 * @property {NonNullable<Bridge["kind"]>} kind
 * @property {(text: string) => void} send
 * @property {any} [object] Android's
 */

/**
 * The commands of an app; it gets what these answer.
 * @type {Record<string, (paywall: Paywall, value: any) => unknown>}
 */
const COMMANDS = {
  state: (paywall) => paywall.state,
  update: (paywall, changes) => paywall.update(changes),
  send: (paywall, event) => paywall.send(String(event)),
  allowUserInteraction: (paywall, allowed) => paywall.allowUserInteraction(allowed !== false),
  unmount: (paywall) => paywall.unmount(),
};
/** @type {("Started" | "Succeeded" | "Failed" | "Cancelled" | "Pending" | "Deferred" | "Unknown")[]} */
const PURCHASES = ["Started", "Succeeded", "Failed", "Cancelled", "Pending", "Deferred", "Unknown"];
for (const how of PURCHASES) {
  COMMANDS[`purchase${how}`] = (paywall, details) => paywall[`purchase${how}`](details ?? {});
}

/**
 * Connects a paywall with the app that `page` runs in. To be called before the paywall is mounted.
 * @param {Paywall} paywall
 * @param {BridgeOptions} options
 * @returns {Bridge}
 */
export function bridge(paywall, { name = "paywallApp", origin, links, page: around = globalThis } = {}) {
  // Any page may put this one into a frame, and "*" would tell it all that the customer does.
  if (origin === "*") {
    throw new PaywallError({
      code: "invalid_origin",
      message: "`origin` is that of the page around the frame, such as https://app.example, and never *",
    });
  }
  const page = /** @type {Page} */ (around);
  const to = channel(page, name, origin);
  const tell = (/** @type {object} */ message) => to?.send(JSON.stringify({ paywall: VERSION, ...message }));
  const app = links ?? (to && to.kind !== "frame" ? "app" : "page");
  const stop = paywall.onAction((event) => {
    tell({ type: "event", value: event });
    if (event.action === "OPEN_URL" && app === "app") return false;
  });

  const receive = (/** @type {unknown} */ text) => {
    const message = read(text);
    if (message?.paywall !== VERSION) return;
    const { id, command, value } = message;
    const answer = obey(paywall, command, value);
    if (id !== undefined) tell({ type: "answer", id, ...answer });
    if (command === "unmount" && !("error" in answer)) close();
  };

  const global = `${name}Command`;
  const hear = (/** @type {MessageEvent} */ event) =>
    event.source === page.parent && event.origin === origin && receive(event.data);
  const hearObject = (/** @type {MessageEvent} */ event) => receive(event.data);
  if (to?.kind === "frame") page.addEventListener?.("message", hear);
  else if (to) page[global] = receive;
  // In Android's newer interface, the object also takes messages.
  to?.object?.addEventListener?.("message", hearObject);
  let open = true;
  const close = () => {
    if (!open) return;
    open = false;
    stop();
    page.removeEventListener?.("message", hear);
    to?.object?.removeEventListener?.("message", hearObject);
    if (page[global] === receive) delete page[global];
    tell({ type: "closed" });
  };

  tell({ type: "ready", value: { decision: paywall.decision, commands: Object.keys(COMMANDS) } });
  return { kind: to?.kind ?? null, receive, close };
}

/**
 * Does what the app asks for.
 * @param {Paywall} paywall
 * @param {string} command
 * @param {unknown} value
 */
function obey(paywall, command, value) {
  if (!Object.keys(COMMANDS).includes(command)) {
    return { error: { code: "unknown_command", message: `there is no command ${command}` } };
  }
  try {
    return { value: COMMANDS[command](paywall, value) ?? null };
  } catch (cause) {
    const { code = "failed", message } = /** @type {Error & { code?: string }} */ (cause);
    return { error: { code, message } };
  }
}

/**
 * Finds the way to the app, if there is one.
 * @param {Page} page
 * @param {string} name
 * @param {string | undefined} origin
 * @returns {Channel | undefined}
 */
function channel(page, name, origin) {
  const handler = page.webkit?.messageHandlers?.[name];
  if (handler) return { kind: "webkit", send: (text) => handler.postMessage(text) };
  const object = page[name];
  // A frame of that name is a window, and no app.
  if (typeof object?.postMessage === "function" && object.window === undefined) {
    return { kind: "android", object, send: (text) => object.postMessage(text) };
  }
  const { parent } = page;
  if (!origin || !parent || parent === page) return undefined;
  return { kind: "frame", send: (text) => page.parent?.postMessage(text, origin) };
}

/**
 * Reads a message: as text, or as what was parsed of it already. Anything else is none.
 * @param {unknown} message
 * @returns {any}
 */
function read(message) {
  if (typeof message !== "string") return message;
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}
