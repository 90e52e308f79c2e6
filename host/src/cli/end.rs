//! The end of a server: on Ctrl-C, or when the system asks for it.

use std::time::Duration;

#[cfg(unix)]
use tokio::signal::unix::{SignalKind, signal};

/// The time for which requests under way may hold up the end.
const GRACE: Duration = Duration::from_secs(5);

/// Finishes a while after [`interrupted`]: requests under way are then given up.
pub(super) async fn last_call() {
    interrupted().await;
    tokio::time::sleep(GRACE).await;
}

/// Finishes on Ctrl-C, or when the system asks the program to end. Without signals to wait for, it never does.
pub(super) async fn interrupted() {
    let asked = async {
        #[cfg(unix)]
        if let Ok(mut signal) = signal(SignalKind::terminate()) {
            signal.recv().await;
            return;
        }
        std::future::pending::<()>().await;
    };
    tokio::select! {
        Ok(()) = tokio::signal::ctrl_c() => {}
        () = asked => {}
        else => std::future::pending::<()>().await,
    }
}
