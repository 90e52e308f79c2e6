//! Handlebars' grammar with pest itself, and a description of parse trees for comparing.
//!
//! The macros work with pest and with its stand-in, whichever is called `pest` at their place of use.

#![allow(missing_docs, reason = "what a derive writes has no documentation")]

include!(concat!(env!("OUT_DIR"), "/handlebars.rs"));

/// Writes `fn described(rule: Rule, input: &str) -> Result<String, (usize, usize)>`, which returns the whole tree of an
/// input, or the line and column of the error.
#[macro_export]
macro_rules! described {
    () => {
        /// Every rule that matched with its part of the input, or the line and column of the error.
        pub fn described(rule: Rule, input: &str) -> Result<String, (usize, usize)> {
            match <Handlebars as ::pest::Parser<Rule>>::parse(rule, input) {
                Ok(pairs) => {
                    let mut tree = String::new();
                    describe(pairs, &mut tree);
                    Ok(tree)
                }
                Err(error) => match error.line_col {
                    ::pest::error::LineColLocation::Pos(place)
                    | ::pest::error::LineColLocation::Span(place, _) => Err(place),
                },
            }
        }

        fn describe(pairs: ::pest::iterators::Pairs<'_, Rule>, tree: &mut String) {
            for pair in pairs {
                let (rule, span) = (pair.as_rule(), pair.as_span());
                let (start, end) = (span.start(), span.end());
                let (line, column) = span.start_pos().line_col();
                tree.push_str(&format!("{rule:?} {start}-{end} {line}:{column} ("));
                describe(pair.into_inner(), tree);
                tree.push(')');
            }
        }
    };
}

handlebars!(pest_derive::Parser);
described!();
