//! What a document offers: for pickers, and for those who only want to know.

use serde::Serialize;
use serde_json::Value as Json;

use crate::document::Document;

/// What a document offers.
#[derive(Debug, Serialize)]
pub struct Description<'a> {
    /// The handle it was loaded under; only in the answer to loading.
    #[serde(skip_serializing_if = "Option::is_none")]
    handle: Option<u32>,
    paywalls: Vec<PaywallSummary<'a>>,
    campaigns: Vec<CampaignSummary<'a>>,
    products: &'a [Json],
}

#[derive(Debug, Serialize)]
struct PaywallSummary<'a> {
    id: &'a str,
    name: &'a str,
    pages: Vec<&'a str>,
    components: u32,
    groups: Vec<GroupSummary<'a>>,
}

#[derive(Debug, Serialize)]
struct GroupSummary<'a> {
    id: &'a str,
    #[serde(rename = "ref")]
    reference: &'a str,
    name: &'a str,
    products: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct CampaignSummary<'a> {
    rule: &'a str,
    name: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    value: &'a str,
    segments: Vec<SegmentSummary<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct SegmentSummary<'a> {
    segment: &'a str,
    split: f64,
    form_factors: Vec<&'a str>,
    paywall: Option<&'a str>,
    flow: bool,
}

impl<'a> Description<'a> {
    /// What `document` offers.
    pub fn new(document: &'a Document, handle: Option<u32>) -> Self {
        Self {
            handle,
            paywalls: document.paywalls.iter().map(PaywallSummary::new).collect(),
            campaigns: document
                .campaigns
                .rules
                .iter()
                .map(CampaignSummary::new)
                .collect(),
            products: &document.products,
        }
    }
}

impl<'a> PaywallSummary<'a> {
    fn new(paywall: &'a crate::document::paywall::Paywall) -> Self {
        let groups = paywall.menus.iter().map(|menu| GroupSummary {
            id: &menu.id,
            reference: &menu.reference,
            name: &menu.name,
            products: menu
                .products
                .iter()
                .map(|product| &*product.sku_ref_id)
                .collect(),
        });
        Self {
            id: &paywall.id,
            name: &paywall.name,
            pages: paywall.pages.iter().map(|page| &*page.name).collect(),
            components: paywall.components,
            groups: groups.collect(),
        }
    }
}

impl<'a> CampaignSummary<'a> {
    fn new(campaign: &'a crate::document::campaign::Campaign) -> Self {
        let segments = campaign.segments.iter().map(|segment| SegmentSummary {
            segment: &segment.segment,
            split: segment.split,
            form_factors: segment.form_factors.iter().map(|name| &**name).collect(),
            paywall: segment.paywall.as_deref(),
            flow: segment.flow.is_some(),
        });
        Self {
            rule: &campaign.rule,
            name: &campaign.name,
            kind: campaign.kind.name(),
            value: &campaign.value,
            segments: segments.collect(),
        }
    }
}
