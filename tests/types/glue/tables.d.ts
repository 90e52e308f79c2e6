// Files that the build writes (`xtask/src/inline.rs`).
export const tables: string;
