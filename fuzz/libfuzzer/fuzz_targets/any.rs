//! The target that `TARGET` in the environment names, guided by coverage.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use paywall_fuzz::Target;

static TARGET: LazyLock<&'static Target> = LazyLock::new(|| {
    let name = std::env::var("TARGET").expect("TARGET names one");
    Target::named(&name).expect("a target that was compiled")
});

fuzz_target!(|input: &[u8]| (TARGET.run)(input));
