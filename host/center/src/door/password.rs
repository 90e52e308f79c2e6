//! Passwords, hashed by Argon2id beside the threads that answer calls, and at most two at a time: each takes 19 MiB and a
//! core, so signing in must not be a way to keep a machine busy.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use axum::http::StatusCode;
use tokio::sync::{OnceCell, Semaphore};

use crate::problem::Problem;

/// The passwords that are hashed at a time.
const AT_ONCE: usize = 2;
/// The passwords that wait for that.
const WAITING: usize = 32;
/// The fewest characters of a new password.
const FEWEST: usize = 12;
/// The most bytes of a password.
const MOST: usize = 1_000;

/// The hashing of passwords.
pub(crate) struct Passwords {
    turns: Arc<Semaphore>,
    waiting: AtomicUsize,
    /// A hash that is compared where nobody has the account, so that the answer takes as long.
    nobody: OnceCell<String>,
}

/// Checks that a new password is long enough.
///
/// # Errors
/// Fails with the place `$.password`.
pub(crate) fn check(password: &str) -> Result<(), Problem> {
    if password.chars().count() < FEWEST || password.len() > MOST {
        let message = format!("expected at least {FEWEST} characters and at most {MOST} bytes");
        return Err(Problem::invalid(message).at("$.password"));
    }
    Ok(())
}

impl Passwords {
    /// Makes the hashing of a host.
    pub(crate) fn new() -> Self {
        Self {
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            waiting: AtomicUsize::new(0),
            nobody: OnceCell::new(),
        }
    }

    /// Hashes a new password.
    ///
    /// # Errors
    /// Fails if too many wait, or if the system has no random numbers.
    pub(crate) async fn hash(&self, password: &str) -> Result<String, Problem> {
        let password = password.to_owned();
        let hash = self.run(move || {
            let hash: argon2::password_hash::Result<PasswordHash> =
                Argon2::default().hash_password(password.as_bytes());
            hash.map(|hash| hash.to_string())
        });
        hash.await?
            .map_err(|_| Problem::internal("the password could not be hashed"))
    }

    /// Returns whether a password is the one of a hash. Without a hash, it is not, and takes as long.
    ///
    /// # Errors
    /// Fails if too many wait.
    pub(crate) async fn verify(
        &self,
        password: &str,
        hash: Option<String>,
    ) -> Result<bool, Problem> {
        if password.len() > MOST {
            return Ok(false);
        }
        let hash = hash.filter(|hash| !hash.is_empty());
        let is_known = hash.is_some();
        let hash = match hash {
            Some(hash) => hash,
            None => {
                let nobody = self.nobody.get_or_try_init(|| self.hash("nobody"));
                nobody.await?.clone()
            }
        };
        let password = password.to_owned();
        let is_right = self.run(move || {
            let hash = PasswordHash::new(&hash);
            hash.is_ok_and(|hash| {
                let argon = Argon2::default();
                argon.verify_password(password.as_bytes(), &hash).is_ok()
            })
        });
        Ok(is_right.await? && is_known)
    }

    /// Runs work when its turn comes, unless too many wait.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let _place = self.wait()?;
        let failed = || Problem::internal("the password was given up");
        let turn = Arc::clone(&self.turns).acquire_owned().await;
        let turn = turn.map_err(|_| failed())?;
        let done = tokio::task::spawn_blocking(move || {
            // Held until the work ends, even if the caller no longer waits for it.
            let _turn = turn;
            work()
        });
        done.await.map_err(|_| failed())
    }

    /// Takes a place among those who wait.
    fn wait(&self) -> Result<Place<'_>, Problem> {
        let place = Place(&self.waiting);
        if self.waiting.fetch_add(1, Ordering::Relaxed) < WAITING + AT_ONCE {
            return Ok(place);
        }
        Err(Problem::later(
            StatusCode::SERVICE_UNAVAILABLE,
            "busy",
            "too many people sign in at the moment: expected a new attempt in a few seconds",
            3,
        ))
    }
}

/// A place among those who wait, until it is dropped.
struct Place<'a>(&'a AtomicUsize);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
