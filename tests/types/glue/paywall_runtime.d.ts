/** The module's JavaScript as wasm-bindgen writes it, in so far as `www/runtime` uses it: `runtime/src/web`. */

import type { Stage } from "../../../www/runtime/stage.js";

export class Engine {
  constructor(document: Uint8Array);
  call(operation: number, request: string): string;
  launch(request: string): Screen;
}

export class Screen {
  private constructor();
  launched(): string;
  state(): string;
  mount(root: Node, shown: Element | null | undefined, stage: Stage, told: boolean): void;
  update(fields: string): void;
  act(act: string): void;
  unmount(): void;
  free(): void;
}

export function locales(tables: Uint8Array): number;
export function imports(): WebAssembly.Imports;
export function finish(instance: WebAssembly.Instance): void;
