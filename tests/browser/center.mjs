// The Control Center as `paywall control` serves it, for tests of its pages: in a folder of its own, with the token
// that the program prints.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { root } from "../node/cases.mjs";

/**
 * Starts the program, with a document or the stock one. `PAYWALL` names a program that is built already.
 * @param {string[]} documents
 */
export async function center(...documents) {
  const folder = mkdtempSync(join(tmpdir(), "paywall-control-"));
  const [program, ...built] = process.env.PAYWALL
    ? [process.env.PAYWALL]
    : ["cargo", "run", "--quiet", "--package", "paywall-host", "--"];
  const begin = [...built, "control", "--data", folder, "--address", "127.0.0.1:0", ...documents];
  const server = spawn(program, begin, { cwd: root });
  const stop = () => {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  const text = await said(server, /token for a day: \S+/).catch((error) => {
    stop();
    throw error;
  });
  const [, origin] = /(http:\S+?)\/control\//.exec(text);
  const [, token] = /token for a day: (\S+)/.exec(text);
  return { origin, headers: { authorization: `Bearer ${token}` }, call: caller(origin, token), stop };
}

/** Makes the function that calls the API of the sample app. */
function caller(origin, token) {
  return async (method, path, body, headers = {}) => {
    const answer = await fetch(`${origin}/control/v1/apps/fern/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return { body: await answer.json(), etag: answer.headers.get("etag") };
  };
}

/** Resolves to what a program has printed once it has printed this. */
function said(process, pattern) {
  return new Promise((resolve, reject) => {
    let text = "";
    const listen = (chunk) => {
      text += chunk;
      if (pattern.test(text)) resolve(text);
    };
    process.stdout.on("data", listen);
    process.stderr.on("data", listen);
    process.on("exit", (code) => reject(new Error(`the program ended with ${code}: ${text}`)));
  });
}
