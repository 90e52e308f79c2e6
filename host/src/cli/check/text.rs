//! Findings for people: a sentence each, and the line that it is about.

use paywall_host::check::{Finding, Names, Severity};

use super::find::{Place, Placed, Report};
use crate::cli::output;

/// The number of findings that are listed when they say the same of many places.
const SHOWN: usize = 3;
/// The most characters of a line that are shown; documents are often written without line breaks.
const WIDTH: usize = 100;
/// The characters that are shown before the place in a longer line.
const BEFORE: usize = 30;

/// Writes the findings as text: those about the whole document first, for they cause others, and of those that say the
/// same of many places only the first few.
pub(super) fn write(report: &Report, names: &Names) -> String {
    let mut findings: Vec<&Placed> = report.findings.iter().collect();
    findings.sort_by_key(|placed| (!is_cause(&placed.finding), placed.finding.severity));
    let mut out = String::new();
    let mut counts: Vec<(_, usize)> = Vec::new();
    for placed in &findings {
        let finding = &placed.finding;
        let said = sense(finding);
        let at = counts.iter().position(|(known, _)| *known == said);
        let at = at.unwrap_or_else(|| {
            counts.push((said, 0));
            counts.len() - 1
        });
        let Some((_, count)) = counts.get_mut(at) else {
            continue;
        };
        *count += 1;
        let (kind, code) = (severity(finding), &finding.code);
        if *count <= SHOWN {
            out += &sentence(finding, names);
            out += &placed
                .place
                .as_ref()
                .map_or_else(String::new, |place| snippet(&report.file, place));
        } else if findings
            .iter()
            .filter(|other| sense(&other.finding) == said)
            .count()
            == *count
        {
            out += &format!("{kind}[{code}]: and {} more of the same\n", *count - SHOWN);
        }
    }
    let errors = report.of(Severity::Error).count();
    let warnings = report.of(Severity::Warning).count();
    out + &format!(
        "{}: {}, {}\n",
        report.file,
        count(errors, "error"),
        count(warnings, "warning")
    )
}

/// Returns the word for the weight of a finding.
pub(super) fn severity(finding: &Finding) -> &'static str {
    match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// Writes what a finding says, with the names of what it is about.
fn sentence(finding: &Finding, names: &Names) -> String {
    let path = finding.path.as_deref();
    let place = path.and_then(|path| names.place(path));
    let place = place.map_or(String::new(), |place| format!("in {place}: "));
    let message = format!("{place}{}", finding.message);
    output::line(severity(finding), &finding.code, &message, path)
}

/// Writes the place in the file, and its line with a mark below it.
fn snippet(file: &str, place: &Place) -> String {
    let from = match place.text.chars().count() > WIDTH {
        true => (place.column - 1).saturating_sub(BEFORE),
        false => 0,
    };
    let shown = place.text.chars().skip(from).take(WIDTH);
    // A tab would be wider than the space below it.
    let shown: String = shown
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect();
    let start = place.column - 1 - from;
    let end = match place.end_line == place.line {
        true => place.end_column - 1 - from,
        false => shown.chars().count(),
    };
    let length = end.min(shown.chars().count()).saturating_sub(start).max(1);
    let number = place.line.to_string();
    let gap = " ".repeat(number.len());
    let mark = " ".repeat(start) + &"^".repeat(length);
    format!(
        "{gap}--> {file}:{}:{}\n{gap} |\n{number} | {shown}\n{gap} | {mark}\n",
        place.line, place.column
    )
}

/// Returns true for a finding about the document as a whole or one of its fields.
fn is_cause(finding: &Finding) -> bool {
    let field = finding
        .path
        .as_deref()
        .and_then(|path| path.strip_prefix('$'));
    field.is_none_or(|field| !field.contains('[') && field.matches('.').count() <= 1)
}

/// Returns what a finding says, without the place: its code, its message, and the name of the field.
fn sense(finding: &Finding) -> (&str, &str, Option<&str>) {
    let field = finding
        .path
        .as_deref()
        .and_then(|path| path.rsplit(['.', ']']).next());
    (&finding.code, &finding.message, field)
}

/// Writes a number of things in words.
fn count(number: usize, what: &str) -> String {
    match number {
        0 => format!("no {what}s"),
        1 => format!("1 {what}"),
        _ => format!("{number} {what}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str, column: usize, end_column: usize) -> Place {
        Place {
            line: 12,
            column,
            end_line: 12,
            end_column,
            text: text.to_owned(),
        }
    }

    #[test]
    fn the_mark_stands_below_its_place() {
        let shown = snippet("a.json", &place("\t\"fontSise\": 12,", 2, 16));
        let lines: Vec<_> = shown.lines().collect();
        assert_eq!(
            lines,
            [
                "  --> a.json:12:2",
                "   |",
                "12 |  \"fontSise\": 12,",
                "   |  ^^^^^^^^^^^^^^"
            ]
        );
    }

    #[test]
    fn long_lines_are_cut_around_the_place() {
        let text = format!("{}\"fontSise\": 12{}", "ä".repeat(5000), "b".repeat(5000));
        let shown = snippet("a.json", &place(&text, 5001, 5015));
        let lines: Vec<_> = shown.lines().collect();
        assert!(lines[2].chars().count() < 120, "{shown}");
        let mark = lines[3].find('^').unwrap();
        let below: String = lines[2].chars().skip(mark).take(10).collect();
        assert_eq!(below, "\"fontSise\"");
    }
}
