// The package in frameworks whose servers write the paywall into the page, and in workers of the edge.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
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

/** Changes a file of an example. */
function change(folder, file, from, to) {
  const text = readFileSync(join(folder, file), "utf8");
  assert.ok(text.includes(from), `${file} has ${from}`);
  writeFileSync(join(folder, file), text.replace(from, to));
}

/** Copies the example for Next; for webpack as an app without `cacheComponents` has it (`docs/start.md`). */
function nextApp(name, bundler) {
  const folder = copy("next", name, "public", here);
  if (bundler === "--turbopack") return folder;
  change(folder, "next.config.js", "cacheComponents: true", "");
  change(folder, "app/page.jsx", '"use cache";', "");
  change(folder, "app/page.jsx", 'cacheLife("minutes");', "");
  change(folder, "app/page.jsx", "export default", "export const revalidate = 60;\nexport default");
  return folder;
}

for (const bundler of ["--turbopack", "--webpack"]) {
  test(`Next, build, ${bundler}`, async () => {
    const folder = nextApp(`next${bundler}`, bundler);
    run(folder, next, "build", bundler);
    const { routes } = JSON.parse(readFileSync(join(folder, ".next/prerender-manifest.json"), "utf8"));
    assert.equal(routes["/"]?.initialRevalidateSeconds, 60, "the page is kept, and written again");
    await tried(folder, 4121, next, "start", "--port", "4121");
  });
  test(`Next, dev, ${bundler}`, () =>
    tried(nextApp(`next-dev${bundler}`, bundler), 4122, next, "dev", bundler, "--port", "4122"));
}

test("Next, a page that is written again has what was published meanwhile", async () => {
  const folder = copy("next", "next-again", "public", here);
  change(folder, "app/page.jsx", 'cacheLife("minutes")', "cacheLife({ revalidate: 1, expire: 3600 })");
  run(folder, next, "build");
  change(folder, "public/paywalls.json", "Everything, everywhere", "All of it, anywhere");
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

/** A page that goes by the customer: the paywall comes long after the page around it. */
const MINE = `import { readFile } from "node:fs/promises";
import { connection } from "next/server";
import { PaywallMarkup } from "paywall-runtime/react/server";
import { Runtime } from "paywall-runtime/server";
import { Suspense } from "react";

import { Offer } from "./offer";

async function Mine() {
  await connection();
  const runtime = await Runtime.load(readFile("public/paywalls.json"));
  const products = JSON.parse(await readFile("public/products.json", "utf8"));
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const request = { products, device: { formFactor: "phone" }, locale: "de-DE", customer: { id: "u1" } };
  return <PaywallMarkup runtime={runtime} placement="settings" request={request} />;
}

export default function Page() {
  return <Offer><Suspense fallback={<p>One moment</p>}><Mine /></Suspense></Offer>;
}
`;

test("Next, a page of one customer, whose paywall comes later, and of one for whom there is none", async () => {
  const folder = copy("next", "next-mine", "public", here);
  writeFileSync(join(folder, "app/page.jsx"), MINE);
  mkdirSync(join(folder, "app/none"));
  writeFileSync(
    join(folder, "app/none/page.jsx"),
    MINE.replace("./offer", "../offer").replace('"settings"', '"nowhere"'),
  );
  run(folder, next, "build");
  const site = await start(folder, 4129, next, "start", "--port", "4129");
  try {
    await tapped(browser, site.url, { opens: false });
    const page = await browser.newPage();
    await page.goto(`${site.url}none`);
    await page.getByText("none", { exact: true }).waitFor();
    assert.equal(await page.locator(".paywall").count(), 0);
    await page.close();
  } catch (error) {
    error.message += `\nthe server said: ${site.said()}`;
    throw error;
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
