// Finds what a customer could not read or reach of a page that is shown. `unreadable` and `words` run in the page.

/** Returns what is cut off, broken, too small or out of reach. `first` are ids that must be on the first screen. */
export function unreadable({ first, gap = 1 }) {
  const found = [];
  const say = (element) =>
    (element.textContent || element.getAttribute("aria-label") || element.id).trim().slice(0, 60);
  const root = document.querySelector(".paywall");
  const shown = [...root.querySelectorAll("*")].filter((element) => element.checkVisibility?.() ?? true);
  const box = (element) => element.getBoundingClientRect();
  const texts = shown.filter((element) => element.classList.contains("text") && element.textContent.trim());

  for (const element of texts) {
    const { left, right } = box(element);
    if (left < -gap || right > innerWidth + gap) found.push(`beside the screen: ${say(element)}`);
    if (element.scrollWidth > element.clientWidth + gap || element.scrollHeight > element.clientHeight + 4)
      found.push(`larger than its place: ${say(element)}`);
    for (let up = element.parentElement; up && up !== root; up = up.parentElement) {
      const place = box(up);
      const leaves = left < place.left - gap || right > place.right + gap;
      if (leaves && (up.classList.contains("button") || getComputedStyle(up).overflowX !== "visible"))
        found.push(`cut off: ${say(element)}`);
    }
  }
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    for (const { index, 0: word } of (node.textContent ?? "").matchAll(/[\p{L}\p{M}\p{N}$€.,’]+/gu)) {
      if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(word)) continue;
      const range = document.createRange();
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const tops = [...range.getClientRects()].filter(({ width }) => width > 0).map(({ top }) => Math.round(top));
      if (tops.length && Math.max(...tops) - Math.min(...tops) > 4) found.push(`a broken word: ${word}`);
    }
  texts.forEach((one, at) => {
    for (const other of texts.slice(at + 1)) {
      const [a, b] = [box(one), box(other)];
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      const apart = one.contains(other) || !!one.closest(".footer") !== !!other.closest(".footer");
      if (wide > 2 && high > 3 && !apart) found.push(`over each other: ${say(one)}, ${say(other)}`);
    }
  });
  for (const element of shown.filter((element) => element.matches("button, a, [role=button], [data-tap]"))) {
    const { width, height } = box(element);
    const inline = element.tagName === "A" && getComputedStyle(element).display === "inline";
    if (!inline && Math.min(width, height) < 24) found.push(`a small target: ${say(element)}`);
  }
  for (const id of first) {
    const element = root.querySelector(`[data-id="${id}"], #${id}`);
    const place = element && box(element);
    if (!place?.width) found.push(`not there: ${id}`);
    else if (
      place.top < -gap ||
      place.bottom > innerHeight + gap ||
      place.left < -gap ||
      place.right > innerWidth + gap
    )
      found.push(`not on the first screen: ${id}`);
  }
  return [...new Set(found)];
}

/** Returns the places of the texts on the screen, each with its colour, and makes the letters invisible. */
export function words() {
  const places = [];
  for (const element of document.querySelectorAll(".paywall .text")) {
    if (!element.textContent.trim() || !element.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(element);
    const color = getComputedStyle(element).color;
    for (const { left, top, width, height } of range.getClientRects())
      if (width > 2 && top >= 0 && top + height <= innerHeight)
        places.push({ left, top, width, height, color, text: element.textContent.trim().slice(0, 40) });
  }
  const sheet = document.createElement("style");
  sheet.textContent =
    "*{transition:none!important;color:transparent!important;text-decoration-color:transparent!important}";
  document.head.append(sheet);
  return places;
}

/** Runs in a page of its own: returns the texts with less contrast than `least` to what a picture shows behind them. */
export async function faint({ picture, places, least }) {
  const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d", { willReadFrequently: true });
  canvas.drawImage(image, 0, 0);
  const part = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  /** @param {ArrayLike<number>} color */
  const light = ({ 0: red, 1: green, 2: blue }) =>
    0.2126 * part(red / 255) + 0.7152 * part(green / 255) + 0.0722 * part(blue / 255);
  const found = [];
  for (const { left, top, width, height, color, text } of places) {
    const letters = light(color.match(/[\d.]+/g).map(Number));
    const { data } = canvas.getImageData(left, top, Math.max(1, width), Math.max(1, height));
    const ratios = [];
    for (let at = 0; at < data.length; at += 4 * 7) {
      const behind = light(data.subarray(at, at + 3));
      ratios.push((Math.max(letters, behind) + 0.05) / (Math.min(letters, behind) + 0.05));
    }
    // A few of the worst pixels are left out: the edges of what lies beside the letters.
    ratios.sort((one, other) => one - other);
    const worst = ratios[Math.floor(ratios.length * 0.03)];
    if (worst < least) found.push(`${worst.toFixed(2)}: ${text}`);
  }
  return [...new Set(found)];
}
