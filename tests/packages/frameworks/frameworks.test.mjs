// The package in frameworks whose servers write the paywall into the page, and in workers of the edge.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { launch } from "../../browser/chromium.mjs";
import { bundlers, copy, install, run, start } from "../pack.mjs";
import { tapped } from "../tapped.mjs";

const here = join(bundlers, "frameworks");
let browser;
before(async () => {
  install(here);
  browser = await launch();
});
after(() => browser?.close());

/** Starts a server, looks that it writes the paywall itself, and lets a customer buy. */
async function tried(...server) {
  const site = await start(...server);
  try {
    const html = await (await fetch(site.url)).text();
    assert.match(html, /shadowrootmode="open">.*Monthly: 9,99(\s|&nbsp;)\$/s);
    await tapped(browser, site.url, { opens: false });
  } catch (error) {
    error.message += `\nthe server said: ${site.said()}`;
    throw error;
  } finally {
    site.end();
  }
}

const next = "next/dist/bin/next";

for (const bundler of ["--turbopack", "--webpack"]) {
  test(`Next, build, ${bundler}`, async () => {
    const folder = copy("next", `next${bundler}`, "public", here);
    run(folder, next, "build", bundler);
    const { routes } = JSON.parse(readFileSync(join(folder, ".next/prerender-manifest.json"), "utf8"));
    assert.equal(routes["/"]?.initialRevalidateSeconds, 60, "the page is kept, and written again");
    await tried(folder, 4121, next, "start", "--port", "4121");
  });
  test(`Next, dev, ${bundler}`, () =>
    tried(copy("next", `next-dev${bundler}`, "public", here), 4122, next, "dev", bundler, "--port", "4122"));
}

test("Next, a page that is written again has what was published meanwhile", async () => {
  const folder = copy("next", "next-again", "public", here);
  const change = (file, from, to) => {
    const text = readFileSync(join(folder, file), "utf8");
    assert.ok(text.includes(from), `${file} has ${from}`);
    writeFileSync(join(folder, file), text.replace(from, to));
  };
  change("app/page.jsx", "revalidate = 60", "revalidate = 1");
  run(folder, next, "build");
  change("public/paywalls.json", "Everything, everywhere", "All of it, anywhere");
  const site = await start(folder, 4128, next, "start", "--port", "4128");
  try {
    const shown = async () => (await fetch(site.url)).text();
    let html = await shown();
    for (let left = 600; left && !html.includes("All of it, anywhere"); left -= 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      html = await shown();
    }
    assert.match(html, /shadowrootmode="open">.*All of it, anywhere/s, site.said());
  } finally {
    site.end();
  }
});

test("SvelteKit, dev", () => {
  const port = ["--port", "4123", "--strictPort", "--host", "127.0.0.1"];
  return tried(copy("sveltekit", "sveltekit-dev", "static", here), 4123, "vite/bin/vite.js", "dev", ...port);
});

test("SvelteKit, build", async () => {
  const folder = copy("sveltekit", "sveltekit", "static", here);
  run(folder, "vite/bin/vite.js", "build");
  await tried(folder, 4124, "vite/bin/vite.js", "preview", "--port", "4124", "--host", "127.0.0.1");
});

test("Nuxt, dev", () =>
  tried(
    copy("nuxt", "nuxt-dev", "public", here),
    4125,
    "nuxt/bin/nuxt.mjs",
    "dev",
    "--port",
    "4125",
    "--host",
    "127.0.0.1",
  ));

test("Nuxt, build", async () => {
  const folder = copy("nuxt", "nuxt", "public", here);
  run(folder, "nuxt/bin/nuxt.mjs", "build");
  await tried(folder, 4126, "nuxt/bin/nuxt.mjs", "preview", "--port", "4126");
});

test("workerd, by Wrangler", async () => {
  const folder = copy("worker", "worker", ".", here);
  const site = await start(folder, 4127, "wrangler/bin/wrangler.js", "dev", "--port", "4127", "--ip", "127.0.0.1");
  try {
    const html = await (await fetch(site.url)).text();
    assert.match(html, /shadowrootmode="open">.*Monthly: 9,99(\s|&nbsp;)\$/s, site.said());
  } finally {
    site.end();
  }
});
