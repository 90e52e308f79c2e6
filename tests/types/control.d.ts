// The build makes an address of a page.
declare module "*.html" {
  const address: string;
  export default address;
}
// Esbuild makes texts of files that are no modules.
declare module "*.css" {
  const text: string;
  export default text;
}
declare module "control-model/*.wasm" {
  const address: string;
  export default address;
}
declare module "control-model/model.js" {
  export default function start(options: { module_or_path: string }): Promise<unknown>;
  export class Model {
    constructor(document: string);
    apply(operations: string): string;
    part(section: string, part: string): string | undefined;
    ids(section: string): string;
    things(section: string, part: string): string;
    source(section: string, part: string, id: string): string | undefined;
    rewrite(section: string, part: string, id: string, before: string, after: string): string;
    document(): string;
    hash(): string;
    free(): void;
  }
}
declare module "control-model/campaigns.js" {
  import start, { Model as Plain } from "control-model/model.js";
  export default start;
  export class Model extends Plain {
    static vocabulary(): string;
    campaigns(now: number, offset: number): string;
    place(rule: string, after?: string): string;
    duplicate(rule: string): string | undefined;
    rename_audience(audience: string, to: string): string;
    begin(kind: string, value: string, paywall: string): string;
  }
}
