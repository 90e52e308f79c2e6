//! The translation of rules into the table. Each form means the same as in pest: whitespace is
//! skipped at the same places.

use crate::read::{Expr, Modifier, Rule};
use crate::table::{Node, Table};

/// The name of the built-in rule that matches at the end of the input.
const END: &str = "EOI";
/// The name of the rule that is skipped between the parts of sequences.
const WHITESPACE: &str = "WHITESPACE";

/// A grammar as data.
pub struct Grammar {
    /// The names of `enum Rule`, in order; the number of a name is its position in the table.
    pub rules: Vec<String>,
    /// True if the first rule is the built-in `EOI`.
    pub has_end: bool,
    /// The nodes, the rules first.
    pub table: Table,
    /// The position of the node that is skipped implicitly.
    pub skip: usize,
}

/// Makes a table of a grammar's rules; the error names a form that is not supported.
pub fn lower(rules: &[Rule]) -> Result<Grammar, String> {
    let has_end = rules.iter().any(|rule| names_end(&rule.expr));
    let end = has_end.then(|| END.to_owned());
    let names: Vec<String> = end
        .into_iter()
        .chain(rules.iter().map(|rule| rule.name.clone()))
        .collect();
    let mut lowering = Lowering {
        table: Table::new(names.len()),
        rules: names,
        atomic: false,
    };
    if has_end {
        let end = lowering.table.place(Node::End);
        lowering.table.set(0, Node::Rule(END.to_owned(), end));
    }
    for rule in rules {
        let node = lowering
            .rule(rule)
            .map_err(|what| format!("{what} is not supported, in the rule `{}`", rule.name))?;
        if let Some(place) = lowering.find(&rule.name) {
            lowering.table.set(place, node);
        }
    }
    let skip = match lowering.find(WHITESPACE) {
        Some(place) => lowering.table.repeat(place),
        None => lowering.table.place(Node::Empty),
    };
    lowering.table.guard();
    Ok(Grammar {
        rules: lowering.rules,
        has_end,
        table: lowering.table,
        skip,
    })
}

/// The translation of one grammar.
struct Lowering {
    table: Table,
    rules: Vec<String>,
    /// True if the current rule never skips, which makes repetitions simpler.
    atomic: bool,
}

impl Lowering {
    fn find(&self, name: &str) -> Option<usize> {
        self.rules.iter().position(|rule| rule == name)
    }

    fn rule(&mut self, rule: &Rule) -> Result<Node, String> {
        if rule.name == "COMMENT" {
            return Err("skipping comments".to_owned());
        }
        let whitespace = rule.name == WHITESPACE;
        self.atomic =
            whitespace || matches!(rule.modifier, Modifier::Atomic | Modifier::CompoundAtomic);
        if rule.modifier == Modifier::Silent && !whitespace {
            return self.node(&rule.expr);
        }
        let mut body = self.place(&rule.expr)?;
        if whitespace && matches!(rule.modifier, Modifier::Normal | Modifier::NonAtomic) {
            body = self.table.place(Node::Atomic("Atomic", body));
        }
        Ok(self.modified(rule, body))
    }

    /// Returns a rule's body with its modifier. A compound rule is itself in the tree; the parts of
    /// an atomic one are not.
    fn modified(&mut self, rule: &Rule, body: usize) -> Node {
        let named = |body| Node::Rule(rule.name.clone(), body);
        match rule.modifier {
            // Any other silent rule has no node of its own.
            Modifier::Silent => Node::Atomic("Atomic", body),
            Modifier::Normal => named(body),
            Modifier::Atomic => named(self.table.place(Node::Atomic("Atomic", body))),
            Modifier::CompoundAtomic => {
                Node::Atomic("CompoundAtomic", self.table.place(named(body)))
            }
            Modifier::NonAtomic => Node::Atomic("NonAtomic", self.table.place(named(body))),
        }
    }

    /// Returns the position of an expression's node.
    fn place(&mut self, expr: &Expr) -> Result<usize, String> {
        if let Expr::Name(name) = expr
            && let Some(place) = self.find(name)
        {
            return Ok(place);
        }
        if let Expr::Repeat(item) = expr
            && self.atomic
        {
            let item = self.place(item)?;
            return Ok(self.table.repeat(item));
        }
        let node = self.node(expr)?;
        Ok(self.table.place(node))
    }

    /// Returns the node of an expression.
    fn node(&mut self, expr: &Expr) -> Result<Node, String> {
        Ok(match expr {
            Expr::Text(text) => Node::Text(text.clone()),
            Expr::Range(first, last) => Node::Range(*first, *last),
            Expr::Name(name) => self.named(name)?,
            Expr::Look(wanted, expr) => Node::Look(*wanted, self.place(expr)?),
            Expr::Then(first, rest) => Node::Then(self.place(first)?, self.place(rest)?),
            Expr::Or(first, second) => Node::Or(self.place(first)?, self.place(second)?),
            Expr::Maybe(expr) => Node::Maybe(self.place(expr)?, self.table.place(Node::Empty)),
            Expr::Repeat(item) => {
                let item = self.place(item)?;
                Node::Maybe(item, self.again(item))
            }
        })
    }

    /// Returns the position of the node behind the first match of a repeated item. If the rule skips, whitespace counts
    /// only before a match.
    fn again(&mut self, item: usize) -> usize {
        if self.atomic {
            return self.table.repeat(item);
        }
        let nothing = self.table.place(Node::Empty);
        let spaced = self.table.place(Node::Then(nothing, item));
        self.table.repeat(spaced)
    }

    /// Returns the node of a built-in rule. The name of a rule of the grammar comes here too, when it is all that
    /// another rule matches; it is not supported.
    fn named(&mut self, name: &str) -> Result<Node, String> {
        let ranges: &[(char, char)] = match name {
            "ANY" => return Ok(Node::Any),
            "ASCII_DIGIT" => &[('0', '9')],
            "ASCII_HEX_DIGIT" => &[('0', '9'), ('a', 'f'), ('A', 'F')],
            "ASCII_ALPHA" => &[('a', 'z'), ('A', 'Z')],
            "ASCII_ALPHANUMERIC" => &[('a', 'z'), ('A', 'Z'), ('0', '9')],
            _ => return Err(format!("`{name}`")),
        };
        self.class(ranges)
            .ok_or_else(|| format!("an empty `{name}`"))
    }

    /// Returns the node that matches one character of several ranges.
    fn class(&mut self, ranges: &[(char, char)]) -> Option<Node> {
        let (&(first, last), rest) = ranges.split_first()?;
        let range = Node::Range(first, last);
        let Some(rest) = self.class(rest) else {
            return Some(range);
        };
        Some(Node::Or(self.table.place(range), self.table.place(rest)))
    }
}

/// Returns whether an expression uses the built-in rule `EOI`.
fn names_end(expr: &Expr) -> bool {
    match expr {
        Expr::Name(name) => name == END,
        Expr::Text(_) | Expr::Range(..) => false,
        Expr::Look(_, expr) | Expr::Maybe(expr) | Expr::Repeat(expr) => names_end(expr),
        Expr::Then(first, rest) | Expr::Or(first, rest) => names_end(first) || names_end(rest),
    }
}

#[cfg(test)]
mod tests {
    use super::lower;
    use crate::read;

    fn refusal(grammar: &str) -> String {
        read::rules(grammar)
            .and_then(|rules| lower(&rules))
            .err()
            .unwrap()
    }

    #[test]
    fn what_is_not_supported_is_named_with_its_rule() {
        for (grammar, what) in [
            ("a = { PUSH(\"x\") }", "not supported, in the rule `a`"),
            (
                "a = { \"x\" ~ PEEK }",
                "`PEEK` is not supported, in the rule `a`",
            ),
            ("a = { \"x\"{2,} }", "not supported, in the rule `a`"),
            (
                "a = { SOI ~ \"x\" }",
                "`SOI` is not supported, in the rule `a`",
            ),
            (
                "a = { LETTER+ }",
                "`LETTER` is not supported, in the rule `a`",
            ),
            (
                "b = { \"x\" } a = _{ b }",
                "`b` is not supported, in the rule `a`",
            ),
            (
                "COMMENT = _{ \"#\" }",
                "skipping comments is not supported, in the rule `COMMENT`",
            ),
        ] {
            assert_eq!(refusal(grammar), what, "{grammar}");
        }
    }
}
