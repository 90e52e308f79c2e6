//! The variants of an experiment as sums: numbers of people, means and variances.

/// The sums of one measure over the people of a variant.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Sums {
    /// The number of people.
    pub people: u64,
    /// The sum of their values.
    pub sum: f64,
    /// The sum of the squares of their values.
    pub squares: f64,
}

/// The sums of two measures over the people of a variant: the one of interest, and one known before the exposure.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct PairSums {
    /// The measure of interest.
    pub after: Sums,
    /// The measure that was known before.
    pub before: Sums,
    /// The sum of the products of both.
    pub products: f64,
}

/// A variant: how many people it has, and the mean and variance of one person's value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Arm {
    /// The number of people.
    pub people: f64,
    /// The mean of their values.
    pub mean: f64,
    /// The variance of one value.
    pub variance: f64,
}

impl Sums {
    /// Adds the sums of other people.
    #[must_use]
    pub fn with(&self, others: &Self) -> Self {
        Self {
            people: self.people + others.people,
            sum: self.sum + others.sum,
            squares: self.squares + others.squares,
        }
    }

    fn mean(&self) -> f64 {
        self.sum / self.people as f64
    }

    /// Returns the variance of a sample.
    fn variance(&self) -> f64 {
        let people = self.people as f64;
        ((self.squares - self.sum * self.sum / people) / (people - 1.0)).max(0.0)
    }
}

impl PairSums {
    /// Returns the covariance of a sample.
    fn covariance(&self) -> f64 {
        let people = self.after.people as f64;
        (self.products - self.after.sum * self.before.sum / people) / (people - 1.0)
    }
}

impl Arm {
    /// Makes a variant of a measure that each person has or has not, such as a purchase. None without people, or with more
    /// who have it than there are.
    pub fn proportion(having: u64, people: u64) -> Option<Self> {
        let mean = having as f64 / people as f64;
        (people > 0 && having <= people).then_some(Self {
            people: people as f64,
            mean,
            variance: mean * (1.0 - mean),
        })
    }

    /// Makes a variant of a measure with any values, such as revenue. None with fewer than two people.
    pub fn mean(sums: &Sums) -> Option<Self> {
        (sums.people > 1).then(|| Self {
            people: sums.people as f64,
            mean: sums.mean(),
            variance: sums.variance(),
        })
    }

    /// Returns the variance of the mean.
    pub(crate) fn of_mean(&self) -> f64 {
        self.variance / self.people
    }
}

/// Returns the slope with which a measure follows from what was known before, over the people of both variants (CUPED).
/// None if nothing was known before that differs between people: then there is no gain.
pub fn theta(control: &PairSums, treatment: &PairSums) -> Option<f64> {
    let all = PairSums {
        after: control.after.with(&treatment.after),
        before: control.before.with(&treatment.before),
        products: control.products + treatment.products,
    };
    let variance = all.before.variance();
    (all.after.people > 1 && variance > 0.0).then(|| all.covariance() / variance)
}

/// Makes a variant of a measure from which is taken what was known before, with the slope of [`theta`].
pub fn adjusted(pair: &PairSums, theta: f64) -> Option<Arm> {
    let (after, before) = (Arm::mean(&pair.after)?, Arm::mean(&pair.before)?);
    let variance =
        after.variance + theta * theta * before.variance - 2.0 * theta * pair.covariance();
    Some(Arm {
        mean: after.mean - theta * before.mean,
        variance: variance.max(0.0),
        ..after
    })
}
