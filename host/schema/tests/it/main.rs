//! Tests of the words about names: every name that the code knows has some, and nothing else has; and of what is made of them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod names;
mod page;
mod schemas;
