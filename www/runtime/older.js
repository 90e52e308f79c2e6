// Style sheets in the words of Chromium 79 to 103, which many televisions have. Only they load this.

const STRING = String.raw`"(?:\\.|[^"\\])*"`;
/** A rule without rules in it: its selectors and its declarations. */
const RULE = new RegExp(`((?:${STRING}|[^{}"])+)\\{((?:${STRING}|[^{}"])*)\\}`, "g");
const DECLARATION = new RegExp(`([\\w-]+):((?:${STRING}|[^;"])+)`, "g");
/** The width of a switch's handle, which is as high as there is room in a plate of the usual size. */
const HANDLE = "flex:none;width:calc(26px*var(--s))";

/**
 * Stand-ins for declarations. The sides are those where writing starts and ends.
 * @type {Record<string, (value: string, start: string, end: string) => string>}
 */
const OLDER = {
  inset: (value) => `top:${value};right:${value};bottom:${value};left:${value}`,
  "inset-inline-start": (value, start) => `${start}:${value}`,
  "inset-inline-end": (value, _, end) => `${end}:${value}`,
  "padding-inline": (value) => value.replace(/(\S+) (\S+)/, "padding-inline-start:$1;padding-inline-end:$2"),
  "border-start-start-radius": (value, start) => `border-top-${start}-radius:${value}`,
  "border-start-end-radius": (value, _, end) => `border-top-${end}-radius:${value}`,
  "border-end-start-radius": (value, start) => `border-bottom-${start}-radius:${value}`,
  "border-end-end-radius": (value, _, end) => `border-bottom-${end}-radius:${value}`,
  scale: (value) => `transform:scale(${value})`,
  translate: (value) => `transform:translate(${value})`,
  transition: (value) => `transition:${value.replace(/^scale/, "transform")}`,
  "aspect-ratio": (value) => `--ratio:${value}`,
};

/**
 * Makes a sheet one that these browsers read. Sides that go by the direction of writing become left and right, with
 * rules of their own for writing from the right. Gaps of rows become margins; those of grids are old enough.
 * Pictures in `root` get their shapes by script.
 * @param {string} css
 * @param {ShadowRoot} [root]
 */
export function older(css, root) {
  if (root && !shaped.has(root) && css.includes("aspect-ratio")) shape(root);
  return css.replace(RULE, (whole, /** @type {string} */ selectors, /** @type {string} */ declarations) => {
    let turned = "";
    let apart = "";
    const own = declarations.replace(DECLARATION, (declaration, name, value) => {
      if (name === "gap" && /slides|indicators/.test(selectors)) {
        apart = `margin-inline-start:${value}`;
        return "";
      }
      // Pseudo-elements with a shape are handles.
      if (name === "aspect-ratio" && selectors.includes("::")) return HANDLE;
      if (name === "aspect-ratio" && !declarations.includes("height:auto")) return "";
      const write = OLDER[name];
      if (!write) return declaration;
      const [left, right] = [write(value, "left", "right"), write(value, "right", "left")];
      if (left !== right) turned = `${name[0] === "i" ? `${left.replace(/:.*/, ":auto")};` : ""}${turned}${right};`;
      return left;
    });
    if (own === declarations && !apart) return whole;
    return `${selectors}{${own}}${also(selectors, "[dir=rtl] $&", turned)}${also(selectors, "$&>:not(:first-child)", apart)}`;
  });
}

/**
 * The roots whose pictures are watched.
 * @type {WeakSet<ShadowRoot>}
 */
const shaped = new WeakSet();

/**
 * Keeps pictures and videos as high as their width and shape want, whatever changes.
 * @param {ShadowRoot} root
 */
function shape(root) {
  shaped.add(root);
  const fit = () => {
    for (const one of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(".image,.videoUrl"))) {
      const look = getComputedStyle(one);
      const ratio = Number(look.getPropertyValue("--ratio"));
      one.style.height = one.style.minHeight = ratio ? `${parseFloat(look.width) / ratio}px` : "";
    }
  };
  const attributeFilter = ["class", "hidden", "open"];
  new MutationObserver(fit).observe(root, { childList: true, subtree: true, attributeFilter });
  new ResizeObserver(fit).observe(root.host);
}

/**
 * Writes one more rule, unless it is empty, for selectors that are derived from others.
 * @param {string} selectors
 * @param {string} derived
 * @param {string} declarations
 */
function also(selectors, derived, declarations) {
  return declarations && `${selectors.trim().replace(/[^,]+/g, derived)}{${declarations}}`;
}
