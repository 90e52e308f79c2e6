//! Work that takes long, beside the threads that serve others.

use std::sync::LazyLock;
use std::thread::available_parallelism;

use tokio::sync::Semaphore;

use crate::problem::Problem;

/// The works at a time: editors are to leave half of the processors to customers.
static AT_ONCE: LazyLock<Semaphore> = LazyLock::new(|| {
    let processors = available_parallelism().map_or(1, usize::from);
    Semaphore::new((processors / 2).max(1))
});

/// Runs work that blocks, when its turn comes.
///
/// # Errors
/// Fails if the work panics, or the runtime goes down.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    let failed = || Problem::internal("the work was given up");
    let turn = AT_ONCE.acquire().await.map_err(|_| failed())?;
    tokio::task::spawn_blocking(move || {
        // Held until the work ends, even if the caller no longer waits for it.
        let _turn = turn;
        work()
    })
    .await
    .map_err(|_| failed())
}
