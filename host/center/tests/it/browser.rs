//! A browser at a desk: it keeps cookies as browsers do, and says where its page comes from.

use axum::body::Body;
use axum::http::Request;
use serde_json::Value;

use crate::desk::{Answer, Desk, at};

/// A browser with the cookies that it was given.
#[derive(Clone)]
pub struct Browser {
    /// The host that it believes to talk to.
    pub host: &'static str,
    /// The names and the values of its cookies; empty without one.
    pub cookie: String,
}

impl Browser {
    /// Opens a browser without a cookie.
    pub fn new() -> Self {
        Self {
            host: "control.example.com",
            cookie: String::new(),
        }
    }

    /// Calls as a page of the host does, and keeps the cookie of the answer.
    pub async fn call(&mut self, desk: &Desk, (method, path): (&str, &str), body: Value) -> Answer {
        let origin = format!("https://{}", self.host);
        let headers = [("origin", origin.as_str()), ("paywall-control", "1")];
        self.send(desk, (method, path), body, &headers).await
    }

    /// Calls with some headers, and keeps the cookie of the answer.
    pub async fn send(
        &mut self,
        desk: &Desk,
        (method, path): (&str, &str),
        body: Value,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(at(path));
        request = request.header("host", self.host);
        if !self.cookie.is_empty() {
            request = request.header("cookie", format!("theme=dark; {}", self.cookie));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = match body {
            Value::Null => Body::empty(),
            body => {
                request = request.header("content-type", "application/json");
                Body::from(body.to_string())
            }
        };
        let answer = desk.bare(request.body(body).unwrap()).await;
        for cookie in answer.headers.get_all("set-cookie") {
            self.keep(cookie.to_str().unwrap());
        }
        answer
    }

    /// Keeps a cookie in place of the one of the same name, or forgets that.
    fn keep(&mut self, cookie: &str) {
        let cookie = cookie.split(';').next().unwrap();
        let name = &cookie[..=cookie.find('=').unwrap()];
        let mut kept: Vec<&str> = self.cookie.split("; ").collect();
        kept.retain(|it| !it.is_empty() && !it.starts_with(name));
        if cookie != name {
            kept.push(cookie);
        }
        self.cookie = kept.join("; ");
    }

    /// Reads something.
    pub async fn get(&mut self, desk: &Desk, path: &str) -> Answer {
        self.send(desk, ("GET", path), Value::Null, &[]).await
    }
}
