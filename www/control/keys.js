// The keys that work everywhere: ⌘K, ?, g and a letter, ⌘E, Escape; and those of the open page.
import { go } from "./address.js";
import { edit } from "./app.js";
import { openPalette } from "./palette.js";
import { pages } from "./pages/index.js";
import { may, state } from "./store.js";

/** The time in which the second key after `g` counts, in milliseconds. */
const SECOND = 1_500;

let afterG = 0;

/** Begins to listen. */
export function listen() {
  addEventListener("keydown", (event) => {
    if (!state.app) return;
    const combined = event.metaKey || event.ctrlKey;
    if (combined && event.key.toLowerCase() === "k") return did(event, openPalette);
    if (combined && event.key.toLowerCase() === "e" && may("editor")) return did(event, edit);
    if (event.key === "Escape") shutMenus();
    const writing = /** @type {Element} */ (event.target).closest?.("input, textarea, select, [contenteditable]");
    if (combined || event.altKey || writing) return;
    plain(event);
  });
  addEventListener("click", ({ target }) => {
    for (const menu of document.querySelectorAll("details.menu[open]"))
      if (!menu.contains(/** @type {Node} */ (target))) menu.removeAttribute("open");
  });
}

function plain(event) {
  const page = Date.now() - afterG < SECOND && pages().find(([, { key }]) => key === event.key)?.[0];
  afterG = event.key === "g" && !page ? Date.now() : 0;
  if (page) did(event, () => go(page));
  if (event.key === "?") did(event, () => openPalette("keys"));
}

function did(event, run) {
  event.preventDefault();
  run();
}

function shutMenus() {
  const open = document.querySelector("details.menu[open]");
  open?.removeAttribute("open");
  open?.querySelector("summary").focus();
}

/** Lists all keys, for `?`. */
export const allKeys = () => [
  ["⌘K", "Search and commands"],
  ["?", "This list"],
  ...(may("editor") ? [["⌘E", "Edit: begin a draft"]] : []),
  ...pages().map(([, { label, key }]) => [`g ${key}`, label]),
  ...state.commands.filter(({ keys }) => keys).map(({ keys, label }) => [keys, label]),
];
