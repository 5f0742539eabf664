//! Counts against stated shares: the exact multinomial test, for groups too small for chi-square.

use super::{COST_CAP, Exactness, TIE_SLACK, chi_square_upper, probability};

/// Counts against the shares that a null hypothesis gives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Multinomial {
    /// Outcomes no likelier than the observed one; the chi-square's p in the approximation.
    pub p: f64,
    /// Outcomes whose chi-square is at least the observed one's.
    pub p_by_chi_square: f64,
    /// Outcomes whose likelihood ratio is at least the observed one's.
    pub p_by_likelihood_ratio: f64,
    /// Pearson's chi-square.
    pub chi_square: f64,
    /// The likelihood-ratio statistic G.
    pub likelihood_ratio: f64,
    /// Large-sample p of the chi-square.
    pub p_chi_square_approximate: f64,
    /// Outcomes counted; zero in the approximation.
    pub outcomes: usize,
    /// The smallest expected count.
    pub smallest_expected: f64,
    /// Whether every outcome was counted.
    pub exactness: Exactness,
}

/// What one category contributes for each count it may have: ln p, chi-square and G.
struct Category(Vec<[f64; 3]>);

impl Category {
    fn new(share: f64, n: usize) -> Self {
        let expected = share * n as f64;
        let mut ln_factorial = 0.0;
        Self(
            (0..=n)
                .map(|count| {
                    let k = count as f64;
                    ln_factorial += k.max(1.0).ln();
                    let g = if count == 0 { 0.0 } else { 2.0 * k * (k / expected).ln() };
                    [k * share.ln() - ln_factorial, (k - expected).powi(2) / expected, g]
                })
                .collect(),
        )
    }
}

fn plus(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}

/// The exact multinomial test of `counts` against `shares`, which are scaled to add up to one (Read and Cressie 1988,
/// on the three orders). None where there is nobody, the lengths differ, or a share is not above zero.
#[must_use]
pub fn multinomial(counts: &[usize], shares: &[f64]) -> Option<Multinomial> {
    let n: usize = counts.iter().sum();
    if n == 0 || counts.len() != shares.len() || !shares.iter().all(|share| *share > 0.0) {
        return None;
    }
    let whole: f64 = shares.iter().sum();
    let categories: Vec<Category> = shares.iter().map(|share| Category::new(share / whole, n)).collect();
    let ln_n: f64 = (1..=n).map(|k| (k as f64).ln()).sum();
    let start = [ln_n, 0.0, 0.0];
    let observed = counts
        .iter()
        .zip(&categories)
        .fold(start, |sum, (count, c)| plus(sum, c.0[*count]));
    let outcomes = outcomes(n, counts.len());
    let mut sums = [0.0; 3];
    let affordable = outcomes.is_some_and(|all| all as u128 * counts.len() as u128 <= COST_CAP);
    let approximate = chi_square_upper(observed[1], counts.len() - 1);
    if affordable {
        visit(&categories, n, start, &mut |outcome| {
            let p = outcome[0].exp();
            let extreme = [
                outcome[0] <= observed[0] + TIE_SLACK,
                outcome[1] >= observed[1] - TIE_SLACK,
                outcome[2] >= observed[2] - TIE_SLACK,
            ];
            for (sum, counts) in sums.iter_mut().zip(extreme) {
                *sum += if counts { p } else { 0.0 };
            }
        });
    } else {
        sums = [
            approximate,
            approximate,
            chi_square_upper(observed[2], counts.len() - 1),
        ];
    }
    let [p, p_by_chi_square, p_by_likelihood_ratio] = sums.map(probability);
    Some(Multinomial {
        p,
        p_by_chi_square,
        p_by_likelihood_ratio,
        chi_square: observed[1],
        likelihood_ratio: observed[2],
        p_chi_square_approximate: approximate,
        outcomes: outcomes.filter(|_| affordable).unwrap_or(0),
        smallest_expected: shares
            .iter()
            .map(|share| share / whole * n as f64)
            .fold(f64::INFINITY, f64::min),
        exactness: if affordable {
            Exactness::Exact
        } else {
            Exactness::Approximation
        },
    })
}

/// C(n + k − 1, k − 1); none where it overflows.
fn outcomes(n: usize, k: usize) -> Option<usize> {
    (1..k).try_fold(1_usize, |ways, i| Some(ways.checked_mul(n + i)? / i))
}

fn visit(categories: &[Category], people: usize, sum: [f64; 3], each: &mut impl FnMut([f64; 3])) {
    let Some((category, rest)) = categories.split_first() else {
        return;
    };
    if rest.is_empty() {
        each(plus(sum, category.0[people]));
        return;
    }
    for count in 0..=people {
        visit(rest, people - count, plus(sum, category.0[count]), each);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::statistics::binomial::sign_test;

    #[test]
    fn two_even_shares_are_the_sign_test() {
        for (up, down) in [(0, 6), (2, 8), (5, 5)] {
            let test = multinomial(&[up, down], &[1.0, 1.0]).unwrap();
            assert!((test.p - sign_test(up, down)).abs() < 1e-12);
        }
    }

    #[test]
    fn what_cannot_be_compared_has_no_test() {
        assert_eq!(multinomial(&[0, 0], &[0.5, 0.5]), None);
        assert_eq!(multinomial(&[1], &[0.5, 0.5]), None);
        assert_eq!(multinomial(&[1, 1], &[0.0, 1.0]), None);
    }

    #[test]
    fn too_many_outcomes_give_the_labelled_approximation() {
        let test = multinomial(&[40, 120, 550, 250, 40], &[2.5, 12.5, 55.0, 25.0, 7.5]).unwrap();
        assert_eq!((test.exactness, test.outcomes), (Exactness::Approximation, 0));
        assert!((test.p - test.p_chi_square_approximate).abs() < 1e-15);
    }
}
