//! Errors of templates, in this project's words.

use paywall_handlebars::{Error as Wrong, Problem};

use crate::error::{Error, ErrorKind};
use crate::string::concat;

/// Makes the error for a template that cannot be parsed.
pub fn unreadable(Wrong { problem, place }: Wrong) -> Error {
    let mut detail = match &problem {
        Problem::Closed(open, close) => {
            concat(&["expected {{/", open, "}}, found {{/", close, "}}"])
        }
        Problem::Parameter(text) => concat(&["expected a parameter, found ", text]),
        _ => "expected a Handlebars template".into(),
    };
    write_position(&mut detail, place);
    Error::new(ErrorKind::InvalidTemplate, detail)
}

/// Makes the error for a template that asks for something it cannot have, or writes more than it may.
pub fn unusable(Wrong { problem, place }: Wrong) -> Error {
    let (expected, found) = match &problem {
        Problem::Full => {
            let detail = "expected a template that writes less".to_owned();
            return Error::new(ErrorKind::OutputTooLarge, detail);
        }
        Problem::Missing(Some(name)) => ("a known variable", name.as_str()),
        Problem::Helper(name) => ("a known helper", name.as_str()),
        Problem::TooFew(name) => ("one more parameter", name.as_str()),
        Problem::Entry(name) => ("the number of an entry", name.as_str()),
        _ => ("a template that can be written", "one that cannot"),
    };
    let mut detail = concat(&["expected ", expected, ", found ", found]);
    write_position(&mut detail, place);
    Error::new(ErrorKind::InvalidTemplate, detail)
}

fn write_position(detail: &mut String, (line, column): (usize, usize)) {
    if line > 0 {
        detail.push_str(" in line ");
        detail.push_str(&line.to_string());
        detail.push_str(", column ");
        detail.push_str(&column.to_string());
    }
}
