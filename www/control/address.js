// Addresses: /control/APP/PAGE/ID?draft=…&environment=…. Every state of a page is in one, so it can be sent to others.
import { state } from "./store.js";

/** The parts of the query that stay when another page is opened. */
const STAYS = ["environment", "draft"];

/** Reads an address. */
export function read({ pathname, search } = location) {
  const [, , app = "", page = "", ...id] = pathname.split("/").map(decodeURIComponent);
  return { app, page: page || "overview", id: id.join("/"), query: Object.fromEntries(new URLSearchParams(search)) };
}

/** Writes the address of a page of the app; a part of the query that is null is left out. */
export function href(path, query = {}, app = state.at.app) {
  const kept = Object.fromEntries(STAYS.map((name) => [name, state.at.query[name]]));
  const [page, ...id] = path.split("/");
  const parts = ["/control", app, page, ...(id.length ? [encodeURIComponent(id.join("/"))] : [])];
  return parts.join("/") + written({ ...kept, ...query });
}

function written(query) {
  const text = new URLSearchParams(Object.entries(query).filter(([, value]) => value)).toString();
  return text && `?${text}`;
}

/** A link to a page: neither to an answer of the API, nor to a file that is kept. */
const PAGE = "a[href^='/control/']:not([href^='/control/v1/'], [download])";

let follow = (_read) => {};

/** Says what follows the address. */
export function followedBy(task) {
  follow = task;
  addEventListener("popstate", () => follow(read()));
  document.addEventListener("click", (event) => {
    const link = /** @type {Element} */ (event.target).closest?.(PAGE);
    const isPlain = !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button);
    if (!link || !isPlain || event.defaultPrevented) return;
    event.preventDefault();
    open(link.getAttribute("href"));
  });
}

/** Opens an address. */
export function open(address, { replace = false } = {}) {
  const same = address === location.pathname + location.search;
  history[replace || same ? "replaceState" : "pushState"](null, "", address);
  follow(read());
}

/** Opens another page of the app. */
export const go = (path, query) => open(href(path, query));

/** Changes parts of the query; null takes one away. */
export function setQuery(changes, { push = false } = {}) {
  const query = written({ ...read().query, ...changes });
  open(location.pathname + query, { replace: !push });
}
