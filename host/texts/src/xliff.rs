//! Texts as XLIFF, the format of translation tools. Version 1.2 is written, which all of them take; 1.2 and 2 are read.
//!
//! Tokens, tags and the signs of bold and of links are inline codes, which tools keep as they are.

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use crate::code::{Part, marked};
use crate::context::context;
use crate::usage::usage;
use crate::{Error, Section, Translation};

/// Writes the texts of a document for the translation into one language.
///
/// # Errors
/// Fails for a document that is no JSON or has no texts, and for a language that is no BCP 47 tag.
pub fn write(document: &str, locale: &str) -> Result<String, Error> {
    let section = Section::read(document)?.ok_or(Error::NoTexts)?;
    section.wanted(Some(locale))?;
    let usage = usage(document)?;
    let json = serde_json::from_str(document)?;
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <xliff version=\"1.2\" xmlns=\"urn:oasis:names:tc:xliff:document:1.2\">\n  \
         <file original=\"document.json\" datatype=\"plaintext\" source-language=\"{}\" target-language=\"{}\">\n    <body>\n",
        escaped(&tag(section.default())),
        escaped(&tag(locale)),
    );
    for (key, source) in section.texts(section.default()) {
        let mut codes = Vec::new();
        out += &format!(
            "      <trans-unit id=\"{}\" xml:space=\"preserve\">\n",
            escaped(key)
        );
        out += &format!(
            "        <source>{}</source>\n",
            inline(source, &mut codes, true)
        );
        if let Some(target) = section.text(locale, key) {
            let state = if section.is_stale(locale, key) {
                "needs-review-translation"
            } else {
                "translated"
            };
            let target = inline(target, &mut codes, false);
            out += &format!("        <target state=\"{state}\">{target}</target>\n");
        }
        if let Some(paths) = usage.keys.get(key) {
            let context = context(&json, paths);
            out += &format!("        <note>{}</note>\n", escaped(&context));
        }
        out += "      </trans-unit>\n";
    }
    out += "    </body>\n  </file>\n</xliff>\n";
    Ok(out)
}

/// Writes a language's name as XML has it, with dashes.
fn tag(locale: &str) -> String {
    locale.replace('_', "-")
}

/// Writes a text with inline codes. The codes of a translation have the numbers of the same codes in the source.
fn inline(text: &str, codes: &mut Vec<String>, is_source: bool) -> String {
    let (mut out, mut taken) = (String::new(), vec![false; codes.len()]);
    for part in marked(text) {
        match part {
            Part::Words(words) => out += &escaped(words),
            Part::Code(code) => {
                let same = (0..codes.len()).find(|at| !taken[*at] && codes[*at] == code);
                let at = same.filter(|_| !is_source).unwrap_or_else(|| {
                    codes.push(code.to_owned());
                    taken.push(false);
                    codes.len() - 1
                });
                taken[at] = true;
                out += &format!("<ph id=\"{}\">{}</ph>", at + 1, escaped(code));
            }
        }
    }
    out
}

/// Escapes a text for XML. Signs that XML cannot have are codes of their own, which are read back.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for sign in text.chars() {
        match sign {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\r' => out += "&#13;",
            '\n' | '\t' => out.push(sign),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                out += &format!("<x id=\"u{:04x}\"/>", u32::from(sign));
            }
            _ => out.push(sign),
        }
    }
    out
}

/// Reads translations. `default` is the language that they must have been made of.
///
/// # Errors
/// Fails for a file that is no XLIFF, names no language that it was translated into, or was made of another language.
pub fn read(text: &str, default: &str) -> Result<Vec<Translation>, Error> {
    let mut xml = Reader::from_str(text.strip_prefix('\u{feff}').unwrap_or(text));
    xml.config_mut().expand_empty_elements = true;
    let mut reading = Reading {
        default,
        ..Reading::default()
    };
    loop {
        let event = xml.read_event().map_err(wrong)?;
        match event {
            Event::Start(element) => {
                let at = usize::try_from(xml.buffer_position()).unwrap_or(usize::MAX);
                let before = text.get(..at).unwrap_or(text);
                reading.open(&element, before.lines().count())?;
            }
            Event::End(element) => reading.close(element.local_name().as_ref()),
            Event::Text(written) => reading.add(&written.decode().map_err(wrong)?),
            Event::CData(written) => reading.add(&written.decode().map_err(wrong)?),
            Event::GeneralRef(name) => {
                let name = name.decode().map_err(wrong)?;
                let found = quick_xml::escape::unescape(&format!("&{name};"))
                    .map_err(wrong)?
                    .into_owned();
                reading.add(&found);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if reading.is_xliff {
        Ok(reading.found)
    } else {
        Err(Error::Xliff("found another kind of file".into()))
    }
}

/// A file of XLIFF while it is read.
#[derive(Default)]
struct Reading<'a> {
    default: &'a str,
    is_xliff: bool,
    locale: String,
    unit: Option<Translation>,
    /// The text that is being read.
    text: Option<String>,
    /// The number of the inline code that is being read, and the length of the text before it.
    code: Option<(String, usize)>,
    /// The codes of the source by their numbers.
    codes: Vec<(String, String)>,
    state: String,
    found: Vec<Translation>,
}

impl Reading<'_> {
    fn open(&mut self, element: &BytesStart<'_>, line: usize) -> Result<(), Error> {
        let attribute = |name: &str| -> Option<String> {
            let found = element.try_get_attribute(name).ok()??;
            Some(
                found
                    .normalized_value(quick_xml::XmlVersion::Explicit1_0)
                    .ok()?
                    .into_owned(),
            )
        };
        match element.local_name().as_ref() {
            // Version 2 has the languages at the root, version 1 at each file.
            root @ (b"xliff" | b"file") => {
                self.is_xliff |= root == b"xliff";
                let source = attribute("source-language").or_else(|| attribute("srcLang"));
                let target = attribute("target-language").or_else(|| attribute("trgLang"));
                self.languages(source, target, root == b"file")?;
            }
            b"trans-unit" | b"unit" => {
                self.state.clear();
                self.codes.clear();
                // A tool may give a unit an id of its own, and keep ours as its name.
                let key = attribute("id").unwrap_or_default();
                self.unit = Some(Translation {
                    locale: self.locale.clone(),
                    key,
                    source: None,
                    target: None,
                    done: false,
                    line: line as u64,
                });
            }
            b"segment" => {
                self.state = attribute("state").unwrap_or(std::mem::take(&mut self.state))
            }
            b"source" if self.unit.is_some() => self.text = Some(String::new()),
            b"target" if self.unit.is_some() => {
                self.state = attribute("state").unwrap_or(std::mem::take(&mut self.state));
                self.text = Some(String::new());
            }
            b"x" | b"ph" | b"bpt" | b"ept" | b"it" => {
                if let Some(text) = &mut self.text {
                    let id = attribute("id").unwrap_or_default();
                    let sign = id
                        .strip_prefix('u')
                        .and_then(|code| u32::from_str_radix(code, 16).ok());
                    match sign.and_then(char::from_u32) {
                        Some(sign) => text.push(sign),
                        None => self.code = Some((id, text.len())),
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Notes the languages that the root or a file names.
    fn languages(
        &mut self,
        source: Option<String>,
        target: Option<String>,
        is_file: bool,
    ) -> Result<(), Error> {
        if let Some(source) = source.filter(|source| !same(source, self.default)) {
            let message = format!(
                "the document's default language is \"{}\", that of the file \"{source}\"",
                self.default
            );
            return Err(Error::Xliff(message));
        }
        if let Some(target) = target {
            self.locale = target;
        }
        if is_file && self.locale.is_empty() {
            return Err(Error::Xliff("a file without \"target-language\"".into()));
        }
        Ok(())
    }

    fn add(&mut self, written: &str) {
        if let Some(text) = &mut self.text {
            text.push_str(written);
        }
    }

    fn close(&mut self, element: &[u8]) {
        match element {
            b"x" | b"ph" | b"bpt" | b"ept" | b"it" => self.close_code(),
            b"source" => {
                let text = self.text.take();
                if let Some(unit) = &mut self.unit {
                    // A unit of several segments is one text.
                    add(&mut unit.source, text);
                }
            }
            b"target" => {
                let text = self.text.take();
                if let Some(unit) = &mut self.unit {
                    add(&mut unit.target, text);
                }
            }
            b"trans-unit" | b"unit" => {
                if let Some(mut unit) = self.unit.take() {
                    unit.done =
                        ["translated", "reviewed", "final", "signed-off"].contains(&&*self.state);
                    self.found.push(unit);
                }
            }
            _ => {}
        }
    }

    /// Ends an inline code. One that a tool wrote without its content has that of the same number in the source.
    fn close_code(&mut self) {
        let (Some((id, from)), Some(text)) = (self.code.take(), &mut self.text) else {
            return;
        };
        if text.len() > from {
            self.codes.push((id, text[from..].to_owned()));
        } else if let Some((_, code)) = self.codes.iter().find(|(known, _)| *known == id) {
            text.push_str(code);
        }
    }
}

/// Appends a text to another one, if there is one.
fn add(to: &mut Option<String>, text: Option<String>) {
    if let Some(text) = text {
        to.get_or_insert_default().push_str(&text);
    }
}

/// Returns whether two names are the same language's.
fn same(one: &str, other: &str) -> bool {
    tag(one).eq_ignore_ascii_case(&tag(other))
}

fn wrong(error: impl std::fmt::Display) -> Error {
    Error::Xliff(error.to_string())
}
