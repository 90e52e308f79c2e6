// A paywall and the app around its page: events out and commands in, over a WKWebView's handlers, Android's JavaScript
// interface or a frame's postMessage. docs/webview.md describes the protocol. Apps that do not import it do not pay for it.

/** Stands in every message; a change that breaks apps raises it. */
const VERSION = 1;

/** What an app may ask for. What one of these answers, the app gets. */
const COMMANDS = {
  state: (paywall) => paywall.state,
  update: (paywall, changes) => paywall.update(changes),
  send: (paywall, event) => paywall.send(String(event)),
  allowUserInteraction: (paywall, allowed) => paywall.allowUserInteraction(allowed !== false),
  unmount: (paywall) => paywall.unmount(),
};
for (const how of ["Started", "Succeeded", "Failed", "Cancelled", "Pending", "Deferred", "Unknown"]) {
  COMMANDS[`purchase${how}`] = (paywall, details) => paywall[`purchase${how}`](details ?? {});
}

/** Connects a paywall with the app that `page` runs in. To be called before the paywall is mounted. */
export function bridge(paywall, { name = "paywallApp", origin, links, page = globalThis } = {}) {
  const to = channel(page, name, origin);
  const tell = (message) => to?.send(JSON.stringify({ paywall: VERSION, ...message }));
  const app = links ?? (to && to.kind !== "frame" ? "app" : "page");
  const stop = paywall.onAction((event) => {
    tell({ type: "event", value: event });
    if (event.action === "OPEN_URL" && app === "app") return false;
  });

  const receive = (text) => {
    const message = read(text);
    if (message?.paywall !== VERSION) return;
    const { id, command, value } = message;
    const answer = (more) => id !== undefined && tell({ type: "answer", id, ...more });
    if (!Object.hasOwn(COMMANDS, command))
      return answer({ error: { code: "unknown_command", message: `there is no command ${command}` } });
    try {
      answer({ value: COMMANDS[command](paywall, value) ?? null });
    } catch (error) {
      return answer({ error: { code: error.code ?? "failed", message: error.message } });
    }
    if (command === "unmount") close();
  };

  const global = `${name}Command`;
  const hear = (event) => event.source === page.parent && event.origin === origin && receive(event.data);
  const hearObject = (event) => receive(event.data);
  if (to?.kind === "frame") page.addEventListener("message", hear);
  else if (to) page[global] = receive;
  // Of Android's newer interface, the object also takes messages.
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

/** The way to the app, if there is one. */
function channel(page, name, origin) {
  const handler = page.webkit?.messageHandlers?.[name];
  if (handler) return { kind: "webkit", send: (text) => handler.postMessage(text) };
  const object = page[name];
  // A frame of that name is a window, and no app.
  if (typeof object?.postMessage === "function" && object.window === undefined)
    return { kind: "android", object, send: (text) => object.postMessage(text) };
  if (origin && page.parent && page.parent !== page)
    return { kind: "frame", send: (text) => page.parent.postMessage(text, origin) };
}

/** A message as text or as what was parsed of it already; anything else is none. */
function read(message) {
  if (typeof message !== "string") return message;
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}
