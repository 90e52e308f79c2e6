// An assistant as the official library of the Model Context Protocol for JavaScript makes one, with the program's
// tools.

import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

/**
 * Returns the text that an answer begins with.
 * @param {any[]} content
 */
function textOf([first]) {
  if (first?.type !== "text") throw new Error(`expected a text, found ${first?.type}`);
  return first.text;
}

/**
 * Starts `paywall mcp`, and speaks with it.
 * @param {string} program the path of the program
 * @param {string[]} words its arguments behind `mcp`
 * @param {Record<string, string>} variables beside those of the test
 */
export async function assistant(program, words, variables = {}) {
  const env = { ...process.env, ...variables };
  const transport = new StdioClientTransport({ command: program, args: ["mcp", ...words], env, stderr: "pipe" });
  const client = new Client({ name: "paywall-tests", version: "1.0.0" });
  await client.connect(transport);
  const call = (name, given = {}) => client.callTool({ name, arguments: given });
  return {
    client,
    call,
    /** Calls a tool that must work; answers its text. */
    ask: async (name, given) => {
      const { content, isError } = await call(name, given);
      if (isError) throw new Error(`${name}: ${textOf(content)}`);
      return textOf(content);
    },
    /** Calls a tool that must fail; answers why, as the assistant reads it. */
    refused: async (name, given) => {
      const { content, isError } = await call(name, given);
      if (!isError) throw new Error(`${name} worked: ${textOf(content)}`);
      return textOf(content);
    },
    close: () => client.close(),
  };
}
