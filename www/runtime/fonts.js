// The fonts of paywalls. Nothing waits for them. Until one has come, its place is taken by a font of the system that is
// made as large as it, so that little moves when it comes: how large, the page remembers from an earlier visit.

const KEY = "paywall/fonts";
const SYSTEM = "Helvetica,Arial,sans-serif";
const LOCAL = 'local("Helvetica"),local("Arial"),local("Liberation Sans"),local("Roboto")';
/** Letters about as often as texts have them. */
const SAMPLE = "Etaoin shrdlu, the quick brown fox, 0123456789";

/** Those that are known to the page, by name and URL. */
const faces = new Map();

/** Makes fonts known to the page, but those that it declares itself. They load when something uses them; those of an earlier visit at once. */
export function addFonts(fonts) {
  for (const { name, url } of fonts) {
    const own = [...faces.values()].flat();
    if (faces.has(name + url) || [...document.fonts].some(face => !own.includes(face) && face.family.replace(/"/g, "") === name)) continue;
    const face = new FontFace(name, `url("${url.replace(/["\\\s]/g, encodeURIComponent)}")`, { display: "swap" });
    const all = [face];
    faces.set(name + url, all);
    const known = sizes()[name + url];
    if (known) {
      const [sizeAdjust, ascentOverride, descentOverride] = known.map(part => `${part}%`);
      all.push(new FontFace(name, LOCAL, { sizeAdjust, ascentOverride, descentOverride, lineGapOverride: "0%" }));
      document.fonts.add(all[1]);
      // Among those of one name, the last one counts; one that is still on its way would hide the other.
      face.load().then(() => document.fonts.add(face), () => {});
    } else {
      document.fonts.add(face);
      face.loaded.then(() => remember(name, url), () => {});
    }
  }
}

/** By name and URL: how large the system's font must be made, and how far it must reach up and down, in percent. */
function sizes() {
  try {
    return { ...JSON.parse(localStorage.getItem(KEY)) };
  } catch {
    return {};
  }
}

function remember(name, url) {
  const pen = document.createElement("canvas").getContext("2d");
  const measure = family => {
    pen.font = `100px ${family}`;
    return pen.measureText(SAMPLE);
  };
  const { width, fontBoundingBoxAscent: up, fontBoundingBoxDescent: down } = measure(JSON.stringify(name));
  const size = width / measure(SYSTEM).width;
  const parts = [100 * size, up / size, down / size];
  if (!parts.every(part => part > 0 && part < 1000)) return;
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...sizes(), [name + url]: parts.map(part => +part.toFixed(2)) }));
  } catch { /* the next visit learns it anew */ }
}
