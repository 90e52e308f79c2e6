// Programs that tests start: they end with the tests, whatever ends those.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** How long a program may take until it says that it is ready, in milliseconds. */
const PATIENCE = 60_000;

const endings = new Set();
process.on("exit", () => endings.forEach((end) => end()));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(1));

/** Calls `end` when the tests end, if its answer was not called before. */
function atEnd(end) {
  endings.add(end);
  return () => endings.delete(end) && end();
}

/** A new folder for a while: its path, and what takes it away. */
export function folder() {
  const path = mkdtempSync(join(tmpdir(), "paywall-engine-"));
  return { path, remove: atEnd(() => rmSync(path, { recursive: true, force: true, maxRetries: 5 })) };
}

/**
 * Starts a program and waits until it has written what `ready` matches, if that is given.
 * Answers with the match, and with what ends the program and all that it has started.
 */
export async function start(name, args, ready, env = {}) {
  const child = spawn(name, args, {
    detached: true,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const gone = new Promise((resolve) => child.once("close", resolve));
  const kill = atEnd(() => {
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {
      // It has ended already.
    }
  });
  const stop = async () => {
    kill();
    await gone;
  };
  if (!ready) return { match: null, stop };
  let written = "";
  const match = await new Promise((resolve, reject) => {
    const fail = (why) => reject(new Error(`${name} ${why}: ${written.slice(-2000)}`));
    const timer = setTimeout(() => fail("is not ready in time"), PATIENCE);
    const hear = (data) => {
      written += data;
      const found = ready.exec(written);
      if (found) settle(() => resolve(found));
    };
    const settle = (how) => {
      clearTimeout(timer);
      written = "";
      how();
    };
    child.once("error", (error) => settle(() => fail(error.message)));
    child.once("close", () => fail("ended"));
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
  }).catch(async (error) => {
    kill();
    throw error;
  });
  return { match, stop };
}
