//! The things that were looked at, each with what was found.

use std::fmt::Write as _;

use serde::Serialize;

/// The things that were looked at, in order.
#[derive(Default, Serialize)]
pub(super) struct Report {
    looked_at: Vec<Found>,
}

/// One thing that was looked at.
#[derive(Serialize)]
struct Found {
    state: State,
    /// A stable code for what was found; `ok` where all is well.
    code: &'static str,
    /// The thing, in words.
    what: String,
    /// The finding, in words.
    says: String,
    /// The advice for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
}

/// The weight of what was found.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Ok,
    /// It works, and something about it may surprise.
    Warning,
    /// It will not work.
    Error,
}

impl Report {
    /// Notes that all is well with a thing.
    pub(super) fn ok(&mut self, what: impl Into<String>, says: impl Into<String>) {
        self.add(State::Ok, "ok", what, says, None);
    }

    /// Notes what may surprise, and what to do about it.
    pub(super) fn warn(
        &mut self,
        code: &'static str,
        what: impl Into<String>,
        says: impl Into<String>,
        help: &str,
    ) {
        self.add(State::Warning, code, what, says, Some(help));
    }

    /// Notes what will not work, and what to do about it.
    pub(super) fn fail(
        &mut self,
        code: &'static str,
        what: impl Into<String>,
        says: impl Into<String>,
        help: &str,
    ) {
        self.add(State::Error, code, what, says, Some(help));
    }

    fn add(
        &mut self,
        state: State,
        code: &'static str,
        what: impl Into<String>,
        says: impl Into<String>,
        help: Option<&str>,
    ) {
        self.looked_at.push(Found {
            state,
            code,
            what: what.into(),
            says: says.into(),
            help: help.map(str::to_owned),
        });
    }

    /// Returns true if nothing was found that will not work.
    pub(super) fn works(&self) -> bool {
        self.looked_at.iter().all(|it| it.state != State::Error)
    }

    /// Writes a line for each thing, with the advice below it, and a sentence at the end.
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        for found in &self.looked_at {
            let word = match found.state {
                State::Ok => "ok     ".to_owned(),
                State::Warning => format!("warning[{}]", found.code),
                State::Error => format!("error[{}]", found.code),
            };
            let _ = writeln!(out, "{word} {}: {}", found.what, found.says);
            if let Some(help) = &found.help {
                let _ = writeln!(out, "        help: {help}");
            }
        }
        let count = |state| self.looked_at.iter().filter(|it| it.state == state).count();
        let (errors, warnings) = (count(State::Error), count(State::Warning));
        let _ = match (errors, warnings) {
            (0, 0) => writeln!(out, "all is well"),
            (0, _) => writeln!(out, "it works; {warnings} may surprise"),
            _ => writeln!(out, "{errors} will not work, {warnings} may surprise"),
        };
        out
    }
}
