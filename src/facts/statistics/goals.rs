//! Scores of goals: of a key result by its numbers, and of what stands above it by weights.

/// How far a measured key result came.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Measured {
    /// The way from start to target has a length.
    Ratio {
        /// (value − from) / (to − from), not cut: above 1 is more than was aimed for, below 0 a step back.
        raw: f64,
    },
    /// Start and target are one number: there is only reached or not.
    Reached(bool),
}

impl Measured {
    /// The score, 0…1.
    #[must_use]
    pub fn score(self) -> f64 {
        match self {
            Self::Ratio { raw } => raw.clamp(0.0, 1.0),
            Self::Reached(reached) => f64::from(u8::from(reached)),
        }
    }
}

/// Measures a key result that should go from `from` to `to` and stands at `value`; falling targets work alike. None
/// where a number is not finite.
#[must_use]
pub fn measure(from: f64, to: f64, value: f64) -> Option<Measured> {
    if ![from, to, value].iter().all(|number| number.is_finite()) {
        return None;
    }
    let way = to - from;
    Some(if way == 0.0 {
        Measured::Reached(value >= to)
    } else {
        Measured::Ratio {
            raw: (value - from) / way,
        }
    })
}

/// Weighted mean of (score, weight); none where no weight is above zero. Weights at or below zero do not count.
#[must_use]
pub fn weighted_mean(scores: &[(f64, f64)]) -> Option<f64> {
    let counted = || scores.iter().filter(|(_, weight)| *weight > 0.0);
    let whole: f64 = counted().map(|(_, weight)| weight).sum();
    (whole > 0.0).then(|| counted().map(|(score, weight)| score * weight).sum::<f64>() / whole)
}

/// Mean of scores; none where there is none.
#[must_use]
pub fn mean(scores: &[f64]) -> Option<f64> {
    (!scores.is_empty()).then(|| scores.iter().sum::<f64>() / scores.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_that_is_the_start_is_reached_or_not() {
        assert_eq!(measure(0.0, 0.0, 0.0), Some(Measured::Reached(true)));
        assert_eq!(measure(5.0, 5.0, 4.0).map(Measured::score), Some(0.0));
    }

    #[test]
    fn a_number_that_is_none_has_no_score() {
        assert_eq!(measure(0.0, f64::NAN, 1.0), None);
        assert_eq!(measure(0.0, f64::INFINITY, 1.0), None);
    }

    #[test]
    fn no_results_are_no_score_and_never_zero() {
        assert_eq!(weighted_mean(&[]), None);
        assert_eq!(weighted_mean(&[(0.5, 0.0)]), None);
        assert_eq!(mean(&[]), None);
    }
}
