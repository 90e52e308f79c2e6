// Ways for tests to wait in a page for what happens, in place of a time.

/** Runs in every page, before its own scripts: leaves `draw`, `frame`, `until`, `rest` and `pictures` on `window`. */
export function waits() {
  /** Waits until a frame has been painted, and what came of it is done. */
  const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  /** Waits until `test` holds, looking again with every frame. */
  const until = async (test) => {
    while (!(await test())) await frame();
  };
  /** Waits until nothing moves in a shadow root any more; a move without end does not count. */
  const rest = async (root) => {
    await frame();
    const moves = root.getAnimations().filter(({ effect }) => effect.getComputedTiming().endTime !== Infinity);
    await Promise.all(moves.map(({ finished }) => finished.catch(() => {})));
    await frame();
  };
  /** Waits until the pictures of a shadow root that the page has asked for have come, or cannot. */
  const pictures = (root) => {
    const asked = [...root.querySelectorAll("img")].filter(({ src }) => performance.getEntriesByName(src).length > 0);
    return Promise.all(asked.map((picture) => picture.decode().catch(() => {})));
  };
  /** Draws what the engine answered, alone in the page. Answers its shadow root, once its pictures are there. */
  const draw = async ({ html, css }) => {
    document.body.style.margin = "0";
    const shadow = document.body.appendChild(document.createElement("div")).attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    shadow.adoptedStyleSheets = [sheet];
    shadow.innerHTML = html;
    await Promise.all([...shadow.querySelectorAll("img")].map((image) => image.decode().catch(() => {})));
    return shadow;
  };
  Object.assign(window, { draw, frame, until, rest, pictures });
}
