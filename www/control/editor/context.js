// What the shell gives to the editor, as www/control/README.md says.

/**
 * @typedef {object} Context
 * @property {string} app
 * @property {string | null} draft
 * @property {string} environment
 * @property {string} id the paywall
 * @property {boolean} mayEdit
 * @property {boolean} [isForReading]
 * @property {Record<string, string>} query
 * @property {(query: Record<string, string | null>, options?: { push?: boolean }) => void} setQuery
 * @property {(path: string) => void} go
 * @property {(method: string, path: string, body?: unknown,
 *   options?: { ifMatch?: string, signal?: AbortSignal, as?: "text" | "arrayBuffer" }) =>
 *   Promise<{ body: any, etag: string | null }>} call
 * @property {() => Promise<typeof import("../../runtime/index.js")>} module
 * @property {string} frame
 * @property {(edit: number) => void} saved
 * @property {(words: string) => void} busy
 * @property {(words: string, action?: { label: string, run: () => void }) => void} tell
 * @property {(commands: { label: string, hint?: string, keys?: string, run: () => void }[]) => void} commands
 * @property {() => Promise<string>} edit
 */

export {};
