//! Do two raters agree, and does one rater tell dimensions apart?

/// Two raters over the same people.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agreement {
    /// Cohen's κ with linear weights (Cohen 1968); none where chance alone would agree.
    pub kappa_linear: Option<f64>,
    /// Cohen's κ with quadratic weights; none where chance alone would agree.
    pub kappa_quadratic: Option<f64>,
    /// Share of people with the same rating from both.
    pub exact: f64,
    /// Share of people whose two ratings are at most one apart.
    pub within_one: f64,
}

/// Compares two raters, person by person; none where there is nobody.
#[must_use]
pub fn agreement(first: &[i64], second: &[i64]) -> Option<Agreement> {
    let pairs: Vec<(i64, i64)> = first.iter().copied().zip(second.iter().copied()).collect();
    if pairs.is_empty() {
        return None;
    }
    let share = |most: u64| pairs.iter().filter(|(a, b)| a.abs_diff(*b) <= most).count() as f64 / pairs.len() as f64;
    Some(Agreement {
        kappa_linear: kappa(&pairs, |distance| distance),
        kappa_quadratic: kappa(&pairs, |distance| distance * distance),
        exact: share(0),
        within_one: share(1),
    })
}

/// 1 − observed / expected disagreement. The scale's length divides both and cancels.
fn kappa(pairs: &[(i64, i64)], weight: fn(f64) -> f64) -> Option<f64> {
    let distance = |a: i64, b: i64| weight(a.abs_diff(b) as f64);
    let observed: f64 = pairs.iter().map(|(a, b)| distance(*a, *b)).sum();
    let crossed: f64 = pairs
        .iter()
        .map(|(a, _)| pairs.iter().map(|(_, b)| distance(*a, *b)).sum::<f64>())
        .sum();
    let expected = crossed / pairs.len() as f64;
    (expected > 0.0).then(|| 1.0 - observed / expected)
}

/// Whether ratings of several dimensions move as one (halo).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Halo {
    /// Mean over people of the standard deviation (n − 1) of their dimensions: near 0, no distinctions.
    pub spread_within_people: f64,
    /// Mean correlation of two dimensions; none where no two vary.
    pub mean_correlation: Option<f64>,
    /// Cronbach's α (1951); none where nobody's total differs.
    pub cronbachs_alpha: Option<f64>,
    /// Share of people rated the same in every dimension.
    pub flat_share: f64,
}

/// Halo over people (rows) and dimensions (columns); none below two people, two dimensions, or with ragged rows.
/// (Measures: Murphy, Jako and Anhalt 1993.)
#[must_use]
pub fn halo(rows: &[Vec<f64>]) -> Option<Halo> {
    let width = rows.first()?.len();
    if rows.len() < 2 || width < 2 || rows.iter().any(|row| row.len() != width) {
        return None;
    }
    let columns: Vec<Vec<f64>> = (0..width).map(|j| rows.iter().map(|row| row[j]).collect()).collect();
    let totals: Vec<f64> = rows.iter().map(|row| row.iter().sum()).collect();
    let people = rows.len() as f64;
    let parts: f64 = columns.iter().map(|column| covariance(column, column)).sum();
    let whole = covariance(&totals, &totals);
    let k = width as f64;
    let flat = rows
        .iter()
        .filter(|row| row.windows(2).all(|pair| pair[0].total_cmp(&pair[1]).is_eq()))
        .count();
    Some(Halo {
        spread_within_people: rows.iter().map(|row| covariance(row, row).sqrt()).sum::<f64>() / people,
        mean_correlation: mean_correlation(&columns),
        cronbachs_alpha: (whole > 0.0).then(|| k / (k - 1.0) * (1.0 - parts / whole)),
        flat_share: flat as f64 / people,
    })
}

/// Sample covariance (n − 1) of two equally long lists of at least two.
fn covariance(a: &[f64], b: &[f64]) -> f64 {
    let n = a.len() as f64;
    let (mean_a, mean_b) = (a.iter().sum::<f64>() / n, b.iter().sum::<f64>() / n);
    a.iter().zip(b).map(|(x, y)| (x - mean_a) * (y - mean_b)).sum::<f64>() / (n - 1.0)
}

fn mean_correlation(columns: &[Vec<f64>]) -> Option<f64> {
    let mut correlations = Vec::new();
    for (i, a) in columns.iter().enumerate() {
        for b in &columns[..i] {
            let spread = (covariance(a, a) * covariance(b, b)).sqrt();
            if spread > 0.0 {
                correlations.push(covariance(a, b) / spread);
            }
        }
    }
    (!correlations.is_empty()).then(|| correlations.iter().sum::<f64>() / correlations.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raters_who_always_agree_have_kappa_one() {
        let same = agreement(&[1, 3, 5], &[1, 3, 5]).unwrap();
        assert_eq!(
            (same.kappa_linear, same.kappa_quadratic, same.exact),
            (Some(1.0), Some(1.0), 1.0)
        );
    }

    #[test]
    fn raters_who_use_one_value_cannot_be_told_from_chance() {
        assert_eq!(agreement(&[3, 3], &[3, 3]).unwrap().kappa_linear, None);
        assert_eq!(agreement(&[], &[]), None);
    }

    #[test]
    fn halo_needs_two_people_and_two_dimensions() {
        assert_eq!(halo(&[]), None);
        assert_eq!(halo(&[vec![3.0, 4.0]]), None);
        assert_eq!(halo(&[vec![3.0], vec![4.0]]), None);
        let flat = halo(&[vec![3.0, 3.0], vec![3.0, 3.0]]).unwrap();
        assert_eq!(
            (flat.mean_correlation, flat.cronbachs_alpha, flat.flat_share),
            (None, None, 1.0)
        );
    }
}
