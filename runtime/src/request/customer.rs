//! The customer who is asking, their journey state and entitlements.

use serde_json::{Map, Value as Json};

use super::reader;
use crate::error::Error;
use crate::reader::Path;

/// The customer as the caller knows them.
#[derive(Debug, Clone)]
pub struct Customer {
    /// The id of the user, when there is a user.
    pub id: Option<String>,
    /// The id of the device.
    pub device_id: Option<String>,
    /// True if they are signed in to an account.
    pub logged_in: bool,
    /// The flags of their journey.
    pub journey_state: JourneyState,
    /// The reference ids of their active entitlements.
    pub entitlements: Vec<String>,
    /// True if the entitlements are known. Until they are, conditions find no value for them.
    pub entitlements_loaded: bool,
    /// The times at which entitlements end or ended, by reference id: RFC 3339 or epoch milliseconds.
    pub entitlement_expiry: Map<String, Json>,
    /// The app's facts about them, for texts and conditions.
    pub attributes: Map<String, Json>,
}

impl Default for Customer {
    fn default() -> Self {
        Self {
            id: None,
            device_id: None,
            logged_in: false,
            journey_state: JourneyState::default(),
            entitlements: Vec::new(),
            entitlements_loaded: true,
            entitlement_expiry: Map::new(),
            attributes: Map::new(),
        }
    }
}

/// The seven flags of a customer's journey; each is independent of the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "the platform defines seven independent flags"
)]
pub struct JourneyState {
    /// The customer was subscribed at some time in the past.
    pub former_subscriber: bool,
    /// A payment failed and the store tries again; access goes on.
    pub in_grace_period: bool,
    /// The customer is in a free trial.
    pub in_trial_period: bool,
    /// The customer pays an introductory price.
    pub in_intro_offer_period: bool,
    /// The renewal is turned off.
    pub is_cancelled: bool,
    /// The subscription is paused.
    pub in_pause: bool,
    /// A payment failed and access has ended.
    pub in_account_hold: bool,
}

impl Customer {
    /// Reads the `customer` of a request.
    pub(super) fn from_json(json: Json, path: &Path<'_>) -> Result<Self, Error> {
        let mut out = Self::default();
        reader::fields(json, path, &mut |name, value, path| {
            match name {
                "id" => out.id = Some(reader::text(value, path)?),
                "deviceId" => out.device_id = Some(reader::text(value, path)?),
                "loggedIn" => out.logged_in = reader::flag(&value, path)?,
                "journeyState" => out.journey_state = JourneyState::from_json(value, path)?,
                "entitlements" => out.entitlements = reader::texts(value, path)?,
                "entitlementsLoaded" => out.entitlements_loaded = reader::flag(&value, path)?,
                "entitlementExpiry" => out.entitlement_expiry = reader::map(value, path)?,
                "attributes" => out.attributes = reader::map(value, path)?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(out)
    }
}

impl JourneyState {
    /// Returns the flags with the names that documents use.
    pub const fn flags(self) -> [(&'static str, bool); 7] {
        [
            ("former_subscriber", self.former_subscriber),
            ("in_grace_period", self.in_grace_period),
            ("in_trial_period", self.in_trial_period),
            ("in_intro_offer_period", self.in_intro_offer_period),
            ("is_cancelled", self.is_cancelled),
            ("in_pause", self.in_pause),
            ("in_account_hold", self.in_account_hold),
        ]
    }

    fn from_json(json: Json, path: &Path<'_>) -> Result<Self, Error> {
        let mut out = Self::default();
        reader::fields(json, path, &mut |name, value, path| {
            let flag = match name {
                "formerSubscriber" => &mut out.former_subscriber,
                "inGracePeriod" => &mut out.in_grace_period,
                "inTrialPeriod" => &mut out.in_trial_period,
                "inIntroOfferPeriod" => &mut out.in_intro_offer_period,
                "isCancelled" => &mut out.is_cancelled,
                "inPause" => &mut out.in_pause,
                "inAccountHold" => &mut out.in_account_hold,
                _ => return Ok(false),
            };
            *flag = reader::flag(&value, path)?;
            Ok(true)
        })?;
        Ok(out)
    }
}
