// A page that is used by keys alone: what Tab cannot reach fails.

/** The most presses of Tab from one thing to the next that anybody should need. */
const MOST = 120;

/**
 * Makes the hands of somebody who has no pointer.
 * @param {import("playwright-core").Page} page
 */
export function keyboard(page) {
  /** Presses keys, one after the other. */
  const press = (/** @type {string[]} */ ...keys) =>
    keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
  const type = (/** @type {string} */ words) => page.keyboard.type(words);
  const button = (/** @type {string | RegExp} */ name) => page.getByRole("button", { name, exact: true });
  const heading = (/** @type {string} */ name) => page.getByRole("heading", { name, level: 1 }).waitFor();
  const hasFocus = (target) => target.evaluate((one) => one === one.ownerDocument.activeElement);

  /** Goes on by Tab until something has the focus. */
  async function reach(/** @type {import("playwright-core").Locator} */ target) {
    await target.waitFor();
    for (let pressed = 0; pressed <= MOST; pressed += 1) {
      if (await hasFocus(target)) return;
      await press("Tab");
    }
    throw new Error(`${target} is not reached by ${MOST} presses of Tab`);
  }

  /** Reaches something, and presses keys on it: Enter, where none is named. */
  async function use(/** @type {import("playwright-core").Locator} */ target, /** @type {string[]} */ ...keys) {
    await reach(target);
    await press(...(keys.length ? keys : ["Enter"]));
  }

  /** Reaches a field, and writes into it in place of what is there. */
  async function fill(/** @type {import("playwright-core").Locator} */ target, /** @type {string} */ words) {
    await use(target, "Control+a");
    await type(words);
  }

  /** Chooses of a menu by the first letters of a choice. */
  async function choose(/** @type {import("playwright-core").Locator} */ target, /** @type {string} */ words) {
    await reach(target);
    await type(words);
  }

  /** Finds something by the palette. */
  async function find(/** @type {string} */ words) {
    await press("Control+k");
    await page.getByRole("combobox", { name: "Search" }).waitFor();
    await type(words);
    await press("Enter");
  }

  return { press, type, button, heading, reach, use, fill, choose, find };
}
