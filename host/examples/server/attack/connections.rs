//! Connections that begin a request and never end it.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::Outcome;
use crate::call::Call;
use crate::held::Held;
use crate::host::More;
use crate::http::Connection;
use crate::place::Place;
use crate::times::Times;
use crate::world::World;

const CONNECTIONS: usize = 900;
/// The time in which all must be closed.
const CLOSED: Duration = Duration::from_secs(30);

pub async fn run(place: &Place, held: &mut Held) -> Outcome<()> {
    let world = World::open(place, &More::default()).await?;
    let begun = Instant::now();
    let mut open = JoinSet::new();
    for _ in 0..CONNECTIONS {
        let mut stream = TcpStream::connect(world.address()).await?;
        stream
            .write_all(b"GET /healthz HTTP/1.1\r\nhost: here\r\n")
            .await?;
        open.spawn(async move {
            let mut rest = Vec::new();
            let end = timeout(2 * CLOSED, stream.read_to_end(&mut rest)).await;
            end.is_ok().then(|| begun.elapsed())
        });
    }
    let (mut healthy, failed) = look(world.address(), begun).await;
    let ends: Vec<_> = open.join_all().await.into_iter().collect();
    let closed = ends.iter().flatten().filter(|it| **it <= CLOSED).count();
    let last = ends
        .iter()
        .flatten()
        .max()
        .map_or(0.0, Duration::as_secs_f64);
    let what = format!(
        "connections: {closed} of {CONNECTIONS} that sent half a head were closed within 30 s, the last after {last:.1} s"
    );
    held.holds(&what, closed == CONNECTIONS);
    let count = healthy.count();
    let what = format!(
        "connections: /healthz answered {count} times meanwhile ({} ms), {failed} times not",
        healthy.told()
    );
    held.holds(&what, failed == 0);
    Ok(())
}

/// Asks for the health again and again, each time on a new connection.
async fn look(address: &str, begun: Instant) -> (Times, usize) {
    let (mut times, mut failed) = (Times::default(), 0);
    while begun.elapsed() < CLOSED {
        let since = Instant::now();
        let ask = async {
            Call::get("/healthz".into())
                .on(&mut Connection::open(address).await?)
                .await
        };
        match timeout(Duration::from_secs(5), ask).await {
            Ok(Ok(_)) => times.add(since.elapsed()),
            _ => failed += 1,
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    (times, failed)
}
