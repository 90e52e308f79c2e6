//! Tests of stores' messages, genuine and forged, from the bytes on the wire to the entitlements of customers.

mod amazon;
mod apple;
mod google;
mod kept;
mod missed;
mod roku;
mod routes;
mod stripe;
