//! Keys and certificates of our own, to sign genuine messages here and forged ones elsewhere.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaEncoding,
};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use paywall_stores::JwkSet;
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CustomExtension,
    DistinguishedName, DnType, IsCa, Issuer, KeyIdMethod, KeyPair, KeyUsagePurpose,
    PKCS_ECDSA_P256_SHA256, PKCS_RSA_SHA256, RevokedCertParams, SanType, SerialNumber,
    date_time_ymd,
};
use serde_json::{Value, json};

/// The object identifier by which Apple marks the leaf.
pub const LEAF: &[u64] = &[1, 2, 840, 113_635, 100, 6, 11, 1];
/// The object identifier by which Apple marks the authority above the leaf.
pub const AUTHORITY: &[u64] = &[1, 2, 840, 113_635, 100, 6, 2, 1];

/// A chain of certificates like Apple's: root, authority, leaf; valid from 2025 until 2028, the root ten years more.
pub struct Chain {
    /// The root certificate, as DER.
    pub root: Vec<u8>,
    /// The authority's certificate, as DER.
    pub authority: Vec<u8>,
    /// The leaf's certificate, as DER.
    pub leaf: Vec<u8>,
    key: EcdsaKeyPair,
    issuer: Issuer<'static, KeyPair>,
}

/// The authority's serial number, by which its issuer revokes it.
pub const AUTHORITY_NUMBER: u64 = 2;

fn params(name: &str, mark: Option<&[u64]>, until: i32, authority: bool) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = date_time_ymd(2025, 1, 1);
    params.not_after = date_time_ymd(until, 1, 1);
    if authority {
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    }
    let mark = mark.map(|oid| CustomExtension::from_oid_content(oid, vec![5, 0]));
    params.custom_extensions = mark.into_iter().collect();
    params
}

impl Chain {
    /// Makes new keys and certificates with these marks.
    pub fn new(authority_mark: &[u64], leaf_mark: &[u64]) -> Self {
        let key = || KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
        let (root_key, authority_key, leaf_key) = (key(), key(), key());
        let root_params = params("Root", None, 2038, true);
        let root = root_params.self_signed(&root_key).unwrap();
        let root_issuer = Issuer::new(root_params, root_key);
        let mut authority_params = params("Authority", Some(authority_mark), 2028, true);
        authority_params.serial_number = Some(SerialNumber::from(AUTHORITY_NUMBER));
        let authority = authority_params
            .signed_by(&authority_key, &root_issuer)
            .unwrap();
        let authority_issuer = Issuer::new(authority_params, authority_key);
        let leaf = params("Leaf", Some(leaf_mark), 2028, false)
            .signed_by(&leaf_key, &authority_issuer)
            .unwrap();
        Self {
            root: root.der().to_vec(),
            authority: authority.der().to_vec(),
            leaf: leaf.der().to_vec(),
            key: EcdsaKeyPair::from_pkcs8(
                &ECDSA_P256_SHA256_FIXED_SIGNING,
                leaf_key.serialized_der(),
            )
            .unwrap(),
            issuer: root_issuer,
        }
    }

    /// Signs the root's list of revoked certificates, by their serial numbers.
    pub fn revokes(&self, numbers: &[u64]) -> Vec<u8> {
        let revoked = |number: &u64| RevokedCertParams {
            serial_number: SerialNumber::from(*number),
            revocation_time: date_time_ymd(2025, 6, 1),
            reason_code: None,
            invalidity_date: None,
        };
        let list = CertificateRevocationListParams {
            this_update: date_time_ymd(2025, 6, 1),
            next_update: date_time_ymd(2025, 7, 1),
            crl_number: SerialNumber::from(1),
            issuing_distribution_point: None,
            revoked_certs: numbers.iter().map(revoked).collect(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        list.signed_by(&self.issuer).unwrap().der().to_vec()
    }

    /// Signs a payload under a header that carries the certificates.
    pub fn sign(&self, payload: &Value) -> String {
        let certificates = [&self.leaf, &self.authority, &self.root].map(|it| STANDARD.encode(it));
        self.sign_under(&json!({"alg": "ES256", "x5c": certificates}), payload)
    }

    /// Signs a payload under any header.
    pub fn sign_under(&self, header: &Value, payload: &Value) -> String {
        let signed = unsigned(header, payload);
        let signature = self.key.sign(&SystemRandom::new(), signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.unwrap()))
    }
}

/// Describes the certificate of a server.
fn server(name: &str) -> CertificateParams {
    let mut params = params(name, None, 2028, false);
    params.subject_alt_names = vec![SanType::DnsName(name.try_into().unwrap())];
    params.custom_extensions = vec![lies_at(AUTHORITY_ADDRESS)];
    params
}

/// Writes the extension that says where the authority of a certificate lies (RFC 5280, 4.2.2.1).
fn lies_at(address: &str) -> CustomExtension {
    let tagged = |tag: u8, content: Vec<u8>| {
        let length = u8::try_from(content.len()).unwrap();
        [vec![tag, length], content].concat()
    };
    let method = vec![6, 8, 0x2b, 6, 1, 5, 5, 7, 0x30, 2];
    let place = tagged(0x86, address.into());
    let list = tagged(0x30, tagged(0x30, [method, place].concat()));
    CustomExtension::from_oid_content(&[1, 3, 6, 1, 5, 5, 7, 1, 1], list)
}

/// Writes the part of a token that is signed.
pub fn unsigned(header: &Value, payload: &Value) -> String {
    let encode = |json: &Value| URL_SAFE_NO_PAD.encode(json.to_string());
    format!("{}.{}", encode(header), encode(payload))
}

/// An RSA key, such as Google, Roku and Amazon use.
pub struct Rsa {
    key: RsaKeyPair,
    issuers: Issuers,
}

/// The address at which envelopes of SNS say that the certificate of their key lies.
pub const CERTIFICATE_ADDRESS: &str = "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-7ff5318490ec183fbaddaa2a969abfda.pem";

/// The address at which certificates for RSA keys say that their authority lies.
pub const AUTHORITY_ADDRESS: &str = "http://crt.forged.amazontrust.com/forged.cer";

/// A root, and an authority below it that issues certificates like Amazon's.
struct Issuers {
    root: Vec<u8>,
    authority: Vec<u8>,
    issuer: Issuer<'static, KeyPair>,
}

impl Issuers {
    fn new() -> Self {
        let key = || KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
        let (root_key, authority_key) = (key(), key());
        let root = params("Root of RSA", None, 2038, true);
        let der = root.self_signed(&root_key).unwrap().der().to_vec();
        let root = Issuer::new(root, root_key);
        let authority = params("Authority of RSA", None, 2028, true);
        let signed = authority.signed_by(&authority_key, &root).unwrap();
        Self {
            root: der,
            authority: signed.der().to_vec(),
            issuer: Issuer::new(authority, authority_key),
        }
    }
}

#[allow(clippy::new_without_default, reason = "a new key is no default")]
impl Rsa {
    /// Makes a new key.
    pub fn new() -> Self {
        Self {
            key: RsaKeyPair::generate(KeySize::Rsa2048).unwrap(),
            issuers: Issuers::new(),
        }
    }

    fn raw(&self, how: &'static dyn RsaEncoding, message: &[u8]) -> Vec<u8> {
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key
            .sign(how, &SystemRandom::new(), message, &mut signature)
            .unwrap();
        signature
    }

    /// Returns its public half, under the name `kid`.
    pub fn key_set(&self, kid: &str) -> JwkSet {
        let public = self.key.public_key();
        let number = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let key = json!({
            "kty": "RSA", "alg": "RS256", "use": "sig", "kid": kid,
            "n": number(public.modulus().big_endian_without_leading_zero()),
            "e": number(public.exponent().big_endian_without_leading_zero()),
        });
        serde_json::from_value(json!({"keys": [key]})).unwrap()
    }

    /// Signs claims as a token.
    pub fn token(&self, kid: &str, claims: &Value) -> String {
        let signed = unsigned(&json!({"alg": "RS256", "kid": kid, "typ": "JWT"}), claims);
        let signature = self.raw(&RSA_PKCS1_SHA256, signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// Signs a text as in an envelope of SNS, version 2.
    /// (Version 1 is SHA-1, which the library only verifies; the genuine messages have both.)
    pub fn sns(&self, text: &str) -> String {
        STANDARD.encode(self.raw(&RSA_PKCS1_SHA256, text.as_bytes()))
    }

    /// Makes an envelope of SNS with these fields, all of which are signed.
    pub fn envelope(&self, fields: &[(&str, &str)]) -> Value {
        let mut envelope = json!({"SignatureVersion": "2", "SigningCertURL": CERTIFICATE_ADDRESS});
        let mut sorted = fields.to_vec();
        sorted.sort_unstable();
        let mut signed = String::new();
        for (name, value) in sorted {
            signed.push_str(&format!("{name}\n{value}\n"));
            envelope[name] = value.into();
        }
        envelope["Signature"] = self.sns(&signed).into();
        envelope
    }

    /// Makes a certificate for the key, as Amazon's: PEM, valid from 2025 until 2028.
    pub fn certificate(&self) -> Vec<u8> {
        self.certificate_for("sns.amazonaws.com")
    }

    /// Makes a certificate for the key and the server of this name, which its authority issued.
    pub fn certificate_for(&self, name: &str) -> Vec<u8> {
        let certificate = server(name).signed_by(&self.pair(), &self.issuers.issuer);
        certificate.unwrap().pem().into_bytes()
    }

    /// Makes a certificate for the key, as Amazon's, that nobody issued.
    pub fn self_signed(&self) -> Vec<u8> {
        let certificate = server("sns.amazonaws.com").self_signed(&self.pair());
        certificate.unwrap().pem().into_bytes()
    }

    /// Returns the authority that issues its certificates, as DER. It lies at [`AUTHORITY_ADDRESS`].
    pub fn authority(&self) -> Vec<u8> {
        self.issuers.authority.clone()
    }

    /// Returns the root above the authority, as DER.
    pub fn root(&self) -> Vec<u8> {
        self.issuers.root.clone()
    }

    /// Makes a certificate for the key, as Amazon's, that an authority issued. Returns it as PEM, and the authority's as DER.
    pub fn issued_certificate(&self) -> (Vec<u8>, Vec<u8>) {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
        let authority = params("Authority", None, 2028, true);
        let der = authority.self_signed(&key).unwrap().der().to_vec();
        let issuer = Issuer::new(authority, key);
        let certificate = server("sns.amazonaws.com").signed_by(&self.pair(), &issuer);
        (certificate.unwrap().pem().into_bytes(), der)
    }

    /// Returns the key as certificates are made with it.
    fn pair(&self) -> KeyPair {
        KeyPair::from_pkcs8_pem_and_sign_algo(&self.pem(), &PKCS_RSA_SHA256).unwrap()
    }

    /// Returns the key itself, as the file of a service account holds it.
    pub fn pem(&self) -> String {
        let der: Pkcs8V1Der<'_> = self.key.as_der().unwrap();
        let lines = STANDARD.encode(der.as_ref());
        format!("-----BEGIN PRIVATE KEY-----\n{lines}\n-----END PRIVATE KEY-----\n")
    }
}
