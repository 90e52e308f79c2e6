//! The reader of grammars in pest's notation. Its tokens are also Rust's, so `syn` reads them.

use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Ident, LitChar, LitInt, LitStr, Token, braced, parenthesized, token};

/// A rule of a grammar.
pub struct Rule {
    /// The name of the rule.
    pub name: String,
    /// The modifier, which decides what is in the tree and whether the rule skips.
    pub modifier: Modifier,
    /// The expression that the rule matches.
    pub expr: Expr,
}

/// The modifier of a rule, which decides what is in the tree and whether the rule skips.
#[derive(Clone, Copy, Eq, PartialEq)]
pub enum Modifier {
    /// `{ }`: the rule and the rules within it are in the tree.
    Normal,
    /// `_{ }`: only the rules within it are in the tree.
    Silent,
    /// `@{ }`: only the rule itself is in the tree, and nothing is skipped.
    Atomic,
    /// `${ }`: all rules are in the tree, and nothing is skipped.
    CompoundAtomic,
    /// `!{ }`: the rule skips again, even within one that does not.
    NonAtomic,
}

/// The expression that a rule matches.
#[derive(Clone)]
pub enum Expr {
    /// A text, `"text"`.
    Text(String),
    /// A character of a range, `'a'..'z'`.
    Range(char, char),
    /// Another rule, by its name.
    Name(String),
    /// A look ahead: `&x` (`true`) or `!x` (`false`).
    Look(bool, Box<Expr>),
    /// A sequence, `x ~ y`.
    Then(Box<Expr>, Box<Expr>),
    /// A choice, `x | y`.
    Or(Box<Expr>, Box<Expr>),
    /// An option, `x?`.
    Maybe(Box<Expr>),
    /// A repetition, `x*`.
    Repeat(Box<Expr>),
}

/// Reads the rules of a grammar; the error says what is wrong with it.
pub fn rules(grammar: &str) -> Result<Vec<Rule>, String> {
    match syn::parse_str(grammar) {
        Ok(Rules(rules)) => Ok(rules),
        Err(error) => Err(error.to_string()),
    }
}

struct Rules(Vec<Rule>);

impl Parse for Rules {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        // Rust reads the grammar's comments as attributes.
        Attribute::parse_inner(input)?;
        let mut rules = Vec::new();
        while !input.is_empty() {
            Attribute::parse_outer(input)?;
            rules.push(input.parse()?);
        }
        Ok(Self(rules))
    }
}

impl Parse for Rule {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = input.parse::<Ident>()?.to_string();
        input.parse::<Token![=]>()?;
        let modifier = input.parse()?;
        let body;
        braced!(body in input);
        let expr = body
            .parse()
            .and_then(|expr| {
                if body.is_empty() {
                    Ok(expr)
                } else {
                    Err(body.error("not supported"))
                }
            })
            .map_err(|error| {
                let message = format!("{error}, in the rule `{name}`");
                syn::Error::new(error.span(), message)
            })?;
        Ok(Self {
            name,
            modifier,
            expr,
        })
    }
}

impl Parse for Modifier {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(if input.parse::<Option<Token![_]>>()?.is_some() {
            Self::Silent
        } else if input.parse::<Option<Token![@]>>()?.is_some() {
            Self::Atomic
        } else if input.parse::<Option<Token![$]>>()?.is_some() {
            Self::CompoundAtomic
        } else if input.parse::<Option<Token![!]>>()?.is_some() {
            Self::NonAtomic
        } else {
            Self::Normal
        })
    }
}

impl Parse for Expr {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        input.parse::<Option<Token![|]>>()?;
        let first = sequence(input)?;
        if input.peek(Token![|]) {
            return Ok(Self::Or(Box::new(first), input.parse()?));
        }
        Ok(first)
    }
}

fn sequence(input: ParseStream<'_>) -> syn::Result<Expr> {
    let first = prefixed(input)?;
    if input.parse::<Option<Token![~]>>()?.is_some() {
        return Ok(Expr::Then(Box::new(first), Box::new(sequence(input)?)));
    }
    Ok(first)
}

fn prefixed(input: ParseStream<'_>) -> syn::Result<Expr> {
    if input.parse::<Option<Token![!]>>()?.is_some() {
        return Ok(Expr::Look(false, Box::new(prefixed(input)?)));
    }
    if input.parse::<Option<Token![&]>>()?.is_some() {
        return Ok(Expr::Look(true, Box::new(prefixed(input)?)));
    }
    let mut expr = atom(input)?;
    loop {
        let one = Box::new(expr.clone());
        expr = if input.parse::<Option<Token![?]>>()?.is_some() {
            Expr::Maybe(one)
        } else if input.parse::<Option<Token![*]>>()?.is_some() {
            Expr::Repeat(one)
        } else if input.parse::<Option<Token![+]>>()?.is_some() {
            Expr::Then(one.clone(), Box::new(Expr::Repeat(one)))
        } else if input.peek(token::Brace) {
            times(input, expr)?
        } else {
            return Ok(expr);
        };
    }
}

/// Reads the count of a fixed repetition, `x{4}`, as a sequence.
fn times(input: ParseStream<'_>, expr: Expr) -> syn::Result<Expr> {
    let count;
    braced!(count in input);
    let number: LitInt = count.parse()?;
    if !count.is_empty() {
        return Err(count.error("not supported"));
    }
    let mut all = expr.clone();
    for _ in 1..number.base10_parse::<u8>()? {
        all = Expr::Then(Box::new(expr.clone()), Box::new(all));
    }
    Ok(all)
}

fn atom(input: ParseStream<'_>) -> syn::Result<Expr> {
    if input.peek(token::Paren) {
        let inner;
        parenthesized!(inner in input);
        let expr = inner.parse()?;
        if !inner.is_empty() {
            return Err(inner.error("not supported"));
        }
        return Ok(expr);
    }
    if input.peek(LitStr) {
        return Ok(Expr::Text(input.parse::<LitStr>()?.value()));
    }
    if input.peek(LitChar) {
        let first: LitChar = input.parse()?;
        input.parse::<Token![..]>()?;
        let last: LitChar = input.parse()?;
        return Ok(Expr::Range(first.value(), last.value()));
    }
    Ok(Expr::Name(input.parse::<Ident>()?.to_string()))
}
