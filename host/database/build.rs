//! Builds again when a migration changes: `sqlx::migrate!` builds them in.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
}
