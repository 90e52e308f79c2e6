//! Texts as CSV and XLIFF, and back.

use paywall_texts::{Merged, Section, Translation, csv, hash, merge, xliff};

/// A document with texts that are hard to carry.
const DOCUMENT: &str = r##"{
    "paywalls": [{"id": "p", "template": {"pages": [{"a": "${text.title}"}]}, "n": 1.50}],
    "texts": {
        "default": "en",
        "locales": {
            "en": {
                "title": "A \"quoted\", <b>bold</b> & ${sku.price};\ttab\r\nline",
                "seats": "{{plural state.seats one=\"# seat\" other=\"# seats\"}} of ${sku.price} or ${sku.price}",
                "odd": "\u0001 =1+1\u2028ü😀 ]]> <!-- x -->",
                "empty": "",
                "rest": " spaces "
            },
            "de": {
                "title": "Ein ${sku.price} \"Titel\"",
                "seats": "${sku.price}: {{plural state.seats one=\"# Platz\" other=\"# Plätze\"}}",
                "odd": "\u0001ungerade",
                "rest": null
            },
            "pt_BR": {}
        }
    }
}
"##;

fn taken(document: &str, translations: &[Translation]) -> Merged {
    merge(document, translations).unwrap()
}

#[test]
fn what_goes_out_and_comes_back_changes_no_byte() {
    let table = csv::write(DOCUMENT, None).unwrap();
    let back = taken(DOCUMENT, &csv::read(&table, "en").unwrap());
    assert_eq!(
        (back.document.as_str(), back.left.len(), back.changed),
        (DOCUMENT, 0, 0)
    );
    for locale in ["de", "pt_BR", "fr"] {
        let file = xliff::write(DOCUMENT, locale).unwrap();
        let back = taken(DOCUMENT, &xliff::read(&file, "en").unwrap());
        assert_eq!(
            (back.document.as_str(), back.left.len(), back.changed),
            (DOCUMENT, 0, 0),
            "{file}"
        );
        assert_eq!(file, xliff::write(DOCUMENT, locale).unwrap());
    }
}

#[test]
fn a_document_without_translations_gets_them_all() {
    let section = Section::read(DOCUMENT).unwrap().unwrap();
    let german: Vec<_> = section.texts("de").collect();
    let bare = DOCUMENT
        .split("            \"de\"")
        .next()
        .unwrap()
        .trim_end()
        .trim_end_matches(',');
    let bare = format!("{bare}\n        }}\n    }}\n}}\n");
    for translations in [
        csv::read(&csv::write(DOCUMENT, Some("de")).unwrap(), "en").unwrap(),
        xliff::read(&xliff::write(DOCUMENT, "de").unwrap(), "en").unwrap(),
    ] {
        let merged = taken(&bare, &translations);
        assert_eq!((merged.changed, merged.left.len()), (3, 0));
        let section = Section::read(&merged.document).unwrap().unwrap();
        assert_eq!(section.texts("de").collect::<Vec<_>>(), german);
        let source = section.text("en", "title").unwrap();
        assert_eq!(section.source("de", "title"), Some(hash(source).as_str()));
        assert!(
            merged.document.contains("\"n\": 1.50"),
            "the rest stays as it is written"
        );
        assert_eq!(
            taken(&merged.document, &translations).document,
            merged.document
        );
    }
}

#[test]
fn spreadsheets_of_all_countries_are_read() {
    for text in [
        "key,en,de\ntitle,x,\"a, \"\"b\"\"\nc\"\n",
        "\u{feff}key;en;de\r\ntitle;x;\"a, \"\"b\"\"\nc\"\r\n",
        "key\ten\tde\ntitle\tx\t\"a, \"\"b\"\"\nc\"",
    ] {
        let read = csv::read(text, "en").unwrap();
        let german = read.iter().find(|it| it.locale == "de").unwrap();
        assert_eq!(german.target.as_deref(), Some("a, \"b\"\nc"), "{text}");
        assert_eq!((german.source.as_deref(), german.line), (Some("x"), 2));
    }
    assert!(csv::read("name,de\na,b\n", "en").is_err());
}

#[test]
fn xliff_of_other_tools_is_read() {
    let two = r#"<?xml version="1.0"?>
<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1" srcLang="en" trgLang="fr">
 <file id="f"><unit id="title"><originalData><data id="d">${sku.price}</data></originalData>
  <segment state="final"><source>Only <ph id="1">${sku.price}</ph>. </source><target>Que <ph id="1"/>. </target></segment>
  <segment><source>Now &amp; here</source><target>Ici &#x26; <![CDATA[<ici>]]></target></segment></unit></file>
</xliff>"#;
    let read = xliff::read(two, "en").unwrap();
    assert_eq!(
        read[0].source.as_deref(),
        Some("Only ${sku.price}. Now & here")
    );
    assert_eq!(
        read[0].target.as_deref(),
        Some("Que ${sku.price}. Ici & <ici>")
    );
    assert_eq!((read[0].locale.as_str(), read[0].done), ("fr", true));
    let one = r#"<xliff version="1.2"><file source-language="en-us" target-language="fr"><body>
      <group><trans-unit id="title"><source>a <x id="1" equiv-text="x"/> b</source><target/></trans-unit></group></body></file></xliff>"#;
    let read = xliff::read(one, "en_us").unwrap();
    assert_eq!(
        (read[0].key.as_str(), read[0].target.as_deref()),
        ("title", Some(""))
    );
    for wrong in ["", "<html></html>", "<xliff", one, "{}"] {
        assert!(xliff::read(wrong, "de").is_err(), "{wrong}");
    }
}

#[test]
fn what_is_left_out_is_told() {
    let text = "key,context,en,de,no language\n\
        title,,another,Titel,x\n\
        nobody,,,Niemand,\n\
        rest,,\" spaces \",eins,\n\
        rest,,\" spaces \",zwei,\n";
    let merged = taken(DOCUMENT, &csv::read(text, "en").unwrap());
    let left: Vec<_> = merged
        .left
        .iter()
        .map(|left| (left.code, left.line))
        .collect();
    let expected = [
        ("source_differs", 2),
        ("bad_locale", 2),
        ("unknown_text", 3),
        ("unknown_text", 3),
        ("text_twice", 5),
    ];
    let mut found = left.clone();
    found.retain(|it| expected.contains(it));
    assert_eq!(found, expected, "{left:?}");
    let section = Section::read(&merged.document).unwrap().unwrap();
    assert_eq!(section.text("de", "rest"), Some("eins"));
    assert_eq!(section.text("de", "title"), Some("Titel"));
    assert!(
        section.is_stale("de", "title"),
        "it is the translation of another text"
    );
    assert!(!section.is_stale("de", "rest"));
}

#[test]
fn a_column_that_is_no_language_is_told_once_and_capitals_make_no_difference() {
    let text = "Key,Context,EN,DE,translator's notes\n\
        title,,,Titel,x\n\
        rest,,,Rest,y\n";
    let merged = taken(DOCUMENT, &csv::read(text, "en").unwrap());
    let codes: Vec<_> = merged.left.iter().map(|left| left.code).collect();
    assert_eq!(codes, ["bad_locale"]);
    assert!(merged.left[0].message.contains("translator's notes"));
    let section = Section::read(&merged.document).unwrap().unwrap();
    assert_eq!(section.text("de", "title"), Some("Titel"));
    assert_eq!(section.text("DE", "title"), None);
}

#[test]
fn bold_and_links_are_codes_that_translators_cannot_change() {
    let text = "**All** of [our terms](https://a.example/${state.x}/b) and ~~old~~ [${sku.name}](${state.url})";
    let document = format!(
        "{{\"texts\": {{\"default\": \"en\", \"locales\": {{\"en\": {{\"a\": {}}}}}}}}}",
        serde_json::Value::from(text)
    );
    let file = xliff::write(&document, "de").unwrap();
    let source = file
        .split("<source>")
        .nth(1)
        .unwrap()
        .split("</source>")
        .next()
        .unwrap();
    let mut words = source.to_owned();
    while let Some((before, rest)) = words.split_once("<ph") {
        words = format!("{before}|{}", rest.split_once("</ph>").unwrap().1);
    }
    assert_eq!(words, "|All| of |our terms||| and |old| |||||");
    let file = file.replace("</source>", &format!("</source><target>{source}</target>"));
    let merged = taken(&document, &xliff::read(&file, "en").unwrap());
    let section = Section::read(&merged.document).unwrap().unwrap();
    assert_eq!(section.text("de", "a"), Some(text));
}

#[test]
fn a_translator_can_say_that_an_old_translation_is_still_right() {
    let table = "key,en,de\nrest,old,Rest\n";
    let stale = taken(DOCUMENT, &csv::read(table, "en").unwrap()).document;
    let is_stale = |document: &str| {
        Section::read(document)
            .unwrap()
            .unwrap()
            .is_stale("de", "rest")
    };
    assert!(is_stale(&stale));
    let file = xliff::write(&stale, "de").unwrap();
    assert!(file.contains("state=\"needs-review-translation\""));
    assert!(is_stale(
        &taken(&stale, &xliff::read(&file, "en").unwrap()).document
    ));
    let done = file.replace("needs-review-translation", "final");
    assert!(!is_stale(
        &taken(&stale, &xliff::read(&done, "en").unwrap()).document
    ));
}
