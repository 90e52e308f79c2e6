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
    rewrite(section: string, part: string, id: string, before: string, after: string, seed: number): string;
    act(paywall: string, deed: string, what: string): string;
    copied(paywall: string, ids: string[]): string;
    meant(text: string, choices: string[]): string | undefined;
    owner(paywall: string, path: string): string | undefined;
    uses(paywall: string, language: string): string;
    theme(paywall: string): string;
    slice(paywall: string, locale: string): string;
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
    static differs(before: string, after: string): boolean;
    resize(rule: string, group: number, at: number, share: number): string;
    even(rule: string, group: number): string;
    add_variant(rule: string, group: number): string;
    remove_variant(rule: string, group: number, at: number): string;
    join(rule: string, layer: string): string;
    campaigns(now: number, offset: number): string;
    place(rule: string, after?: string): string;
    duplicate(rule: string): string | undefined;
    rename_audience(audience: string, to: string): string;
    begin(kind: string, value: string, paywall: string): string;
  }
}
