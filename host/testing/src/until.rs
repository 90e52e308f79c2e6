//! Waits for what nobody announces.

use std::time::{Duration, Instant};

/// Waits until something holds that stands in a database, in a file or in another program: there it can only be looked
/// for again and again.
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
