//! Many checks at once: p-values adjusted for how many there were.

/// Holm's adjusted p-values, monotone and at most one, in the order given (Holm 1979).
#[must_use]
pub fn holm(p: &[f64]) -> Vec<f64> {
    let order = rising(p);
    let mut adjusted = vec![0.0; p.len()];
    let mut floor = 0.0_f64;
    for (rank, index) in order.into_iter().enumerate() {
        floor = floor.max((p.len() - rank) as f64 * p[index]).min(1.0);
        adjusted[index] = floor;
    }
    adjusted
}

/// Adjusted p-values that hold the share of false discoveries (Benjamini and Hochberg 1995), in the order given.
#[must_use]
pub fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    let order = rising(p);
    let mut adjusted = vec![0.0; p.len()];
    let mut ceiling = 1.0_f64;
    for (rank, index) in order.into_iter().enumerate().rev() {
        ceiling = ceiling.min(p.len() as f64 / (rank + 1) as f64 * p[index]);
        adjusted[index] = ceiling;
    }
    adjusted
}

/// Indices from the smallest p to the largest, equal ones in the order given.
fn rising(p: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*a].total_cmp(&p[*b]));
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn no_checks_give_no_values() {
        assert!(holm(&[]).is_empty() && benjamini_hochberg(&[]).is_empty());
    }

    proptest! {
        #[test]
        fn adjusting_never_lowers_a_p_value(p in prop::collection::vec(0.0_f64..=1.0, 0..20)) {
            let (strict, mild) = (holm(&p), benjamini_hochberg(&p));
            for i in 0..p.len() {
                prop_assert!(strict[i] >= p[i] && strict[i] <= 1.0);
                prop_assert!(mild[i] >= p[i] - 1e-15 && mild[i] <= strict[i] + 1e-15);
                for j in 0..p.len() {
                    prop_assert!(p[i] > p[j] || strict[i] <= strict[j]);
                }
            }
        }
    }
}
