//! Has the crate built again when a migration changes, because `sqlx::migrate!` builds them in.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
}
