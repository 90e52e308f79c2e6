//! The helpers that a template calls.

use crate::template::{Call, Element, Template, Word};

impl Template {
    /// Visits the calls of helpers, also those in branches and among parameters: their names, and how many parameters
    /// each has.
    pub fn calls(&self, visit: &mut dyn FnMut(&str, usize)) {
        for part in &self.parts {
            let (call, is_block) = match &part.element {
                Element::Value(call, _) => (call, false),
                Element::Block(call) => (call, true),
                Element::Nothing | Element::Text(_) => continue,
            };
            call.visit(is_block, visit);
            for branch in [&call.template, &call.inverse].into_iter().flatten() {
                branch.calls(visit);
            }
        }
    }
}

impl Call {
    /// Visits the call, if it is one for sure, and the calls among its parameters. A name without parameters is a value.
    fn visit(&self, is_call: bool, visit: &mut dyn FnMut(&str, usize)) {
        let is_call = is_call || !self.params.is_empty() || !self.hash.is_empty();
        if let (true, Some(name)) = (is_call, self.name.name()) {
            visit(name, self.params.len());
        }
        let named = self.hash.iter().map(|(_, word)| word);
        for word in self.params.iter().chain(named) {
            if let Word::Call(inner) = word {
                inner.visit(true, visit);
            }
        }
    }
}
