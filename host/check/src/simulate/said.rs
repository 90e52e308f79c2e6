//! The report of a simulation, in words.

use std::fmt;

use super::compared::{Compared, Move};
use super::outcome::Outcome;
use super::report::{Alike, Never, Overlap, Parts, Report, Seen, Shown};
use crate::called::Names;

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} people, {} decisions",
            number(self.people),
            number(self.decisions)
        )?;
        if self.without_id > 0 {
            let people = number(self.without_id);
            writeln!(
                f,
                "{people} people have no id: a split shows all of them its first segment"
            )?;
        }
        for seen in &self.seen {
            write_seen(f, seen, &self.names)?;
        }
        let parts = self.parts.iter().map(|parts| parts_of(parts, &self.names));
        section(f, "Parts, as declared and as drawn", parts)?;
        let overlaps = self.overlaps.iter().map(ToString::to_string);
        section(f, "Experiments with people in common", overlaps)?;
        let never = self.never.iter().map(|never| never_of(never, &self.names));
        section(f, "Never shown", never)?;
        match &self.compared {
            Some(compared) => write_compared(f, compared, self),
            None => Ok(()),
        }
    }
}

/// Writes what changes against the other document, for the same people.
fn write_compared(f: &mut fmt::Formatter<'_>, compared: &Compared, report: &Report) -> fmt::Result {
    let part = percent(compared.moved as f64 / report.decisions.max(1) as f64);
    let moved = number(compared.moved);
    writeln!(
        f,
        "\nAgainst the other document: {moved} decisions ({part}) come out otherwise"
    )?;
    for Move {
        placement,
        from,
        to,
        count,
    } in &compared.moves
    {
        let (from, to) = (said(from, &report.names), said(to, &report.names));
        writeln!(f, "{:>12} {placement}: {from} -> {to}", number(*count))?;
    }
    for rule in &compared.unreached {
        let rule = report.names.rule(rule);
        writeln!(f, "  rule {rule} is shown to nobody any more")?;
    }
    Ok(())
}

/// Says the outcome of a decision.
fn said(outcome: &Outcome, names: &Names) -> String {
    match outcome {
        Outcome::Shown {
            rule,
            segment,
            paywall,
        } => {
            let (segment, rule) = (names.segment(rule, segment), names.rule(rule));
            format!(
                "paywall {} (rule {rule}, {segment})",
                names.paywall(paywall)
            )
        }
        Outcome::HeldOut { holdout, rule } => {
            format!("nothing, {}", held_out(holdout, rule, names))
        }
        Outcome::Nothing { code } => format!("nothing: {code}"),
    }
}

/// Says which holdout of which rule somebody is in.
fn held_out(holdout: &str, rule: &str, names: &Names) -> String {
    format!("held out by \"{holdout}\" (rule {})", names.rule(rule))
}

/// Writes a section of the report, unless it has no lines.
fn section(
    f: &mut fmt::Formatter<'_>,
    title: &str,
    lines: impl ExactSizeIterator<Item = String>,
) -> fmt::Result {
    if lines.len() == 0 {
        return Ok(());
    }
    writeln!(f, "\n{title}")?;
    lines
        .into_iter()
        .try_for_each(|line| writeln!(f, "  {line}"))
}

/// Writes the outcomes on one placement.
fn write_seen(f: &mut fmt::Formatter<'_>, seen: &Seen, names: &Names) -> fmt::Result {
    let decisions = number(seen.decisions);
    writeln!(f, "\n{}: {decisions} decisions", seen.placement)?;
    for Shown {
        rule,
        segment,
        paywall,
        count,
    } in &seen.shown
    {
        let (part, paywall) = (seen.of(*count), names.paywall(paywall));
        let (segment, rule) = (names.segment(rule, segment), names.rule(rule));
        writeln!(f, "{part} rule {rule}, {segment}: paywall {paywall}")?;
    }
    for nothing in &seen.nothing {
        let why = match (&nothing.holdout, &nothing.rule) {
            (Some(holdout), Some(rule)) => held_out(holdout, rule, names),
            _ => nothing.why.clone(),
        };
        writeln!(f, "{} nothing: {why}", seen.of(nothing.count))?;
    }
    Ok(())
}

impl Seen {
    /// Writes a count and its part of all decisions.
    fn of(&self, count: u64) -> String {
        let part = percent(count as f64 / self.decisions.max(1) as f64);
        format!("{:>12} {part:>8} ", number(count))
    }
}

/// Compares the segments of a rule with their declared parts, in one line.
fn parts_of(parts: &Parts, names: &Names) -> String {
    let segments = parts.segments.iter().map(|part| {
        let (declared, drawn) = (percent(part.declared), percent(part.drawn));
        format!(
            "{} {declared} -> {drawn}",
            names.segment(&parts.rule, &part.segment)
        )
    });
    let segments = segments.collect::<Vec<_>>().join(", ");
    let judgement = match (parts.probability, parts.fits) {
        (None, _) => "too few people to judge".to_owned(),
        (Some(probability), true) => format!("as declared (p = {probability:.3})"),
        (Some(probability), false) => {
            format!(
                "NOT as declared (p = {probability:.1e}): something other than the split decides"
            )
        }
    };
    format!("rule {}: {segments}; {judgement}", names.rule(&parts.rule))
}

/// Says why nobody was shown a rule, in one line.
fn never_of(never: &Never, names: &Names) -> String {
    let all: u64 = never.reasons.values().sum();
    let mut reasons: Vec<_> = never.reasons.iter().collect();
    reasons.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let reasons = reasons
        .into_iter()
        .map(|(reason, count)| format!("{reason} {}", percent(*count as f64 / all as f64)));
    let reasons = reasons.collect::<Vec<_>>().join(", ");
    let colon = if reasons.is_empty() { "" } else { ": " };
    format!("rule {}{colon}{reasons}", names.rule(&never.rule))
}

impl fmt::Display for Overlap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [one, other] = &self.experiments;
        let [people, others] = self
            .people
            .map(|people| percent(self.both as f64 / people.max(1) as f64));
        write!(
            f,
            "\"{one}\" and \"{other}\": {} people ({people} of the one, {others} of the other); ",
            number(self.both)
        )?;
        f.write_str(match self.alike {
            Alike::Yes => "their segments GO TOGETHER, so neither can be measured: give each a seed of its own",
            Alike::No => "their segments are independent",
            Alike::Unknown => "too few people to judge",
        })
    }
}

/// Writes a part, from 0 to 1, in percent.
fn percent(part: f64) -> String {
    format!("{:.1} %", part * 100.0)
}

/// Writes a number with commas between its thousands.
fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
