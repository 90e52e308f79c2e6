/**
 * The address of the module, or of a part of it, where a bundler copies the file. `Runtime.load` takes it as `module`.
 */
declare const address: string;
export default address;
