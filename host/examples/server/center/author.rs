//! Somebody who edits and publishes by the API.

use std::time::{Duration, SystemTime};

use paywall_host::control::policy::Role;
use paywall_host::database::Database;
use paywall_host::database::control::Control;
use paywall_ledger::Time;
use serde_json::{Value, json};

use super::desk::APP;
use crate::Outcome;
use crate::call::{ANY, Call};
use crate::http::Connection;

pub struct Author {
    connection: Connection,
    token: String,
    /// The number of the newest deployment to production that the author knows.
    live: i64,
}

impl Author {
    /// Gives somebody the rights of an owner in a database, and connects them to a host.
    pub async fn new(url: &str, address: &str) -> Outcome<Self> {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
        let now = Time::from_millis(i64::try_from(now.as_millis())?);
        let database = Database::open(url).await?;
        let control = Control::new(&database, APP);
        let token = control.make_token("measures", Role::Owner, now.plus_days(30), "measures", now);
        let token = token.await?;
        database.close().await;
        Ok(Self {
            connection: Connection::open(address).await?,
            token,
            live: 0,
        })
    }

    /// Connects the same author once more, or to another host.
    pub async fn at(&self, address: &str) -> Outcome<Self> {
        Ok(Self {
            connection: Connection::open(address).await?,
            token: self.token.clone(),
            live: self.live,
        })
    }

    pub async fn get(&mut self, path: &str) -> Outcome<Value> {
        self.ask("GET", path, None, 0).await
    }

    pub async fn post(&mut self, path: &str, body: &Value) -> Outcome<Value> {
        self.ask("POST", path, Some(body), 0).await
    }

    /// Makes a revision of a document, and has the gate look at it.
    pub async fn revision(&mut self, document: &Value) -> Outcome<String> {
        let body = json!({ "document": document });
        let hash = text(&self.post("revisions", &body).await?, "revision")?;
        self.post(&format!("revisions/{hash}/check"), &json!({}))
            .await?;
        Ok(hash)
    }

    /// Begins a draft.
    pub async fn draft(&mut self, base: &str) -> Outcome<String> {
        let body = json!({ "name": "measured", "base": base });
        text(&self.post("drafts", &body).await?, "id")
    }

    /// Sets a text of a paywall in a draft, after the edit with this number.
    pub async fn save(
        &mut self,
        draft: &str,
        seen: usize,
        (paywall, id): (usize, usize),
        words: &str,
    ) -> Outcome<()> {
        let set = json!({ "op": "set", "section": "paywalls", "part": format!("p{paywall}"),
            "id": format!("t{id}"), "path": "text", "value": words });
        let body = json!({ "operations": [set] });
        let path = format!("drafts/{draft}/edits");
        self.ask("POST", &path, Some(&body), seen).await?;
        Ok(())
    }

    /// Makes a revision of a draft as it is at an edit.
    pub async fn commit(&mut self, draft: &str, edit: usize) -> Outcome<String> {
        let path = format!("drafts/{draft}/commit");
        let made = self.post(&path, &json!({ "edit": edit })).await?;
        text(&made, "revision")
    }

    /// Deploys to production, in place of what the author deployed before. Returns the number of the deployment.
    pub async fn deploy(&mut self, revision: &str, kind: &str) -> Outcome<i64> {
        let wish = json!({ "revision": revision, "replaces": self.live, "kind": kind });
        let made = self
            .post("environments/production/deployments", &wish)
            .await?;
        self.live = made["sequence"].as_i64().ok_or("no number")?;
        Ok(self.live)
    }

    /// Learns what is live in production.
    pub async fn look(&mut self) -> Outcome<()> {
        let newest = self
            .get("deployments?environment=production&most=1")
            .await?;
        self.live = newest[0]["sequence"].as_i64().unwrap_or(0);
        Ok(())
    }

    async fn ask(
        &mut self,
        method: &'static str,
        path: &str,
        body: Option<&Value>,
        seen: usize,
    ) -> Outcome<Value> {
        let body = body.map(Value::to_string).unwrap_or_default();
        let path = format!("/control/v1/apps/{APP}/{path}");
        let mut call = Call::send(method, path, body, ANY).with_key(&self.token);
        call.header += &format!("if-match: \"{seen}\"\r\n");
        let answer = call.on(&mut self.connection).await?;
        let text = String::from_utf8(answer.body)?;
        match answer.status {
            200..300 => Ok(serde_json::from_str(&text).unwrap_or_default()),
            status => Err(format!("{} {status}: {text}", call.path).into()),
        }
    }
}

/// Returns a text of an answer.
pub fn text(answer: &Value, field: &str) -> Outcome<String> {
    let text = answer[field].as_str();
    Ok(text
        .ok_or_else(|| format!("no {field} in {answer}"))?
        .to_owned())
}

/// Waits until a host's SDKs are told a word.
pub async fn shows(connection: &mut Connection, path: &str, word: &str) -> Outcome<()> {
    let call = Call::get(path.to_owned());
    while !String::from_utf8_lossy(&call.on(connection).await?.body).contains(word) {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    Ok(())
}
