// The answer that a golden stands for, byte for byte. The form is described in tests/rust/golden.rs, which writes it.

/** Gives back the answer that a golden stands for; `base` is the sheet that every paywall begins with. */
export function plain(golden, base) {
  const escaped = JSON.stringify(base).slice(1, -1);
  return golden
    .split("\n")
    .map((line) => lineOf(line.trimStart(), escaped))
    .join("");
}

function lineOf(line, base) {
  if (line.startsWith("|")) return line.slice(1).replace(/\\.|"/g, (it) => (it === '"' ? '\\"' : it));
  if (line === "@base") return base;
  // Strings stay as they are; between them, white space means nothing.
  return line.replace(/"(?:\\.|[^"\\])*"|\s+/g, (it) => (it.startsWith('"') ? it : ""));
}
