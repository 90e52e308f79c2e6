//! The view of Bayes: how probable it is that one variant is better.

/// The most steps of a sum; beyond, normal distributions are as good.
const STEPS: u64 = 2_000_000;

/// Returns the probability that the proportion of the treatment is greater, each given as `(having, people)`, with the prior
/// Beta(1, 1): exact, as a sum. None with more who have it than people, or with too many people for a sum.
pub fn chance_to_beat(control: (u64, u64), treatment: (u64, u64)) -> Option<f64> {
    let counts = |(having, people): (u64, u64)| Some((having + 1, people.checked_sub(having)? + 1));
    let (control_having, control_lacking) = counts(control)?;
    let (having, lacking) = counts(treatment)?;
    // The sum has a term for each who has it in one variant: the smaller number is asked.
    if having <= control_having {
        sum(control_having, control_lacking, having, lacking)
    } else {
        let other = sum(having, lacking, control_having, control_lacking)?;
        Some(1.0 - other)
    }
}

/// Sums up the probability that a number of Beta(`c`, `d`) is greater than one of Beta(`a`, `b`), with a term for each of `c`.
fn sum(a: u64, b: u64, c: u64, d: u64) -> Option<f64> {
    if a.max(c) > STEPS {
        return None;
    }
    let [a, b, c_last, d] = [a, b, c, d].map(|count| count as f64);
    // The first term is a product; its logarithm does not underflow.
    let mut first = 0.0;
    for index in 0..a as u64 {
        first += (-d / (b + d + index as f64)).ln_1p();
    }
    // Each further term follows from the one before.
    let next = |term: f64, index: f64| {
        term + ((a + index) * (d + index) / ((index + 1.0) * (a + b + d + index))).ln()
    };
    let terms = |add: &mut dyn FnMut(f64)| {
        let mut term = first;
        for index in 0..c_last as u64 {
            add(term);
            term = next(term, index as f64);
        }
    };
    let mut greatest = f64::NEG_INFINITY;
    terms(&mut |term| greatest = greatest.max(term));
    let mut total = 0.0;
    terms(&mut |term| total += (term - greatest).exp());
    Some((greatest.exp() * total).clamp(0.0, 1.0))
}
