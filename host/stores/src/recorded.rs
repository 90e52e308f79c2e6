//! Answers that stores gave before.

use paywall_ledger::{Later, PlatformId};
use serde::{Deserialize, Serialize};

use crate::{Answer, AskError, Missed, Question, Reply, StoreApi, Wanted};

/// Answers that stores gave before, for tests and for going through a log again without any network.
///
/// As JSON they are `[{"fetch": "google_subscription", "purchase": "…", "answer": {"found": {…}}}]`;
/// messages that could not be delivered are a page: `{"missed": ["…"]}`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Recorded(Vec<Given>);

/// An answer to a question, or a page of messages that did not arrive.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Given {
    Answer {
        #[serde(flatten)]
        question: Question,
        answer: Answer,
    },
    Missed {
        missed: Vec<String>,
    },
}

impl Recorded {
    /// Adds an answer; the newest one to a question counts.
    pub fn add(&mut self, question: Question, answer: Answer) {
        self.0.push(Given::Answer { question, answer });
    }

    /// Adds a page of bodies that could not be delivered.
    pub fn add_missed(&mut self, missed: Vec<String>) {
        self.0.push(Given::Missed { missed });
    }
}

impl StoreApi for Recorded {
    fn ask<'a>(
        &'a self,
        _platform: &'a PlatformId,
        question: &'a Question,
    ) -> Later<'a, Result<Reply, AskError>> {
        let found = self.0.iter().rev().find_map(|it| match it {
            Given::Answer {
                question: asked,
                answer,
            } if asked == question => Some(answer.clone()),
            _ => None,
        });
        Box::pin(std::future::ready(Ok(found
            .unwrap_or(Answer::Missing)
            .into())))
    }

    fn missed<'a>(
        &'a self,
        _platform: &'a PlatformId,
        _wanted: Wanted,
        page: Option<&'a str>,
    ) -> Later<'a, Result<Missed, AskError>> {
        let pages = self.0.iter().filter_map(|it| match it {
            Given::Missed { missed } => Some(missed),
            Given::Answer { .. } => None,
        });
        let number: usize = page.and_then(|it| it.parse().ok()).unwrap_or(0);
        let mut rest = pages.skip(number);
        let missed = Missed {
            bodies: rest.next().cloned().unwrap_or_default(),
            next: rest.next().map(|_| (number + 1).to_string()),
        };
        Box::pin(std::future::ready(Ok(missed)))
    }
}
