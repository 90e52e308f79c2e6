//! Tests of `kill -9` during edits and publications: nothing that was acknowledged is lost.
//!
//! `KILLS=100 cargo test -p paywall-database control::kill` kills a hundred times on each database.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use paywall_database::control::Control;
use paywall_host_testing::needs;

use super::{NOW, commit, content, control, pass, publish, set};
use crate::databases::{Place, postgres_database, sqlite_file};

/// Prints a whole line at once, so that the other end never reads half of one.
fn tell(line: &str) {
    std::io::stdout()
        .write_all(format!("acknowledged {line}\n").as_bytes())
        .unwrap();
}

/// Edits a draft, makes revisions of it and publishes them, for ever.
async fn write(control: &Control, draft: &str) {
    loop {
        let seen = control.draft(draft).await.unwrap().edit;
        let saved = control
            .edit(draft, seen, &set("title", &format!("{seen}")), "ada", NOW)
            .await
            .unwrap();
        tell(&format!("edit {} {}", saved.number, saved.manifest));
        if saved.number % 3 == 0 {
            let made = control
                .commit_draft(draft, saved.number, "ada", "", "1", NOW)
                .await
                .unwrap();
            tell(&format!("revision {made}"));
            pass(control, made).await;
            let live = control
                .live("sandbox")
                .await
                .unwrap()
                .map_or(0, |live| live.sequence);
            let deployed = control.deploy(&publish(made, live)).await.unwrap();
            tell(&format!("deployment {} {made}", deployed.sequence));
        }
    }
}

/// Is the program that gets killed.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a part of the tests beside it"]
async fn victim() {
    let (Ok(url), Ok(draft)) = (std::env::var("STORE_URL"), std::env::var("DRAFT")) else {
        return;
    };
    let database = paywall_database::Database::open(&url).await.unwrap();
    write(&control(&database), &draft).await;
}

fn kill_one(place: &Place, draft: &str, lines: usize) -> BTreeSet<String> {
    let mut victim = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "control::kill::victim",
            "--ignored",
            "--nocapture",
        ])
        .env("STORE_URL", &place.url)
        .env("DRAFT", draft)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut told = BufReader::new(victim.stdout.take().unwrap())
        .lines()
        .map_while(Result::ok);
    let mut acknowledged: Vec<String> = told.by_ref().take(lines).collect();
    victim.kill().unwrap();
    acknowledged.extend(told);
    victim.wait().unwrap();
    let ours = acknowledged
        .iter()
        .filter_map(|line| line.strip_prefix("acknowledged "));
    ours.map(str::to_owned).collect()
}

async fn kill_many(place: &Place) {
    let rounds: usize = std::env::var("KILLS")
        .ok()
        .and_then(|it| it.parse().ok())
        .unwrap_or(3);
    let control = control(&place.open().await);
    let base = commit(&control, &content("One"), vec![], "ada").await;
    let draft = control.begin_draft("d", base, "ada", NOW).await.unwrap().id;
    let mut acknowledged = BTreeSet::new();
    for round in 0..rounds {
        acknowledged.extend(kill_one(place, &draft, 12 + round % 7));
    }
    assert!(acknowledged.len() > 5 * rounds);
    let mut kept = BTreeSet::new();
    let mut after = 0;
    let mut content = control.content(base).await.unwrap();
    loop {
        let edits = control.edits(&draft, after, 1_000).await.unwrap();
        let Some(last) = edits.last() else { break };
        after = last.number;
        for edit in edits {
            content.apply(&edit.operations).unwrap();
            kept.insert(format!("edit {} {}", edit.number, content.manifest.hash()));
        }
    }
    assert_eq!(
        control.draft(&draft).await.unwrap().manifest,
        content.manifest.hash(),
        "the edits add up to the draft"
    );
    for listed in control.revisions(i64::MAX, 1_000).await.unwrap() {
        control.content(listed.hash).await.unwrap().write().unwrap();
        kept.insert(format!("revision {}", listed.hash));
    }
    let deployments = control.deployments("sandbox", 0).await.unwrap();
    for (index, deployment) in deployments.iter().enumerate() {
        assert_eq!(deployment.sequence, i64::try_from(index).unwrap() + 1);
        assert_eq!(deployment.replaces + 1, deployment.sequence);
        kept.insert(format!(
            "deployment {} {}",
            deployment.sequence, deployment.revision
        ));
    }
    let lost: Vec<_> = acknowledged.difference(&kept).collect();
    assert!(lost.is_empty(), "{}: lost {lost:?}", place.name);
    eprintln!(
        "{}: killed {rounds} times, {} acknowledged, none lost",
        place.name,
        acknowledged.len()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_sqlite_acknowledged_survives_kills() {
    kill_many(&sqlite_file()).await;
}

#[needs(postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn what_postgres_acknowledged_survives_kills() {
    kill_many(&postgres_database().unwrap()).await;
}
