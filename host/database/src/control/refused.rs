//! The reasons why something was not done.

use paywall_control::Conflict;
use paywall_control::policy::Missing;

use super::deployment::Deployment;
use super::draft::Edit;
use crate::error::Error;

/// The reason why something was not done. Nothing was changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The model refuses it.
    #[error(transparent)]
    Model(#[from] paywall_control::Error),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] Error),
    /// There is no such draft, revision, deployment or token.
    #[error("expected the id of a {what}, found \"{id}\"")]
    NotFound {
        /// The kind of thing.
        what: &'static str,
        /// The id that was asked for.
        id: String,
    },
    /// Others saved edits of the draft meanwhile.
    #[error("the draft has {}", counted(edits.len(), "newer edit"))]
    Behind {
        /// The edits that are newer, in their order.
        edits: Vec<Edit>,
    },
    /// Others deployed meanwhile.
    #[error("{} replaced the one that was seen", counted(between.len(), "newer deployment"))]
    Moved {
        /// The deployments that are newer, in their order.
        between: Vec<Deployment>,
    },
    /// The policy of the environment asks for more.
    #[error("{}", sentences(missing))]
    Missing {
        /// All that is missing.
        missing: Vec<Missing>,
    },
    /// The gate did not look at this content yet, with this engine.
    #[error("the content was not checked by this engine yet")]
    NotChecked,
    /// The gate found faults in the content.
    #[error("the content has {} faults, the first one: {}", faults.len(), faults.first().map_or("", |fault| &fault.message))]
    Faulty {
        /// The faults that it found.
        faults: Vec<paywall_control::verdict::Fault>,
    },
    /// A roll-back names a revision that was never live there.
    #[error("expected a revision that was live in this environment before")]
    NeverLive,
    /// A text is too long.
    #[error("expected a text of at most {most} bytes")]
    TooLong {
        /// The most bytes of it.
        most: usize,
    },
    /// The draft is closed.
    #[error("the draft is closed")]
    Closed,
    /// A text is no e-mail address.
    #[error("expected an e-mail address")]
    Email,
    /// A comment has no words.
    #[error("expected words")]
    NoWords,
    /// A person has no name.
    #[error("expected a name")]
    NoName,
    /// A revision was made of the draft, and merged with another one, since it began: that must be a revision first.
    #[error(
        "expected that a revision is made of the draft before it is put on top of one that does not come from its base"
    )]
    Diverged,
    /// Both of what is to be merged changed the same.
    #[error("{} changes exclude each other", conflicts.len())]
    Conflicts {
        /// The changes, each with both sides.
        conflicts: Vec<Conflict>,
    },
    /// What two revisions have in common is too far away.
    #[error("expected that the two have a revision in common within {most}")]
    TooFar {
        /// The most revisions that are looked at.
        most: usize,
    },
    /// The time is not in the future.
    #[error("expected a time in the future")]
    Past,
    /// Something is there as often as it may be.
    #[error("expected at most {most} {what}")]
    TooMany {
        /// The things, in words.
        what: &'static str,
        /// The most of them.
        most: i64,
    },
    /// The app would have no owner any more.
    #[error("expected another owner beside the last one")]
    LastOwner,
    /// Whoever is invited is a member.
    #[error("expected the e-mail address of somebody who has no role in the app yet")]
    Member,
    /// The link was used, or taken back, or has ended, or never was one.
    #[error("expected a link that nobody used and that has not ended")]
    LinkEnded,
    /// The link is for another person.
    #[error("expected the person whom the link is for")]
    OtherPerson,
    /// A person with the e-mail address is there already.
    #[error("expected that the person signs in, who is known already")]
    KnownPerson,
    /// The person has no role in any app.
    #[error("expected somebody whom an owner invited, or whose groups give a role")]
    NoRole,
    /// The schedule is no longer waiting.
    #[error("expected a schedule that is waiting")]
    Settled,
}

impl Refusal {
    /// Returns a stable code for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Model(error) => error.code,
            Self::Database(error) => error.code(),
            Self::NotFound { .. } => "not_found",
            Self::Behind { .. } => "behind",
            Self::Moved { .. } => "deployment_moved",
            Self::Missing { .. } => "policy",
            Self::NotChecked => "not_checked",
            Self::Faulty { .. } => "faulty",
            Self::NeverLive => "never_live",
            Self::TooLong { .. } => "too_long",
            Self::Closed => "draft_closed",
            Self::Email => "invalid_email",
            Self::NoName => "no_name",
            Self::NoWords => "no_words",
            Self::LastOwner => "last_owner",
            Self::Member => "already_member",
            Self::LinkEnded => "link_ended",
            Self::OtherPerson => "other_person",
            Self::KnownPerson => "known_person",
            Self::NoRole => "no_role",
            Self::Diverged => "diverged",
            Self::Conflicts { .. } => "conflicts",
            Self::TooFar { .. } => "too_far",
            Self::Past => "past",
            Self::TooMany { .. } => "too_many",
            Self::Settled => "settled",
        }
    }

    /// Refuses one more where there are as many as there may be.
    pub(super) const fn room(what: &'static str, count: i64, most: i64) -> Result<(), Self> {
        if count < most {
            Ok(())
        } else {
            Err(Self::TooMany { what, most })
        }
    }
}

impl From<sqlx::Error> for Refusal {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}

/// Writes a number of things: "1 newer edit", "2 newer edits".
fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// Writes what is missing as sentences.
fn sentences(missing: &[Missing]) -> String {
    let sentences: Vec<String> = missing.iter().map(Missing::sentence).collect();
    sentences.join(" ")
}
