//! Tests of the Control Center as its users meet it: hosts, their API, and the commands.

mod commands;
mod notices;
mod preview;
mod stories;
mod world;
