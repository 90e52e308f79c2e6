//! Tests of how often a host and PostgreSQL have to wait for each other: each question is a way there and back.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use paywall_database::{Database, LedgerDatabase};
use paywall_ledger::{DeviceId, Input, Presentation, Store, What};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

use crate::databases::postgres_database;
use crate::history::{input, install};
use crate::messages::{message, observed};
use paywall_host_testing::needs;
use paywall_host_testing::shop::{NOW, app, bought, key};

/// Stands between a host and PostgreSQL, and counts the questions: messages after which a client waits for the answer.
struct Between {
    url: String,
    questions: Arc<AtomicU64>,
}

impl Between {
    async fn new(url: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (who, rest) = url.split_once("127.0.0.1:").unwrap();
        let (server, name) = rest.split_once('/').unwrap();
        let server = format!("127.0.0.1:{server}");
        let questions = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&questions);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(&server).await.unwrap();
                let ((from, mut back), (mut answers, to)) =
                    (client.into_split(), server.into_split());
                tokio::spawn(asked(from, to, Arc::clone(&counter)));
                tokio::spawn(async move { tokio::io::copy(&mut answers, &mut back).await });
            }
        });
        Self {
            url: format!("{who}127.0.0.1:{port}/{name}?sslmode=disable"),
            questions,
        }
    }

    fn taken(&self) -> u64 {
        self.questions.swap(0, Ordering::SeqCst)
    }
}

/// Hands on what a client says. The first message has no kind; `Q` and `S` end a question.
/// Without a `B` before it, `S` asks nothing: it ends the preparation of a statement, once on each connection, or it is
/// the pool's, which sends it when it gets a connection back, and nobody waits for it.
async fn asked(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    questions: Arc<AtomicU64>,
) -> std::io::Result<()> {
    let (mut first, mut asks) = (true, false);
    loop {
        let kind = if first { 0 } else { from.read_u8().await? };
        let length = from.read_u32().await?;
        let mut body = vec![0; usize::try_from(length).unwrap() - 4];
        from.read_exact(&mut body).await?;
        if kind == b'Q' || (kind == b'S' && asks) {
            questions.fetch_add(1, Ordering::SeqCst);
        }
        asks = kind != b'S' && (asks || kind == b'B');
        if !first {
            to.write_u8(kind).await?;
        }
        to.write_u32(length).await?;
        to.write_all(&body).await?;
        first = false;
    }
}

/// Makes the inputs of a customer: an installation, a login, and a purchase that a device shows.
fn customer(number: u64) -> [Input; 3] {
    let device = DeviceId::new(number.to_string());
    let account = (number + 1).to_string().parse().unwrap();
    let login = What::Login {
        device: device.clone(),
        account,
    };
    let buy = What::Present {
        device,
        how: Presentation::Transaction,
        purchases: vec![bought(key(Store::Apple, &number.to_string()), NOW)],
    };
    [install(number), login, buy].map(|what| {
        let name = format!("{number} {what:?}");
        input(name, 0, what)
    })
}

#[needs(postgres)]
#[tokio::test]
async fn a_transaction_takes_two_questions_to_postgres() {
    let place = postgres_database().unwrap();
    let between = Between::new(&place.url).await;
    let ledger = LedgerDatabase::new(&Database::open(&between.url).await.unwrap(), app());
    let mut most = 0;
    // At first, statements are prepared, on each connection that is used.
    for round in 0..40 {
        between.taken();
        for input in customer(round) {
            ledger.accept(input).await.unwrap();
        }
        let inputs = between.taken();
        let renewed = message(&round.to_string(), NOW.plus_days(1));
        let purchase = observed(&round.to_string());
        ledger.take(renewed, NOW, purchase).await.unwrap();
        let notification = between.taken();
        let unknown = message(&format!("unknown {round}"), NOW);
        let purchase = observed(&format!("unknown {round}"));
        ledger.take(unknown, NOW, purchase).await.unwrap();
        let first = between.taken();
        let device = DeviceId::new(round.to_string());
        ledger.device_state(&device, NOW).await.unwrap().unwrap();
        let read = between.taken();
        if round >= 20 {
            most = most.max(notification).max(first);
            assert_eq!(read, 1, "a read asks once");
            assert!(inputs <= 7, "three inputs: {inputs}");
        }
    }
    assert_eq!(most, 2, "one question to read, one to write");
}
