//! The verification of Amazon's messages. They come through its Simple
//! Notification Service, signed by a certificate that lies with Amazon:
//! <https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html>.

use aws_lc_rs::signature::{
    RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey,
};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use paywall_ledger::{Environment, Time};
use serde::Deserialize;
use serde_json::Value;
use x509_parser::pem::parse_x509_pem;

use super::Settings;
use crate::check::certificate::{check_dates, parse};
use crate::check::check_age;
use crate::check::token::text;
use crate::{Expected, Given, Incoming, Keys, NotTaken, Rejected, Verified};

/// An envelope of SNS that is not verified yet.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Envelope {
    #[serde(rename = "Type")]
    kind: String,
    message_id: String,
    topic_arn: String,
    message: String,
    timestamp: String,
    signature_version: String,
    signature: String,
    #[serde(rename = "SigningCertURL")]
    certificate: String,
    subject: Option<String>,
    #[serde(rename = "SubscribeURL")]
    subscribe: Option<String>,
    token: Option<String>,
}

/// Fetches the certificate, and verifies a message of SNS.
pub(super) async fn verify(
    settings: &Settings,
    incoming: &Incoming<'_>,
    expected: &Expected<'_>,
    keys: &dyn Keys,
) -> Result<Given<Verified>, NotTaken> {
    let envelope = Envelope::read(incoming.body)?;
    let certificate = keys.certificate(envelope.certificate()?).await?;
    Ok(envelope.verify(settings, expected, &certificate, incoming.at)?)
}

impl Envelope {
    /// Reads the body of a request.
    ///
    /// # Errors
    /// Fails if the body is not an envelope.
    pub fn read(body: &[u8]) -> Result<Self, Rejected> {
        serde_json::from_slice(body).map_err(|_| Rejected::Malformed("not an envelope of SNS"))
    }

    /// Returns the address of the certificate, which always lies with Amazon.
    ///
    /// # Errors
    /// Fails if the certificate lies elsewhere.
    pub fn certificate(&self) -> Result<&str, Rejected> {
        match is_amazons(&self.certificate) && self.certificate.ends_with(".pem") {
            true => Ok(&self.certificate),
            false => Err(Rejected::CertificateAddress),
        }
    }

    /// Verifies the envelope by the certificate, a PEM file, which must be valid at `at`.
    ///
    /// # Errors
    /// Fails if the envelope is not Amazon's, or not for us.
    pub fn verify(
        &self,
        settings: &Settings,
        expected: &Expected<'_>,
        certificate: &[u8],
        at: Time,
    ) -> Result<Given<Verified>, Rejected> {
        self.certificate()?;
        self.check_signature(certificate, at)?;
        if !settings.topics.contains(&self.topic_arn) {
            return Err(Rejected::WrongSender);
        }
        let sent = Time::parse(&self.timestamp).ok_or(Rejected::Malformed("no time"))?;
        check_age(sent, settings.oldest_days, at)?;
        match self.kind.as_str() {
            "Notification" => self.notification(expected).map(Given::Message),
            "SubscriptionConfirmation" => self.confirmation(),
            // Amazon confirms that it will send no more messages.
            "UnsubscribeConfirmation" => Ok(Given::Nothing),
            _ => Err(Rejected::Malformed("an unknown type of envelope")),
        }
    }

    /// Takes out the message, and checks that it is for us.
    fn notification(&self, expected: &Expected<'_>) -> Result<Verified, Rejected> {
        let message = serde_json::from_str(&self.message).unwrap_or(Value::Null);
        if message.is_object() {
            expected.check_app(text(&message, "appPackageName"))?;
            let test = message.get("betaProductTransaction") == Some(&Value::Bool(true));
            if test {
                expected.check_environment(Environment::Sandbox)?;
            }
        }
        let id = self.message_id.clone();
        Ok(Verified { id, message })
    }

    /// Takes out the address by which we confirm that we want messages.
    fn confirmation(&self) -> Result<Given<Verified>, Rejected> {
        match &self.subscribe {
            Some(address) if is_amazons(address) => Ok(Given::Confirm {
                address: address.clone(),
            }),
            _ => Err(Rejected::CertificateAddress),
        }
    }

    /// Checks the certificate and the signature.
    fn check_signature(&self, certificate: &[u8], at: Time) -> Result<(), Rejected> {
        let (_, pem) = parse_x509_pem(certificate)
            .map_err(|_| Rejected::Malformed("a certificate cannot be read"))?;
        let certificate = parse(&pem.contents)?;
        check_dates(&certificate, at)?;
        let algorithm = match self.signature_version.as_str() {
            "1" => &RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY,
            "2" => &RSA_PKCS1_2048_8192_SHA256,
            _ => return Err(Rejected::WrongAlgorithm),
        };
        let key = &certificate.public_key().subject_public_key.data;
        let signature = STANDARD
            .decode(&self.signature)
            .map_err(|_| Rejected::BadSignature)?;
        UnparsedPublicKey::new(algorithm, key)
            .verify(self.signed().as_bytes(), &signature)
            .map_err(|_| Rejected::BadSignature)
    }

    /// Writes the text that is signed: names and values, each on a line of its own, in this order.
    fn signed(&self) -> String {
        let confirming = self.kind != "Notification";
        let fields = [
            ("Message", Some(&self.message)),
            ("MessageId", Some(&self.message_id)),
            ("Subject", self.subject.as_ref().filter(|_| !confirming)),
            (
                "SubscribeURL",
                self.subscribe.as_ref().filter(|_| confirming),
            ),
            ("Timestamp", Some(&self.timestamp)),
            ("Token", self.token.as_ref().filter(|_| confirming)),
            ("TopicArn", Some(&self.topic_arn)),
            ("Type", Some(&self.kind)),
        ];
        let mut out = String::new();
        for (name, value) in fields {
            let Some(value) = value else { continue };
            for line in [name, value] {
                out.push_str(line);
                out.push('\n');
            }
        }
        out
    }
}

/// Returns true for Amazon's addresses, `https://sns.<region>.amazonaws.com/…` (in
/// China `….amazonaws.com.cn`), and for nothing that only looks like them.
fn is_amazons(address: &str) -> bool {
    let Some((host, _)) = address
        .strip_prefix("https://sns.")
        .and_then(|rest| rest.split_once('/'))
    else {
        return false;
    };
    let region = host
        .strip_suffix(".amazonaws.com")
        .or_else(|| host.strip_suffix(".amazonaws.com.cn"));
    let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    region.is_some_and(|it| !it.is_empty() && it.bytes().all(letter))
}
