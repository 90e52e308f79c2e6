// Keys, as WebDriver writes them: https://www.w3.org/TR/webdriver2/#keyboard-actions.

const CODES = {
  Tab: "\uE004",
  Enter: "\uE006",
  Escape: "\uE00C",
  Space: " ",
  ArrowLeft: "\uE012",
  ArrowUp: "\uE013",
  ArrowRight: "\uE014",
  ArrowDown: "\uE015",
};

/** The actions that press and leave a key, by its name. */
export function keyActions(key) {
  const value = CODES[key] ?? key;
  const actions = ["keyDown", "keyUp"].map((type) => ({ type, value }));
  return [{ type: "key", id: "keyboard", actions }];
}

/** The actions that tap a point of the page. */
export function tapActions(x, y) {
  const actions = [
    { type: "pointerMove", x: Math.round(x), y: Math.round(y), duration: 0 },
    { type: "pointerDown", button: 0 },
    { type: "pointerUp", button: 0 },
  ];
  return [{ type: "pointer", id: "pointer", parameters: { pointerType: "mouse" }, actions }];
}
