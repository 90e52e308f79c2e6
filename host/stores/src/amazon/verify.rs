//! The verification of Amazon's messages. They come through its Simple
//! Notification Service, signed by a certificate that lies with Amazon:
//! <https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html>.

use aws_lc_rs::signature::{
    RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, RSA_PKCS1_2048_8192_SHA256, RsaParameters,
    UnparsedPublicKey,
};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use paywall_ledger::{Environment, Time};
use serde::Deserialize;
use serde_json::Value;

use super::Settings;
use super::address::{Certificate, is_amazons};
use super::issuer;
use crate::check::certificate::{
    check_dates, check_issued, check_served, is_for_name, only_pem, parse,
};
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

/// Verifies a message of SNS. Its certificate is fetched only if the message claims to be for us:
/// what anybody may send must not make the host ask anybody.
pub(super) async fn verify(
    settings: &Settings,
    incoming: &Incoming<'_>,
    expected: &Expected<'_>,
    keys: &dyn Keys,
) -> Result<Given<Verified>, NotTaken> {
    let envelope = Envelope::read(incoming.body)?;
    envelope.check_claims(settings, incoming.at)?;
    let certificate = keys.certificate(envelope.certificate()?).await?;
    let verified = envelope.verify(settings, expected, &certificate, incoming.at)?;
    check_path(settings, &certificate, incoming.at, keys).await?;
    Ok(verified)
}

/// Checks who issued a certificate: one of the configured issuers or, if there are none, an authority
/// of Amazon's that leads to a root.
async fn check_path(
    settings: &Settings,
    certificate: &[u8],
    at: Time,
    keys: &dyn Keys,
) -> Result<(), NotTaken> {
    let leaf = only_pem(certificate)?;
    if !settings.issuers.is_empty() {
        return Ok(check_issued(&leaf, &settings.issuers, at)?);
    }
    let authority = keys.certificate(&issuer::address(certificate)?).await?;
    let authority = issuer::certificate(&authority)?;
    Ok(check_served(&leaf, &authority, &settings.roots, at)?)
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
        Certificate::at(&self.certificate)?;
        Ok(&self.certificate)
    }

    /// Verifies the envelope by the certificate, a PEM file, which must be valid at `at`. Who issued it is not checked.
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
        self.check_signature(settings, certificate, at)?;
        self.check_claims(settings, at)?;
        match self.kind.as_str() {
            "Notification" => self.notification(expected).map(Given::Message),
            "SubscriptionConfirmation" => self.confirmation(),
            // Amazon confirms that it will send no more messages.
            "UnsubscribeConfirmation" => Ok(Given::Nothing),
            _ => Err(Rejected::Malformed("an unknown type of envelope")),
        }
    }

    /// Checks what the envelope says of itself: where it comes from, when, and how it is signed.
    fn check_claims(&self, settings: &Settings, at: Time) -> Result<(), Rejected> {
        if !settings.topics.contains(&self.topic_arn) {
            return Err(Rejected::WrongSender);
        }
        self.algorithm(settings)?;
        let sent = Time::parse(&self.timestamp).ok_or(Rejected::Malformed("no time"))?;
        check_age(sent, settings.oldest_days, at)
    }

    /// Returns the method of the signature.
    fn algorithm(&self, settings: &Settings) -> Result<&'static RsaParameters, Rejected> {
        match self.signature_version.as_str() {
            "1" if !settings.sha256_only => Ok(&RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY),
            "2" => Ok(&RSA_PKCS1_2048_8192_SHA256),
            _ => Err(Rejected::WrongAlgorithm),
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
    fn check_signature(
        &self,
        settings: &Settings,
        certificate: &[u8],
        at: Time,
    ) -> Result<(), Rejected> {
        let lies = Certificate::at(&self.certificate)?;
        let algorithm = self.algorithm(settings)?;
        let der = only_pem(certificate)?;
        let certificate = parse(&der)?;
        check_dates(&certificate, at)?;
        if !lies.names().iter().any(|name| is_for_name(&der, name)) {
            return Err(Rejected::WrongCertificate);
        }
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
