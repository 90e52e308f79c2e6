//! Waiting for things that nobody announces.

use std::time::{Duration, Instant};

/// Waits until a condition holds that depends on a database, a file or another program.
/// Nothing announces such a change, so it is looked for again and again.
pub async fn until(mut holds: impl AsyncFnMut() -> bool) {
    let begun = Instant::now();
    while !holds().await {
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "it never happens"
        );
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
