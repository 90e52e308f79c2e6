// The fonts of paywalls. Nothing waits for them, and nothing moves when they come: until then a font of the system stands
// in. What comes late for the first time is made as large as its stand-in. How large it is by itself, the page remembers:
// on later visits the stand-in is made as large as it. One that does not come at all leaves texts to their other fonts.

const KEY = "paywall/lines";
const SYSTEM = "Helvetica,Arial,sans-serif";
const LOCAL = 'local("Helvetica"),local("Arial"),local("Liberation Sans"),local("Roboto")';
/** Letters about as often as texts have them. */
const SAMPLE = "Etaoin shrdlu, the quick brown fox, 0123456789";

/** Those that are known to the page, by name and URL, with their stand-ins. */
const faces = new Map();

/** Makes fonts known to the page, but those that it declares itself. */
export function addFonts(fonts) {
  for (const { name, url } of fonts) {
    const own = [...faces.values()].flat();
    if (
      faces.has(name + url) ||
      [...document.fonts].some((face) => !own.includes(face) && face.family.replace(/"/g, "") === name)
    )
      continue;
    const face = new FontFace(name, `url("${url.replace(/["\\\s]/g, encodeURIComponent)}")`);
    const known = sizes()[name + url];
    const standIn = new FontFace(name, LOCAL, known && adjusted(known));
    faces.set(name + url, [face, standIn]);
    document.fonts.add(standIn);
    let isSeen;
    requestAnimationFrame(() => (isSeen = true));
    // Among those of one name, the last one counts; one that is still on its way would hide the other.
    face.load().then(
      () => {
        const family = `${JSON.stringify(name)},${SYSTEM}`;
        const before = !known && measure(family);
        document.fonts.add(face);
        if (known) return;
        const after = measure(family);
        remember(name + url, fit(after, measure(SYSTEM)));
        if (!isSeen) return;
        document.fonts.delete(face);
        document.fonts.add(Object.assign(face, adjusted(fit(before, after))));
      },
      () => document.fonts.delete(standIn),
    );
  }
}

/** What a text looks like in a font: how wide it is, how far it reaches up and down, and how far lines are apart, by the thousand. */
function measure(family) {
  const font = `1000px ${family}`;
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = font;
  const { fontBoundingBoxAscent: up, fontBoundingBoxDescent: down } = pen.measureText(SAMPLE);
  const line = document.body.appendChild(document.createElement("span"));
  line.textContent = SAMPLE;
  line.style.cssText = `font:${font};position:fixed;visibility:hidden;white-space:pre`;
  const { width, height } = line.getBoundingClientRect();
  line.remove();
  return [width, up, down, Math.max(0, height - up - down)];
}

/** How a font is made to look like another: its size, how far it must reach up and down, and what is between lines, in percent. */
function fit([width, ...lines], [own]) {
  const size = width / own;
  return [100 * size, ...lines.map((part) => part / 10 / size)].map((part) => +part.toFixed(2));
}

function adjusted(parts) {
  const [sizeAdjust, ascentOverride, descentOverride, lineGapOverride] = parts.map((part) => `${part}%`);
  return { sizeAdjust, ascentOverride, descentOverride, lineGapOverride };
}

/** By name and URL: what makes the system's font look like it. */
function sizes() {
  try {
    return { ...JSON.parse(localStorage.getItem(KEY)) };
  } catch {
    return {};
  }
}

function remember(key, parts) {
  if (!parts.every((part) => part >= 0 && part < 1000)) return;
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...sizes(), [key]: parts }));
  } catch {
    /* the next visit learns it anew */
  }
}
