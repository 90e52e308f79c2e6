// Files that the build writes (`xtask/src/inline.rs`).
export const module: string;
