// The program `paywall`, for tests of what it serves. `PAYWALL` names one that is built already.

import { spawn } from "node:child_process";

import { root } from "../node/cases.mjs";

/**
 * Starts the program.
 * @param {string[]} words its command and arguments
 */
export const start = (...words) => startIn({}, ...words);

/**
 * Starts the program with more in its environment.
 * @param {Record<string, string>} env
 * @param {string[]} words
 */
export function startIn(env, ...words) {
  const [program, ...built] = process.env.PAYWALL
    ? [process.env.PAYWALL]
    : ["cargo", "run", "--quiet", "--package", "paywall-host", "--"];
  return spawn(program, [...built, ...words], { cwd: root, env: { ...process.env, ...env } });
}

/**
 * Resolves to the match of a pattern in what a program prints, which is its `input`.
 * @param {ReturnType<typeof start>} program
 * @param {RegExp} pattern
 * @returns {Promise<RegExpExecArray>}
 */
export function said(program, pattern) {
  return new Promise((resolve, reject) => {
    let text = "";
    const listen = (chunk) => {
      text += chunk;
      const found = pattern.exec(text);
      if (found) resolve(found);
    };
    program.stdout.on("data", listen);
    program.stderr.on("data", listen);
    program.on("exit", (code) => reject(new Error(`the program ended with ${code}: ${text}`)));
  });
}
