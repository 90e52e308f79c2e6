mod money;

use serde_json::{Value, json};

use super::{Details, Locale, Product, Variable, has_intro, has_promo, has_trial, variable};

fn details(value: &Value) -> Details {
    let mut warnings = Vec::new();
    let details =
        Details::from_json(value, "request.products[0]", &mut warnings).expect("product details");
    assert_eq!(warnings, [], "reading {value}");
    details
}

/// Makes a subscription at `price` dollars with these further offers.
fn plan(unit: &str, count: u32, price: f64, offers: &[Value]) -> Details {
    let mut all = vec![json!({"offer_type": "default", "price": price, "currency": "USD"})];
    all.extend_from_slice(offers);
    details(&json!({
        "product_ref_id": "plan", "product_type": "subscription", "name": "Plan", "description": "All of it",
        "subscription_period": {"type": unit, "count": count}, "offers": all,
    }))
}

/// Returns the text that `token` (`name` or `name:argument`) shows for a product; `menu` has
/// the products it stands among.
fn show_in(menu: &[Details], details: Option<&Details>, token: &str) -> String {
    let (name, argument) = token
        .split_once(':')
        .map_or((token, None), |(name, argument)| (name, Some(argument)));
    let reference = |position: usize| menu.get(position.checked_sub(1)?);
    let product = Product {
        details,
        menu_name: &|| "In the menu".into(),
        locale: &Locale::default(),
        whole: false,
        // 31 January 2026, noon.
        wall: Some(1_769_860_800_000.0),
        reference: &reference,
    };
    match variable(name, argument, &product) {
        None => String::new(),
        Some(Variable::Text(text)) => text,
        Some(Variable::Number(number)) => number.to_string(),
        Some(Variable::Bool(flag)) => flag.to_string(),
    }
}

fn show(details: &Details, token: &str) -> String {
    show_in(&[], Some(details), token)
}

#[test]
fn plans_of_every_length() {
    let plans = [
        plan("month", 1, 9.99, &[]),
        plan("year", 1, 59.99, &[]),
        plan("month", 3, 24.99, &[]),
        plan("week", 1, 2.99, &[]),
        plan("day", 7, 3.0, &[]),
        plan("month", 12, 60.0, &[]),
        plan("year", 2, 96.0, &[]),
    ];
    #[rustfmt::skip]
    let rows: [(&str, [&str; 7]); 16] = [
        ("price",                     ["$9.99", "$59.99", "$24.99", "$2.99", "$3.00", "$60.00", "$96.00"]),
        ("duration",                  ["1 month", "1 year", "3 months", "1 week", "7 days", "12 months", "2 years"]),
        ("durationSingular",          ["1 month", "1 year", "3 month", "1 week", "7 day", "12 month", "2 year"]),
        ("period",                    ["month", "year", "months", "week", "days", "months", "years"]),
        ("periodNumber",              ["1", "1", "3", "1", "7", "12", "2"]),
        ("iso_subscription_duration", ["P1M", "P1Y", "P3M", "P1W", "P1W", "P12M", "P2Y"]),
        ("periodInMonths",            ["1 month", "12 months", "3 months", "1 week", "7 days", "12 months", "24 months"]),
        ("durationInMonths",          ["1 month", "12 months", "3 months", "1 week", "7 days", "12 months", "24 months"]),
        ("durationInMonthsSingular",  ["1 month", "12 month", "3 month", "1 week", "7 day", "12 month", "24 month"]),
        ("periodNumberInMonths",      ["1", "12", "3", "0.23", "0.23", "12", "24"]),
        ("pricePerMonth",             ["$9.99", "$5.00", "$8.33", "$13.00", "$13.04", "$5.00", "$4.00"]),
        ("pricePerMonthRounded",      ["$10", "$5", "$8", "$13", "$13", "$5", "$4"]),
        ("pricePerWeek",              ["$2.31", "$1.15", "$1.92", "$2.99", "$3.00", "$1.15", "$0.92"]),
        ("pricePerWeekRounded",       ["$2", "$1", "$2", "$3", "$3", "$1", "$1"]),
        ("pricePerDay",               ["$0.33", "$0.16", "$0.27", "$0.43", "$0.43", "$0.16", "$0.13"]),
        ("introductoryPrice",         [""; 7]),
    ];
    for (name, expected) in rows {
        for (plan, expected) in plans.iter().zip(expected) {
            assert_eq!(
                show(plan, name),
                expected,
                "{name} of {:?}",
                plan.subscription_period
            );
        }
    }
}

#[test]
fn free_trial_and_promotional_offers() {
    let trial = json!({"offer_type": "promo", "offer_ref_id": "week", "price": 9.99, "currency": "USD",
        "promo_price": {"price": 0, "currency": "USD"}, "promo_period": {"type": "day", "count": 7}});
    let promo = json!({"offer_type": "promo", "offer_ref_id": "spring", "price": 9.99, "currency": "USD",
        "promo_price": {"price": 4.5, "currency": "USD"}, "promo_period": {"type": "month", "count": 3}});
    let neither = plan("month", 1, 9.99, &[]);
    let only_promo = plan("month", 1, 9.99, std::slice::from_ref(&promo));
    let both = plan("month", 1, 9.99, &[trial, promo]);
    #[rustfmt::skip]
    let rows = [
        ("freeTrialEligible",         ["false", "false", "true"]),
        ("freeTrialDuration",         ["", "", "7 days"]),
        ("freeTrialDurationSingular", ["", "", "7 day"]),
        ("freeTrialPeriod",           ["", "", "days"]),
        ("freeTrialPeriodNumber",     ["", "", "7"]),
        ("promoEligible",             ["false", "true", "false"]),
        ("introEligible",             ["false", "false", "false"]),
        ("promo",                     ["", "spring", "week"]),
        ("promo:0",                   ["", "spring", "week"]),
        ("promo:1",                   ["", "", "spring"]),
        ("promo:spring",              ["", "spring", "spring"]),
        ("promo:autumn",              ["", "", ""]),
        ("promoPrice",                ["", "$4.50", "$0.00"]),
        ("promoPrice:1",              ["", "", "$4.50"]),
        ("promoPeriod:1",             ["", "", "months"]),
        ("promoPeriodNumber",         ["", "3", "7"]),
        ("promoDuration",             ["", "3 months", "7 days"]),
        ("promoDurationSingular:1",   ["", "", "3 month"]),
        ("promoCode",                 ["XXXXX", "XXXXX", "XXXXX"]),
        ("invalid",                   ["false", "false", "false"]),
        ("unavailable",               ["false", "false", "false"]),
    ];
    for (token, expected) in rows {
        let shown = [&neither, &only_promo, &both].map(|details| show(details, token));
        assert_eq!(shown, expected, "{token}");
    }
    assert_eq!(
        [&neither, &only_promo, &both].map(has_trial),
        [false, false, true]
    );
    assert_eq!(
        [&neither, &only_promo, &both].map(has_promo),
        [false, true, true]
    );
}

#[test]
fn introductory_means_the_introductory_offer() {
    let promo = json!({"offer_type": "promo", "price": 1, "currency": "USD", "promo_period": {"type": "day", "count": 1}});
    let intro = json!({"offer_type": "introductory", "offer_ref_id": "hello", "price": 6, "currency": "USD",
        "promo_period": {"type": "month", "count": 3}});
    let without = plan("year", 1, 60.0, std::slice::from_ref(&promo));
    let with = plan("year", 1, 60.0, &[promo, intro]);
    #[rustfmt::skip]
    let rows = [
        ("introEligible",                    "false",     "true"),
        ("introductoryPrice",                "",          "$6.00"),
        ("introductoryPeriod",               "",          "months"),
        ("introductoryPeriodNumber",         "",          "3"),
        ("introductoryDuration",             "",          "3 months"),
        ("introductoryDurationSingular",     "",          "3 month"),
        ("introductoryPricePerMonth",        "",          "$2.00"),
        ("introductoryPricePerMonthRounded", "",          "$2"),
        ("introductoryPrice:0",              "$60.00",    "$60.00"),
        ("introductoryPricePerMonth:0",      "$5.00",     "$5.00"),
        ("introductoryPeriod:0",             "year",      "year"),
        ("introductoryPrice:2",              "",          "$6.00"),
        ("introductoryPrice:hello",          "",          "$6.00"),
    ];
    for (token, expected_without, expected_with) in rows {
        assert_eq!(show(&without, token), expected_without, "{token} without");
        assert_eq!(show(&with, token), expected_with, "{token} with");
    }
    assert_eq!((has_intro(&without), has_intro(&with)), (false, true));
}

#[test]
fn compared_with_another_product_of_the_menu() {
    let menu = [
        plan("month", 1, 9.99, &[]),
        plan("year", 1, 59.99, &[]),
        plan("week", 1, 2.99, &[]),
    ];
    let once = details(
        &json!({"product_ref_id": "once", "offers": [{"offer_type": "default", "price": 5, "currency": "USD"}]}),
    );
    let mut euros = menu[0].clone();
    euros.offers[0].price.as_mut().expect("a price").currency = "EUR".into();
    let rows = [
        (&menu[1], "percentagePriceDifferenceFromSku:1", "50%"),
        (&menu[0], "percentagePriceDifferenceFromSku:2", "-100%"),
        (&menu[0], "percentagePriceDifferenceFromSku:1", "0%"),
        (&menu[0], "percentagePriceDifferenceFromSku:3", "23%"),
        (&menu[1], "priceDifferenceFromSku:1", "-$4.99"),
        (&menu[0], "priceDifferenceFromSku:2", "$4.99"),
        (&menu[0], "priceDifferenceFromSku:1", "$0.00"),
        (&menu[0], "priceDifferenceFromSku", ""),
        (&menu[0], "priceDifferenceFromSku:0", ""),
        (&menu[0], "priceDifferenceFromSku:4", ""),
        (&menu[0], "priceDifferenceFromSku:-1", ""),
        (&once, "priceDifferenceFromSku:1", ""),
        (&euros, "priceDifferenceFromSku:1", ""),
        (&euros, "percentagePriceDifferenceFromSku:1", ""),
    ];
    for (own, token, expected) in rows {
        assert_eq!(show_in(&menu, Some(own), token), expected, "{token}");
    }
    let free = [plan("month", 1, 0.0, &[])];
    assert_eq!(
        show_in(&free, Some(&menu[0]), "percentagePriceDifferenceFromSku:1"),
        ""
    );
}

#[test]
fn what_is_bought_once_has_a_price_and_no_period() {
    let once = details(
        &json!({"product_ref_id": "once", "product_type": "one_time_purchase",
        "offers": [{"offer_type": "default", "price": 49.9, "currency": "USD"},
                   {"offer_type": "intro", "price": 19.9, "currency": "USD"}]}),
    );
    for name in ["price", "pricePerDay", "pricePerWeek", "pricePerMonth"] {
        assert_eq!(show(&once, name), "$49.90", "{name}");
    }
    assert_eq!(show(&once, "pricePerMonthRounded"), "$50");
    assert_eq!(show(&once, "introductoryPrice"), "$19.90");
    for name in [
        "duration",
        "period",
        "periodNumberInMonths",
        "iso_subscription_duration",
        "introductoryPricePerMonth",
    ] {
        assert_eq!(show(&once, name), "", "{name}");
    }
}

#[test]
fn names_and_unknown_names() {
    let named = plan("month", 1, 9.99, &[]);
    let nameless = details(&json!({"product_ref_id": "x"}));
    assert_eq!(show(&named, "name"), "Plan");
    assert_eq!(show(&named, "title"), "Plan");
    assert_eq!(show(&named, "description"), "All of it");
    assert_eq!(show(&nameless, "name"), "In the menu");
    assert_eq!(show_in(&[], None, "name"), "In the menu");
    for name in [
        "price",
        "duration",
        "freeTrialEligible",
        "introductoryPrice",
        "promo",
    ] {
        assert_eq!(show_in(&[], None, name), "", "{name} without details");
    }
    for name in [
        "",
        "nonsense",
        "Price",
        "Duration",
        "pricePer",
        "promoEligibl",
        "freeTrial",
        "introductory",
        "pricePerDecade",
    ] {
        assert_eq!(show(&named, name), "", "{name:?}");
    }
}

#[test]
fn offers_end_by_the_calendar_and_are_counted_in_days() {
    let with = |unit: &str, count: u16| {
        let period = json!({"type": unit, "count": count});
        let trial = json!({"offer_type": "promo", "price": 0, "currency": "USD", "promo_price": {"price": 0, "currency": "USD"}, "promo_period": period});
        details(&json!({"product_ref_id": "x", "offers": [trial]}))
    };
    let week = with("week", 1);
    assert_eq!(show(&week, "freeTrialPeriodInDays"), "7");
    assert_eq!(show(&week, "freeTrialPeriodInWeeks"), "1");
    assert_eq!(show(&week, "freeTrialEndDate"), "February 7, 2026");
    // From the last day of January.
    assert_eq!(
        show(&with("month", 1), "freeTrialEndDate"),
        "February 28, 2026"
    );
    assert_eq!(
        show(&with("month", 11), "freeTrialEndDate"),
        "December 31, 2026"
    );
    assert_eq!(
        show(&with("year", 2), "freeTrialEndDate"),
        "January 31, 2028"
    );
    assert_eq!(show(&with("month", 3), "freeTrialPeriodInDays"), "90");
}

#[test]
fn the_dearest_product_of_a_menu_has_no_discount_against_it() {
    let plan = |unit: &str, price: f64| {
        let offer = json!({"offer_type": "default", "price": price, "currency": "USD"});
        details(
            &json!({"product_ref_id": unit, "subscription_period": {"type": unit, "count": 1}, "offers": [offer]}),
        )
    };
    let menu = [plan("year", 69.99), plan("month", 9.99)];
    let token = "percentagePriceDifferenceFromSku:max";
    assert_eq!(show_in(&menu, Some(&menu[0]), token), "42%");
    assert_eq!(show_in(&menu, Some(&menu[1]), token), "");
    assert_eq!(show(&menu[1], "pricePerYear"), "$119.88");
}

#[test]
fn details_without_a_default_offer_have_no_price() {
    let offer = json!({"offer_type": "promo", "price": 4.5, "currency": "USD", "promo_period": {"type": "month", "count": 1}});
    let only_promo = details(
        &json!({"product_ref_id": "x", "subscription_period": {"type": "month", "count": 1}, "offers": [offer]}),
    );
    for name in ["price", "pricePerMonth", "pricePerDay", "introductoryPrice"] {
        assert_eq!(show(&only_promo, name), "", "{name}");
    }
    assert_eq!(show(&only_promo, "promoPrice"), "$4.50");
    assert_eq!(show(&only_promo, "duration"), "1 month");
}

#[test]
fn a_price_written_by_the_store_wins() {
    for field in ["formatted_price", "formattedPrice"] {
        let product = details(
            &json!({"product_ref_id": "x", "subscription_period": {"type": "year", "count": 1}, "offers": [
                {"offer_type": "default", "price": 59.99, "currency": "EUR", field: "59,99 €"},
                {"offer_type": "promo", "price": 59.99, "currency": "EUR", "promo_price": {"price": 12, field: "12 €"}},
            ]}),
        );
        assert_eq!(show(&product, "price"), "59,99 €");
        assert_eq!(show(&product, "promoPrice"), "12 €");
        assert_eq!(show(&product, "pricePerMonth"), "€5.00");
    }
}

#[test]
fn details_are_read_leniently() {
    let texts = details(
        &json!({"product_ref_id": 7, "surplus": {}, "subscription_period": {"type": "Months", "count": "3"},
        "offers": [{"offer_type": "default", "price": " 9.5 ", "currency": "usd"},
                   {"offer_type": "promo", "price": "9.5", "currency": "USD", "promo_price": {"price": "5"}}]}),
    );
    assert_eq!(texts.product_ref_id, "7");
    assert_eq!(show(&texts, "price"), "$9.50");
    assert_eq!(show(&texts, "duration"), "3 months");
    assert_eq!(
        show(&texts, "promoPrice"),
        "$5.00",
        "the offer's currency is that of its promotional price"
    );
}

#[test]
fn what_cannot_be_read_is_missing_with_a_warning_at_its_path() {
    let rows = [
        (json!(null), false, "request.products[2]"),
        (json!({}), false, "request.products[2]"),
        (
            json!({"product_ref_id": "x", "name": []}),
            true,
            "request.products[2].name",
        ),
        (
            json!({"product_ref_id": "x", "offers": {}}),
            true,
            "request.products[2].offers",
        ),
        (
            json!({"product_ref_id": "x", "offers": [1]}),
            true,
            "request.products[2].offers[0]",
        ),
        (
            json!({"product_ref_id": "x", "offers": [{"price": "lots"}]}),
            true,
            "request.products[2].offers[0].price",
        ),
        (
            json!({"product_ref_id": "x", "subscription_period": "P1M"}),
            true,
            "request.products[2].subscription_period",
        ),
        (
            json!({"product_ref_id": "x", "subscription_period": {"type": "eon"}}),
            true,
            "request.products[2].subscription_period",
        ),
        (
            json!({"product_ref_id": "x", "subscription_period": {"type": "day", "count": 0}}),
            true,
            "request.products[2].subscription_period",
        ),
    ];
    for (value, is_read, path) in rows {
        let mut warnings = Vec::new();
        let details = Details::from_json(&value, "request.products[2]", &mut warnings);
        assert_eq!(details.is_some(), is_read, "{value}");
        let paths: Vec<_> = warnings
            .iter()
            .map(|warning| warning.path.as_str())
            .collect();
        assert_eq!(paths, [path], "{value}");
    }
}

#[test]
fn no_name_or_argument_panics() {
    let product = plan(
        "day",
        65_535,
        f64::MAX,
        &[
            json!({"offer_type": "promo"}),
            json!({"offer_type": "intro"}),
        ],
    );
    let names = "price pricePerMonth pricePerWeek pricePerDay promo promoPrice promoPeriod introductoryPrice freeTrialPeriod \
        introductoryPricePerMonth percentagePriceDifferenceFromSku priceDifferenceFromSku durationInMonths";
    for name in names.split(' ') {
        for argument in ["", "0", "1", "99999999999999999999999", "-1", "é", "${x}"] {
            show_in(
                std::slice::from_ref(&product),
                Some(&product),
                &format!("{name}:{argument}"),
            );
        }
    }
}

/// Compares with the texts that the reference player shows for the real document's products.
#[paywall_testing::needs(shared)]
#[test]
fn texts_of_the_real_document() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../shared/real/geometry.json"
    );
    let file = std::fs::read_to_string(path).expect("the real document's geometry");
    let geometry: Value = serde_json::from_str(&file).expect("JSON");
    let products: Vec<_> = geometry["products"]
        .as_array()
        .expect("products")
        .iter()
        .map(details)
        .collect();
    let views = geometry["views"]
        .as_object()
        .expect("views")
        .values()
        .filter_map(Value::as_array)
        .flatten();
    let texts: Vec<_> = views
        .filter_map(|component| component["text"].as_str())
        .collect();
    let [monthly, annual, premium, premium_annual] = &products[..] else {
        panic!("four products")
    };
    let rows = [
        format!("/{}", show(premium, "promoPeriod")),
        format!("{}/{}", show(premium, "price"), show(premium, "period")),
        format!(
            "{}/{} AFTER PROMO PERIOD",
            show(premium, "price"),
            show(premium, "period")
        ),
        show(premium, "promoPrice"),
        show(premium_annual, "price"),
        format!("/{}", show(premium_annual, "period")),
        show(monthly, "price"),
        format!("/{}", show(monthly, "period")),
        show(annual, "price"),
    ];
    for text in rows {
        assert!(texts.contains(&text.as_str()), "{text:?} is shown");
    }
    assert_eq!(show(premium, "promo:0"), "promo3m");
    assert_eq!(show(premium, "promoEligible"), "true");
    assert_eq!(show(monthly, "freeTrialDuration"), "7 days");
}
