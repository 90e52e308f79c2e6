// Things that the oldest browsers have, and Node of their age has not.

class Blob {
  constructor(parts) {
    this.bytes = Buffer.concat(parts);
  }

  arrayBuffer() {
    return Promise.resolve(Uint8Array.from(this.bytes).buffer);
  }
}

/** Puts it where scripts look for it. */
export function browser() {
  const own = {
    Blob,
    atob: (text) => Buffer.from(text, "base64").toString("latin1"),
    addEventListener() {},
    navigator: { userAgent: "", language: "en", maxTouchPoints: 0 },
    location: { search: "" },
    innerWidth: 1280,
    innerHeight: 720,
  };
  for (const name in own) if (!(name in globalThis)) globalThis[name] = own[name];
}
