//! Errors of templates, in this project's words: the library's own messages bring formatting code into the module.

use handlebars::{RenderError, RenderErrorReason, TemplateError, TemplateErrorReason};

use crate::error::{Error, ErrorKind};
use crate::string::concat;

/// Makes the error for a template that cannot be parsed.
pub fn unreadable(error: &TemplateError) -> Error {
    let mut detail = match error.reason() {
        TemplateErrorReason::MismatchingClosedHelper(open, close)
        | TemplateErrorReason::MismatchingClosedDecorator(open, close) => {
            concat(&["expected {{/", open, "}}, found {{/", close, "}}"])
        }
        TemplateErrorReason::InvalidParam(text) => concat(&["expected a parameter, found ", text]),
        _ => "expected a Handlebars template".into(),
    };
    if let Some((line, column)) = error.pos() {
        write_position(&mut detail, line, column);
    }
    Error::new(ErrorKind::InvalidTemplate, detail)
}

/// Makes the error for a template that asks for something it cannot have, or writes more than it may.
pub fn unusable(error: &RenderError) -> Error {
    if let RenderErrorReason::IOError(_) = error.reason() {
        let detail = "expected a template that writes less".to_owned();
        return Error::new(ErrorKind::OutputTooLarge, detail);
    }
    let (expected, found) = match error.reason() {
        RenderErrorReason::MissingVariable(Some(name)) => ("a known variable", name.as_str()),
        RenderErrorReason::HelperNotFound(name) => ("a known helper", name.as_str()),
        RenderErrorReason::PartialNotFound(name) => ("a known partial", name.as_str()),
        RenderErrorReason::DecoratorNotFound(name) => ("a known decorator", name.as_str()),
        RenderErrorReason::ParamNotFoundForIndex(name, _) => ("one more parameter", *name),
        RenderErrorReason::InvalidParamType(name) => (*name, "something else"),
        RenderErrorReason::InvalidJsonIndex(name) => ("the number of an entry", name.as_str()),
        _ => ("a template that can be written", "one that cannot"),
    };
    let mut detail = concat(&["expected ", expected, ", found ", found]);
    if let (Some(line), Some(column)) = (error.line_no, error.column_no) {
        write_position(&mut detail, line, column);
    }
    Error::new(ErrorKind::InvalidTemplate, detail)
}

fn write_position(detail: &mut String, line: usize, column: usize) {
    detail.push_str(" in line ");
    detail.push_str(&line.to_string());
    detail.push_str(", column ");
    detail.push_str(&column.to_string());
}
