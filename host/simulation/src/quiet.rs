//! The wait until a world has nothing left to do.

use std::time::Duration;

use sqlx::Row;
use tokio::time::Instant;

use super::world::World;

/// The longest time after which nothing may be left to do once all is well.
const QUIET_WITHIN: Duration = Duration::from_secs(3 * 86_400);

/// Waits until nothing is left to do but what the receiver does not answer. Returns what is left after days.
pub(crate) async fn quiet(world: &World) -> Option<String> {
    let mut leap = Duration::from_secs(20);
    let until = Instant::now() + QUIET_WITHIN;
    loop {
        // Every task that rests has its turn, and some time to work.
        tokio::time::advance(Duration::from_secs(6)).await;
        tokio::time::sleep(Duration::from_millis(400)).await;
        let left = left_to_do(world);
        match left {
            None => return None,
            Some(left) if Instant::now() > until => return Some(left),
            Some(_) => tokio::time::advance(leap).await,
        }
        leap = (leap * 2).min(Duration::from_secs(3600));
    }
}

/// Returns what still waits, if anything but events for users whose receiver never answers.
fn left_to_do(world: &World) -> Option<String> {
    let messages = world
        .disk
        .texts("SELECT key FROM inbox WHERE due IS NOT NULL");
    let events = world
        .disk
        .texts("SELECT user_id FROM outbox WHERE delivered_at IS NULL");
    let events: Vec<_> = events
        .into_iter()
        .filter(|user| !world.receiver.ignores(user))
        .collect();
    let names = world
        .disk
        .texts("SELECT CAST(position AS TEXT) FROM mentions WHERE user_id = 'deletion'");
    let now = world.time.now().plus_millis(-10_000).millis();
    let ends = world
        .disk
        .rows("SELECT id, due FROM lineages WHERE due IS NOT NULL");
    let ends: Vec<String> = ends
        .iter()
        .filter(|it| it.get::<i64, _>(1) < now)
        .map(|it| it.get(0))
        .collect();
    let all = [&messages, &events, &ends, &names];
    let left = all.iter().any(|it| !it.is_empty());
    left.then(|| {
        format!("messages {messages:?}, events for {events:?}, ends {ends:?}, names at {names:?}")
    })
}
