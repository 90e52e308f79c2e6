//! A provider of identities (OpenID Connect) on this machine, which signs in whom a test names, and can be told to lie.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use aws_lc_rs::digest::{SHA256, digest};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::forge::{Rsa, unsigned};

/// The name by which it knows the host.
pub const CLIENT: &str = "paywall";
/// The host's secret.
pub const CLIENT_SECRET: &str = "a secret: of two";

/// The key that signs a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signer {
    /// The one that it publishes.
    Own,
    /// Another one, under the name of its own.
    Forged,
    /// One that it does not publish.
    Unknown,
    /// None: the token says that it has no signature.
    None,
    /// Its public key, used as a shared secret.
    Public,
}

/// The statements about whoever signs in, and their form.
#[derive(Debug, Clone)]
pub struct Saying {
    /// The claims, in place of the usual ones; null leaves a claim out.
    pub claims: Value,
    /// The key that signs.
    pub signer: Signer,
}

/// The person and the claims that a code stands for.
struct Given {
    nonce: String,
    challenge: String,
    redirect: String,
}

/// A provider, and what it is asked for.
#[derive(Clone)]
pub struct IdentityProvider {
    /// Its address, which is the issuer.
    pub issuer: String,
    shared: Arc<Shared>,
}

struct Shared {
    own: Rsa,
    other: Rsa,
    saying: Mutex<Saying>,
    codes: Mutex<BTreeMap<String, Given>>,
    now: i64,
}

type Fields = BTreeMap<String, String>;

impl IdentityProvider {
    /// Starts a provider on a free port, by whose clock it is this many seconds since 1970.
    pub async fn start(now: i64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let saying = Saying {
            claims: json!({}),
            signer: Signer::Own,
        };
        let provider = Self {
            issuer: format!("http://{}", listener.local_addr().unwrap()),
            shared: Arc::new(Shared {
                own: Rsa::new(),
                other: Rsa::new(),
                saying: Mutex::new(saying),
                codes: Mutex::default(),
                now,
            }),
        };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discover))
            .route("/authorize", get(authorize))
            .route("/token", post(token))
            .route("/keys", get(keys))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        provider
    }

    /// Says this of the next people who sign in.
    pub fn says(&self, claims: Value, signer: Signer) {
        *self.shared.saying.lock().unwrap() = Saying { claims, signer };
    }

    /// Makes a token for a sign-in.
    fn signed(&self, nonce: &str) -> String {
        let Saying { claims, signer } = self.shared.saying.lock().unwrap().clone();
        let now = self.shared.now;
        let mut all = json!({
            "iss": self.issuer, "aud": CLIENT, "sub": "4711", "nonce": nonce, "iat": now, "exp": now + 300,
            "email": "cy@example.com", "email_verified": true, "name": "Cy",
        });
        for (name, value) in claims.as_object().unwrap() {
            all[name] = value.clone();
        }
        all.as_object_mut()
            .unwrap()
            .retain(|_, value| !value.is_null());
        match signer {
            Signer::Own => self.shared.own.token("own", &all),
            Signer::Forged => self.shared.other.token("own", &all),
            Signer::Unknown => self.shared.other.token("other", &all),
            Signer::None => format!("{}.", unsigned(&json!({"alg": "none"}), &all)),
            Signer::Public => {
                let signed = unsigned(&json!({"alg": "HS256", "kid": "own"}), &all);
                let key = serde_json::to_vec(&self.shared.own.key_set("own")).unwrap();
                let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, &key);
                let tag = aws_lc_rs::hmac::sign(&key, signed.as_bytes());
                format!("{signed}.{}", URL_SAFE_NO_PAD.encode(tag))
            }
        }
    }
}

async fn discover(State(own): State<IdentityProvider>) -> Json<Value> {
    let at = |path: &str| format!("{}/{path}", own.issuer);
    Json(
        json!({ "issuer": own.issuer, "authorization_endpoint": at("authorize"), "token_endpoint": at("token"),
        "jwks_uri": at("keys") }),
    )
}

async fn keys(State(own): State<IdentityProvider>) -> Json<Value> {
    Json(serde_json::to_value(own.shared.own.key_set("own")).unwrap())
}

/// Signs somebody in at once, and sends the browser back.
async fn authorize(State(own): State<IdentityProvider>, Query(asked): Query<Fields>) -> Response {
    assert_eq!(asked["response_type"], "code");
    assert_eq!(asked["code_challenge_method"], "S256");
    assert!(asked["scope"].contains("openid") && asked["scope"].contains("email"));
    let mut codes = own.shared.codes.lock().unwrap();
    let code = format!("code-{}", codes.len());
    let given = Given {
        nonce: asked["nonce"].clone(),
        challenge: asked["code_challenge"].clone(),
        redirect: asked["redirect_uri"].clone(),
    };
    let back = format!("{}?code={code}&state={}", given.redirect, asked["state"]);
    codes.insert(code, given);
    Redirect::to(&back).into_response()
}

/// Gives a token for a code, once, to whoever proves to have asked for it.
async fn token(State(own): State<IdentityProvider>, headers: HeaderMap, form: String) -> Response {
    let form = format!("/?{form}").parse().unwrap();
    let Query(asked) = Query::<Fields>::try_from_uri(&form).unwrap();
    let secret = STANDARD.encode(format!("{CLIENT}:a+secret%3A+of+two"));
    let is_host = headers
        .get(header::AUTHORIZATION)
        .is_some_and(|it| *it == format!("Basic {secret}"));
    let given = own
        .shared
        .codes
        .lock()
        .unwrap()
        .get_mut(&asked["code"])
        .map(|it| Given {
            nonce: it.nonce.clone(),
            // A code is good once.
            challenge: std::mem::take(&mut it.challenge),
            redirect: it.redirect.clone(),
        });
    let proof = digest(&SHA256, asked["code_verifier"].as_bytes());
    let proof = URL_SAFE_NO_PAD.encode(proof.as_ref());
    match given {
        Some(given)
            if is_host && given.challenge == proof && given.redirect == asked["redirect_uri"] =>
        {
            let token = own.signed(&given.nonce);
            Json(json!({ "token_type": "Bearer", "access_token": "none", "id_token": token }))
                .into_response()
        }
        _ => (
            StatusCode::BAD_REQUEST,
            Json(json!({ "error": "invalid_grant" })),
        )
            .into_response(),
    }
}
