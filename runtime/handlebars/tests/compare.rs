//! Templates mean here what they mean to the Handlebars crate.

use handlebars::{
    Context, Handlebars, RenderContext, RenderErrorReason, Renderable, TemplateErrorReason,
};
use paywall_handlebars::{Asked, Language, Output, Problem, Template};
use serde_json::{Value as Json, json};

/// The answer of one library: the text, or the kind of the error, a name in it, and its place.
type Answer = Result<String, (&'static str, String, (usize, usize))>;

/// A text that grows up to a limit.
struct Text(String);

const LIMIT: usize = 4_000;

impl Output for Text {
    fn write(&mut self, text: &str) -> bool {
        let fits = self.0.len() + text.len() <= LIMIT;
        if fits {
            self.0.push_str(text);
        }
        fits
    }
}

impl handlebars::Output for Text {
    fn write(&mut self, text: &str) -> std::io::Result<()> {
        match Output::write(self, text) {
            true => Ok(()),
            false => Err(std::io::ErrorKind::WriteZero.into()),
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

fn echo(asked: &Asked<'_>) -> Json {
    let first = asked.param(0).cloned().unwrap_or_default();
    json!([first, asked.named("a"), asked.count()])
}

const LANGUAGES: [Language; 2] = [
    Language {
        strict: false,
        escape: escaped,
        helpers: &["echo"],
        answer: echo,
    },
    Language {
        strict: true,
        escape: escaped,
        helpers: &[],
        answer: echo,
    },
];

fn ours(source: &str, values: &Json, plain: bool, language: &Language) -> Answer {
    let said = |error: paywall_handlebars::Error| {
        let (kind, name) = match error.problem {
            Problem::Syntax => ("syntax", String::new()),
            Problem::Closed(open, close) => ("closed", open + "/" + &close),
            Problem::Parameter(text) => ("parameter", text),
            Problem::Missing(Some(name)) => ("missing", name),
            Problem::Missing(None) => ("other", String::new()),
            Problem::Helper(name) => ("helper", name),
            Problem::TooFew(name) => ("few", name),
            Problem::Entry(name) => ("entry", name),
            Problem::Full => ("full", String::new()),
        };
        // Nobody is told where an output was full.
        (
            kind,
            name,
            if kind == "full" { (0, 0) } else { error.place },
        )
    };
    let template = Template::read(source).map_err(said)?;
    let mut out = Text(String::new());
    template
        .write(language, values, plain, &mut out)
        .map_err(said)?;
    Ok(out.0)
}

struct Echo;

impl handlebars::HelperDef for Echo {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        call: &handlebars::Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<handlebars::ScopedJson<'rc>, handlebars::RenderError> {
        let few = RenderErrorReason::ParamNotFoundForIndex("echo", 0);
        let first = call.param(0).ok_or(few)?.value();
        let named = call.hash_get("a").map(|value| value.value());
        Ok(json!([first, named, call.params().len()]).into())
    }
}

fn theirs(source: &str, values: &Json, plain: bool, language: &Language) -> Answer {
    let template = handlebars::Template::compile(source).map_err(|error| {
        let (kind, name) = match error.reason() {
            TemplateErrorReason::MismatchingClosedHelper(open, close) => {
                ("closed", format!("{open}/{close}"))
            }
            TemplateErrorReason::InvalidParam(text) => ("parameter", text.clone()),
            _ => ("syntax", String::new()),
        };
        (kind, name, error.pos().unwrap_or_default())
    })?;
    let mut registry = Handlebars::new();
    registry.set_strict_mode(language.strict);
    registry.register_escape_fn(escaped);
    if !language.helpers.is_empty() {
        registry.register_helper("echo", Box::new(Echo));
    }
    let context = Context::from(values.clone());
    let mut render = RenderContext::new(None);
    render.set_disable_escape(plain);
    let mut out = Text(String::new());
    template
        .render(&registry, &context, &mut render, &mut out)
        .map_err(|error| {
            let (kind, name) = match error.reason() {
                RenderErrorReason::MissingVariable(Some(name)) => ("missing", name.clone()),
                RenderErrorReason::HelperNotFound(name) => ("helper", name.clone()),
                RenderErrorReason::ParamNotFoundForIndex(name, _) => ("few", (*name).to_owned()),
                RenderErrorReason::InvalidJsonIndex(name) => ("entry", name.clone()),
                // A flag that finds no room is said in other words there.
                RenderErrorReason::IOError(_) | RenderErrorReason::Other(_) => {
                    ("full", String::new())
                }
                _ => ("other", String::new()),
            };
            let place = (
                error.line_no.unwrap_or_default(),
                error.column_no.unwrap_or_default(),
            );
            (kind, name, if kind == "full" { (0, 0) } else { place })
        })?;
    Ok(out.0)
}

fn values() -> Json {
    json!({
        "a": "x<&>", "b": 0, "c": true, "n": null, "f": 1.5, "big": 18_446_744_073_709_551_615_u64, "neg": -3,
        "list": [1, "two", {"a": "in", "list": [[], [4, 5]]}, [7, 8], null, false],
        "map": {"k": "v", "a": {"b": {"c": "deep"}}, "1": "one"},
        "none": [], "empty": {}, "text": "", "log": "helper", "number": "1.5", "this": "own",
    })
}

/// Asserts that both libraries answer alike, for each use of a template.
fn compare(source: &str) {
    let values = values();
    for language in &LANGUAGES {
        for plain in [false, true] {
            let (ours, theirs) = (
                ours(source, &values, plain, language),
                theirs(source, &values, plain, language),
            );
            assert_eq!(ours, theirs, "{source:?}, strict: {}", language.strict);
        }
    }
}

/// The pieces of which templates are put together.
const PIECES: &[&str] = &[
    "a",
    "b",
    "c",
    "n",
    "f",
    "big",
    "neg",
    "list",
    "map",
    "none",
    "empty",
    "text",
    "log",
    "number",
    "this",
    "nobody",
    "{{",
    "}}",
    "{{{",
    "}}}",
    "{{{{raw}}}}",
    "{{{{/raw}}}}",
    "{{~",
    "~}}",
    "{{&a}}",
    "{{{a}}}",
    "{{a}}",
    "{{~a~}}",
    "{{list}}",
    "{{map}}",
    "{{map.a.b.c}}",
    "{{list.[2].a}}",
    "{{list.0}}",
    "{{list.x}}",
    "{{map/k}}",
    "{{./a}}",
    "{{this.a}}",
    "{{@root.a}}",
    "{{../a}}",
    "{{../../a}}",
    "{{@index}}",
    "{{@key}}",
    "{{@first}}",
    "{{@last}}",
    "{{@../index}}",
    "{{@../key}}",
    "{{this}}",
    "{{@this}}",
    "{{v}}",
    "{{k}}",
    "{{v.a}}",
    "{{v.list}}",
    "{{../v}}",
    "{{#if a}}",
    "{{#if b}}",
    "{{#if b includeZero=true}}",
    "{{else}}",
    "{{^}}",
    "{{else if c}}",
    "{{~else~}}",
    "{{else if (eq a b)}}",
    "{{~else if b~}}",
    "{{/if}}",
    "{{~/if~}}",
    "{{#unless b}}",
    "{{/unless}}",
    "{{#each list}}",
    "{{#each map}}",
    "{{#each list as |v|}}",
    "{{#each map as |v k|}}",
    "{{#each none}}",
    "{{#each this}}",
    "{{#each (lookup map \"a\") as |v k|}}",
    "{{else each map}}",
    "{{/each}}",
    "{{#with map}}",
    "{{#with map as |v|}}",
    "{{#with a as |v|}}",
    "{{#with (lookup list 2) as |v|}}",
    "{{/with}}",
    "{{lookup map \"k\"}}",
    "{{lookup list 1}}",
    "{{lookup list @index}}",
    "{{lookup map}}",
    "{{len list}}",
    "{{len text}}",
    "{{len}}",
    "{{eq a 'x<&>'}}",
    "{{eq b}}",
    "{{gt big neg}}",
    "{{lte f \"1.5\"}}",
    "{{#gt f 1}}",
    "{{/gt}}",
    "{{and a b}}",
    "{{or (not a) c}}",
    "{{not}}",
    "{{echo a a=b}}",
    "{{echo (echo f) a=(len list)}}",
    "{{echo}}",
    "{{#echo a}}",
    "{{/echo}}",
    "{{echo [1,{\"a\":2}]}}",
    "{{echo 'a\"b\\'c'}}",
    "{{echo \"\\u0041\\n\"}}",
    "{{(lookup map \"k\")}}",
    "{{(if a)}}",
    "{{nobody a}}",
    "{{log a}}",
    "{{!c}}",
    "{{!-- {{c}} --}}",
    "\n",
    "  \n",
    " ",
    "\r\n\t",
    "\\{{a}}",
    "\\\\{{a}}",
    "<é&>",
    "{{a.b.c",
];

/// Puts a template together, most often with blocks that are closed.
fn template(random: &mut fastrand::Rng, depth: usize) -> String {
    let mut out = String::new();
    for _ in 0..random.usize(..7) {
        let piece = PIECES[random.usize(..PIECES.len())];
        let name = piece
            .strip_prefix("{{#")
            .and_then(|rest| rest.split([' ', '}']).next());
        match name {
            Some(name) if random.u8(..40) > 0 => {
                if depth == 0 {
                    continue;
                }
                out += piece;
                out += &template(random, depth - 1);
                for _ in 0..random.usize(..2) {
                    out += "{{else if b}}";
                    out += &template(random, depth - 1);
                }
                if random.bool() {
                    out += ["{{else}}", "\n {{~else}} \n", "{{^}}"][random.usize(..3)];
                    out += &template(random, depth - 1);
                }
                out += &format!("{{{{/{name}}}}}");
            }
            _ => {
                let is_odd = piece.starts_with("{{/")
                    || piece.starts_with("{{else")
                    || !piece.contains("}}");
                if !is_odd || random.u8(..12) == 0 || piece.trim().is_empty() {
                    out += piece;
                }
            }
        }
    }
    out
}

/// Returns whether a template may have partials or decorators, which the module refuses before it reads one.
fn has_others(source: &str) -> bool {
    let mut tags = source.split("{{").skip(1);
    tags.any(|tag| {
        tag.trim_start_matches([' ', '\t', '\n', '\r', '~', '#', '{'])
            .starts_with(['>', '*'])
    })
}

#[test]
fn each_piece_means_what_it_means_to_handlebars() {
    for piece in PIECES {
        compare(piece);
    }
}

#[test]
fn blocks_names_and_literals_mean_the_same() {
    for source in [
        "{{#if a}}\n  x\n{{else}}\n  y\n{{/if}}\nz",
        "{{#each list}}{{@index}}:{{#with this}}{{@index}}{{@last}}{{../a}}{{/with}},{{/each}}",
        "{{#each map as |v v|}}{{v}}{{/each}}{{#each list as |v k|}}{{k}}{{v.a}}{{k.a}}{{/each}}",
        "{{#each list as |v|}}{{#each v as |w|}}{{w}}{{v}}{{../this}}{{/each}}{{/each}}",
        "{{#if a}}{{^}}{{else if b}}{{/if}}",
        "{{#each list}}{{list.x}}{{/each}}",
        "{{#if (nobody a)}}{{/if}}",
        "{{#if}}{{/if}}{{#unless}}{{/unless}}",
        "{{#unless}}{{/unless}}",
        "{{#with}}{{/with}}",
        "{{lookup}}",
        "{{#lookup list 1}}x{{/lookup}}",
        "{{#a}}{{/b}}",
        "line\n  {{#if}}",
        "{{echo ['a']}}",
        "{{echo 1e5}} {{echo 1E5}} {{echo -0}}",
        "{{{a}}}{{a}}",
        "{{{{raw}}}}  {{a}} \\{{{{ x {{{{/raw}}}} y",
        "{{{{echo a}}}} {{a}} {{{{/echo}}}}",
        "{{#each none}}x{{else}}y{{/each}}{{#each empty}}x{{/each}}{{#each a}}x{{/each}}",
        "{{echo a a=1 a=2}}",
        "{{(log a)}}{{(with nobody)}}",
        "{{gt 1 nobody}}",
    ] {
        compare(source);
    }
}

#[test]
fn templates_of_every_syntax_mean_the_same() {
    // Those with which the grammar is compared with pest.
    let known = include_str!("../../grammar/official/compare/tests/templates.json");
    let known: Vec<String> = serde_json::from_str(known).expect("texts");
    for source in known.iter().filter(|source| !has_others(source)) {
        compare(source);
    }
}

#[test]
fn numbers_are_compared_alike() {
    let numbers = [
        "0",
        "-0",
        "1",
        "-1",
        "1.5",
        "-1.5",
        "18446744073709551615",
        "18446744073709551616",
        "-9223372036854775808",
        "1E300",
        "-1E300",
        "9007199254740993",
        "9007199254740992.0",
        "0.1",
        "\"1\"",
        "\" 1\"",
        "\"1.50\"",
        "\"x\"",
        "\"-\"",
        "null",
        "true",
        "false",
        "[]",
    ];
    for one in numbers {
        for other in numbers {
            for name in ["gt", "gte", "lt", "lte", "eq", "ne"] {
                compare(&format!("{{{{{name} {one} {other}}}}}"));
            }
        }
    }
}

#[test]
fn templates_put_together_mean_the_same() {
    let mut random = fastrand::Rng::with_seed(1);
    for _ in 0..1_000 {
        compare(&template(&mut random, 3));
    }
}
