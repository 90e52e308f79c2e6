/** The address of the whole module, where a bundler copies the file: for `Runtime.load(document, { module })`. */
declare const address: string;
export default address;
