// The Control Center as `paywall control` serves it, for tests of its pages: in a folder of its own, with the token
// that the program prints.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { said, start } from "./program.mjs";

/**
 * Starts the program, with a document or the stock one.
 * @param {string[]} documents
 */
export async function center(...documents) {
  const folder = mkdtempSync(join(tmpdir(), "paywall-control-"));
  const server = start("control", "--data", folder, "--address", "127.0.0.1:0", ...documents);
  const stop = () => {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  const { input, 1: token } = await said(server, /token for a day: (\S+)/).catch((error) => {
    stop();
    throw error;
  });
  const [, origin] = /(http:\S+?)\/control\//.exec(input);
  return { origin, headers: { authorization: `Bearer ${token}` }, call: caller(origin, token), stop };
}

/** Makes the function that calls the API of the sample app. */
function caller(origin, token) {
  return async (method, path, body, headers = {}) => {
    const answer = await fetch(`${origin}/control/v1/apps/fern/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
      // A text is sent as it is: an asset.
      ...(body && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return { body: await answer.json(), etag: answer.headers.get("etag") };
  };
}
