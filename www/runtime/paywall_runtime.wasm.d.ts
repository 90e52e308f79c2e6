/** The address of the module or of a part of it, where a bundler copies the file: for `Runtime.load(document, { module })`. */
declare const address: string;
export default address;
