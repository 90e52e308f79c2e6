//! A call, ready to be sent.

use std::sync::Arc;

use crate::Outcome;
use crate::http::{Answer, Connection};

/// The status of calls that may be answered in any way.
pub const ANY: u16 = 0;

/// A look at an answer, which fails if the answer is not as it must be.
pub type Look = Arc<dyn Fn(&Answer) -> Outcome<()> + Send + Sync>;

/// A call and the status it must have.
#[derive(Clone)]
pub struct Call {
    pub method: &'static str,
    pub path: String,
    /// Whole header lines, or nothing.
    pub header: String,
    pub body: Vec<u8>,
    pub status: u16,
    /// The look at its answer, if it matters what is in it.
    pub look: Option<Look>,
}

impl Call {
    pub fn get(path: String) -> Self {
        Self::send("GET", path, String::new(), 200)
    }

    pub fn send(method: &'static str, path: String, body: String, status: u16) -> Self {
        Self {
            method,
            path,
            header: String::new(),
            body: body.into_bytes(),
            status,
            look: None,
        }
    }

    /// Adds the header of a proxy that says whom the call came from.
    pub fn from(mut self, address: &str) -> Self {
        self.header += &format!("x-forwarded-for: {address}\r\n");
        self
    }

    /// Adds a key for the calls of operators.
    pub fn with_key(mut self, key: &str) -> Self {
        self.header += &format!("authorization: Bearer {key}\r\n");
        self
    }

    /// Lets the call be answered with any status.
    pub const fn answered_anyhow(mut self) -> Self {
        self.status = ANY;
        self
    }

    pub async fn on(&self, connection: &mut Connection) -> Outcome<Answer> {
        let Self {
            method,
            path,
            header,
            body,
            status,
            look,
        } = self;
        let answer = connection.call(method, path, header, body).await?;
        if *status != ANY && answer.status != *status {
            let text = String::from_utf8_lossy(&answer.body);
            return Err(format!("{method} {path}: {} {text}", answer.status).into());
        }
        if let Some(look) = look {
            look(&answer)?;
        }
        Ok(answer)
    }
}
