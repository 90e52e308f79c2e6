//! Messages of the stores, genuine and forged: which are believed, and what the stores' APIs are asked.

mod amazon;
mod api;
mod apple;
mod asked;
mod chains;
mod odd;
mod tokens;
