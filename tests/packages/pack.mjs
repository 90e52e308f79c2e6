// The npm package as it would be published, and the folders in which examples are built with it.

import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";

import { types } from "../browser/chromium.mjs";
import { root } from "../node/cases.mjs";

const environment = {
  ...process.env,
  NEXT_TELEMETRY_DISABLED: "1",
  NUXT_TELEMETRY_DISABLED: "1",
  WRANGLER_SEND_METRICS: "false",
  NO_COLOR: "1",
};

/** The folder with the bundlers. */
export const bundlers = join(root, "tests/packages");

/** Packs the package, and installs it where bundlers or frameworks are. Answers the file of the package. */
export function install(here = bundlers) {
  const folder = mkdtempSync(join(tmpdir(), "paywall-package-"));
  const name = execFileSync("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: join(root, "www/dist") });
  const file = join(folder, `${name}`.trim());
  execFileSync("tar", ["xzf", file, "-C", folder]);
  const place = join(here, "node_modules/paywall-runtime");
  rmSync(place, { recursive: true, force: true });
  cpSync(join(folder, "package"), place, { recursive: true });
  return file;
}

/**
 * Copies an example to where it finds the bundlers. Answers the folder. `assets` is the folder of files that are served as
 * they are: the document and the products.
 */
export function copy(example, name = example, assets = "public", here = bundlers) {
  const folder = join(here, "work", name);
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(root, "examples", example), folder, { recursive: true });
  mkdirSync(join(folder, assets), { recursive: true });
  cpSync(join(root, "paywall-templates/new.json"), join(folder, assets, "paywalls.json"));
  cpSync(join(root, "examples/products.json"), join(folder, assets, "products.json"));
  return folder;
}

/** Finds a program of an installed package, as seen from a folder of an example. */
const installed = (folder, program) => join(folder.replace(/\/work\/[^/]*$/, ""), "node_modules", program);

/** Runs a program of an installed package to its end. A failure has its output. */
export function run(folder, program, ...options) {
  try {
    return execFileSync("node", [installed(folder, program), ...options], {
      cwd: folder,
      env: environment,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  } catch (error) {
    throw new Error(`${program} failed:\n${error.stdout}\n${error.stderr}`);
  }
}

/** Starts a server of an installed package, and waits until it answers. `end` stops it. */
export async function start(folder, port, program, ...options) {
  const child = spawn("node", [installed(folder, program), ...options], {
    cwd: folder,
    env: { ...environment, PORT: `${port}`, HOST: "127.0.0.1" },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (said += data));
  const end = () => {
    try {
      process.kill(-child.pid, "SIGTERM");
    } catch {
      // It has ended already.
    }
  };
  const url = `http://localhost:${port}/`;
  for (let left = 600; left; left -= 1) {
    if (child.exitCode !== null) break;
    const answer = await fetch(url).catch(() => undefined);
    if (answer) return { url, end, said: () => said };
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  end();
  throw new Error(`${program} does not serve:\n${said}`);
}

/** Serves the files of a folder. */
export async function serve(folder) {
  const server = createServer((request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    try {
      const file = join(folder, path.endsWith("/") ? `${path}index.html` : path);
      const body = readFileSync(file);
      response.writeHead(200, { "content-type": types[extname(file)] ?? "application/octet-stream" }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${server.address().port}/`, end: () => server.close() };
}

/** Writes the page of an example for a script that a bundler made. */
export function page(folder, script, kind = "module") {
  const html = readFileSync(join(folder, "index.html"), "utf8");
  const tag = `<script type="module" src="./src/index.js">`;
  const made = html.replace(
    tag,
    kind === "module" ? tag.replace("./src/index.js", script) : `<script defer src="${script}">`,
  );
  writeFileSync(join(folder, "public/index.html"), made);
  return join(folder, "public");
}
