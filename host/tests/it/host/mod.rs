//! Tests of `paywall host` as its users meet it: the program, a
//! settings file, a database, stores, devices, a receiver.

mod customers;
mod forgotten;
mod grants;
mod program;
mod restored;
mod story;
mod two;
mod world;
