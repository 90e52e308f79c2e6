//! Paths to values: `name`, `a.b.[c d]`, `../name`, `@root.name`, `@index`.

/// A path, as it is written and as it is followed.
#[derive(Debug)]
pub(crate) struct Path {
    pub(crate) raw: String,
    pub(crate) from: From,
    pub(crate) names: Vec<String>,
}

/// The place at which a path begins.
#[derive(Debug)]
pub(crate) enum From {
    /// The values of the whole template.
    Root,
    /// The value of the block that many blocks further out.
    Block(usize),
    /// The variable of that name (`@index`), that many blocks further out.
    Variable(usize, String),
}

/// A step of a path as the grammar has it.
pub(crate) enum Step {
    Root,
    Local,
    Up,
    Name(String),
}

impl Path {
    pub(crate) fn new(raw: &str, steps: Vec<Step>) -> Self {
        let is_local = matches!(steps.first(), Some(Step::Local));
        let is_root = matches!(steps.first(), Some(Step::Root));
        let mut ups = 0;
        let mut names = Vec::new();
        for step in steps {
            match step {
                Step::Up => ups += 1,
                Step::Name(name) => names.push(name),
                Step::Root | Step::Local => {}
            }
        }
        let from = match (is_local, names.first()) {
            (true, Some(name)) => From::Variable(ups, name.clone()),
            (true, None) => From::Block(0),
            _ if is_root => From::Root,
            _ => From::Block(ups),
        };
        let raw = raw.into();
        Self { raw, from, names }
    }
}
