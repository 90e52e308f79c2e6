//! Comments about drafts, in threads.

use paywall_ledger::Time;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use super::{Control, MOST_LISTED, Refusal, fit, words};
use crate::error::Error;

/// The most comments about a draft.
const MOST_COMMENTS: i64 = 5_000;

/// The place that a comment is about. Empty fields say that it is about the whole of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// The id of the draft.
    pub draft: String,
    /// The id of the paywall.
    pub paywall: String,
    /// The id of the component.
    pub component: String,
    /// The state in which the author saw it, as the pages write it in their addresses.
    pub state: String,
}

/// A comment of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// The number in the app, which is its id.
    pub sequence: i64,
    /// The number of the first comment of the thread.
    pub thread: i64,
    /// The place that the thread is about.
    pub place: Place,
    /// The words of the comment.
    pub words: String,
    /// The id of the author.
    pub author: String,
    /// The time of the comment.
    pub at: Time,
    /// The id of whoever settled the thread, and the time. Only the first comment of a thread says it.
    pub resolved: Option<(String, Time)>,
}

/// The place of a new comment: one where a thread begins, or the number of a comment in the thread that it goes on with.
#[derive(Debug, Clone)]
pub enum Where<'a> {
    /// A new thread begins here.
    New(&'a Place),
    /// It answers a comment, and is about the same place.
    Answer(i64),
}

impl Control {
    /// Keeps a comment.
    ///
    /// # Errors
    /// Fails if there is no such draft or comment, if it is too long, if there are too many, or if the database fails.
    pub async fn comment(
        &self,
        place: Where<'_>,
        said: &str,
        author: &str,
        at: Time,
    ) -> Result<Comment, Refusal> {
        if said.trim().is_empty() {
            return Err(Refusal::NoWords);
        }
        words(said)?;
        let _turn = self.database.turn().await;
        let mut transaction = self.begin().await?;
        let greatest = "SELECT COALESCE(MAX(sequence), 0) FROM control_comments WHERE app = $1";
        let sequence = self.next(&mut transaction, greatest).await?;
        let (thread, place) = match place {
            Where::New(place) => (sequence, place.clone()),
            Where::Answer(to) => {
                let root = self.root_of(&mut transaction, to).await?;
                (root.sequence, root.place)
            }
        };
        self.has_room(&mut transaction, &place.draft).await?;
        let comment = Comment {
            sequence,
            thread,
            place,
            words: said.to_owned(),
            author: fit(author)?.to_owned(),
            at,
            resolved: None,
        };
        self.put_comment(&mut transaction, &comment).await?;
        transaction.commit().await?;
        Ok(comment)
    }

    /// Lists the comments before a number, the newest first: about one draft, or about all if it is none. At most 1,000.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn comments(
        &self,
        draft: Option<&str>,
        before: i64,
        most: u32,
    ) -> Result<Vec<Comment>, Refusal> {
        let all = "SELECT sequence, thread, draft, paywall, component, state, words, author, at, resolved_by, resolved_at
             FROM control_comments WHERE app = $1 AND sequence < $2 ORDER BY sequence DESC LIMIT $3";
        let one = "SELECT sequence, thread, draft, paywall, component, state, words, author, at, resolved_by, resolved_at
             FROM control_comments WHERE app = $1 AND sequence < $2 AND draft = $4 ORDER BY sequence DESC LIMIT $3";
        let find = sqlx::query(if draft.is_some() { one } else { all });
        let find = find.bind(self.app.as_str()).bind(before);
        let find = find.bind(i64::from(most.min(MOST_LISTED)));
        let find = match draft {
            Some(draft) => find.bind(fit(draft)?),
            None => find,
        };
        let rows = find.fetch_all(&self.database.pool).await?;
        Ok(rows.iter().map(comment).collect::<Result<_, Error>>()?)
    }

    /// Settles the thread of a comment, or opens it again, and returns its first comment.
    ///
    /// # Errors
    /// Fails if there is no such comment, or if the database fails.
    pub async fn resolve(
        &self,
        sequence: i64,
        is_resolved: bool,
        author: &str,
        at: Time,
    ) -> Result<Comment, Refusal> {
        let _turn = self.database.turn().await;
        let mut transaction = self.begin().await?;
        let mut root = self.root_of(&mut transaction, sequence).await?;
        if root.resolved.is_some() != is_resolved {
            root.resolved = is_resolved.then(|| (author.to_owned(), at));
            let set = "UPDATE control_comments SET resolved_by = $3, resolved_at = $4
                 WHERE app = $1 AND sequence = $2";
            let set = sqlx::query(set).bind(self.app.as_str()).bind(root.sequence);
            let (by, at) = root.resolved.clone().unwrap_or_default();
            let set = set.bind(fit(&by)?.to_owned()).bind(at.millis());
            set.execute(&mut *transaction).await?;
            transaction.commit().await?;
        }
        Ok(root)
    }

    /// Finds the first comment of the thread that a comment is in.
    async fn root_of(
        &self,
        connection: &mut AnyConnection,
        sequence: i64,
    ) -> Result<Comment, Refusal> {
        let find = "SELECT r.sequence, r.thread, r.draft, r.paywall, r.component, r.state, r.words, r.author, r.at,
                 r.resolved_by, r.resolved_at
             FROM control_comments AS c JOIN control_comments AS r ON r.app = c.app AND r.sequence = c.thread
             WHERE c.app = $1 AND c.sequence = $2";
        let find = sqlx::query(find).bind(self.app.as_str()).bind(sequence);
        let row = find.fetch_optional(connection).await?;
        let unknown = || Refusal::NotFound {
            what: "comment",
            id: sequence.to_string(),
        };
        Ok(comment(&row.ok_or_else(unknown)?)?)
    }

    /// Checks that there is a draft, and that another comment may be about it.
    async fn has_room(&self, connection: &mut AnyConnection, draft: &str) -> Result<(), Refusal> {
        let find = "SELECT (SELECT COUNT(*) FROM control_comments AS c WHERE c.app = d.app AND c.draft = d.id)
             FROM control_drafts AS d WHERE d.app = $1 AND d.id = $2";
        let find = sqlx::query(find).bind(self.app.as_str()).bind(fit(draft)?);
        let row = find.fetch_optional(connection).await?;
        let unknown = || Refusal::NotFound {
            what: "draft",
            id: draft.to_owned(),
        };
        let count = row.ok_or_else(unknown)?.try_get(0)?;
        Refusal::room("comments about a draft", count, MOST_COMMENTS)
    }

    /// Writes a comment.
    async fn put_comment(
        &self,
        connection: &mut AnyConnection,
        comment: &Comment,
    ) -> Result<(), Refusal> {
        let Place {
            draft,
            paywall,
            component,
            state,
        } = &comment.place;
        let put = "INSERT INTO control_comments
                 (app, sequence, thread, draft, paywall, component, state, words, author, at, resolved_by, resolved_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', 0)";
        let put = sqlx::query(put).bind(self.app.as_str());
        let put = put.bind(comment.sequence).bind(comment.thread);
        let put = put.bind(words(draft)?).bind(words(paywall)?);
        let put = put.bind(words(component)?).bind(words(state)?);
        let put = put
            .bind(comment.words.as_str())
            .bind(comment.author.as_str());
        put.bind(comment.at.millis()).execute(connection).await?;
        Ok(())
    }
}

/// Reads a comment from its row.
fn comment(row: &AnyRow) -> Result<Comment, Error> {
    let (by, when): (String, i64) = (row.try_get(9)?, row.try_get(10)?);
    Ok(Comment {
        sequence: row.try_get(0)?,
        thread: row.try_get(1)?,
        place: Place {
            draft: row.try_get(2)?,
            paywall: row.try_get(3)?,
            component: row.try_get(4)?,
            state: row.try_get(5)?,
        },
        words: row.try_get(6)?,
        author: row.try_get(7)?,
        at: Time::from_millis(row.try_get(8)?),
        resolved: (!by.is_empty()).then(|| (by, Time::from_millis(when))),
    })
}
