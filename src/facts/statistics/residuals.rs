//! Ratings against goal scores: a straight line through both, and who lies far from it.

/// An ordinary least-squares line and the distance of each person from it.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Rise of y for one of x.
    pub slope: f64,
    /// y at x = 0.
    pub intercept: f64,
    /// Each person's y less the line's, in the order given.
    pub residuals: Vec<f64>,
    /// Standard deviation of the residuals (n − 2); none at two people.
    pub residual_sd: Option<f64>,
}

impl Line {
    /// The places of the people who lie further from the line than `limit`, either way.
    #[must_use]
    pub fn farther_than(&self, limit: f64) -> Vec<usize> {
        self.residuals
            .iter()
            .enumerate()
            .filter(|(_, r)| r.abs() > limit)
            .map(|(place, _)| place)
            .collect()
    }
}

/// Fits y to x by least squares (Legendre 1805); none where x does not vary or the lengths differ.
#[must_use]
pub fn line(x: &[f64], y: &[f64]) -> Option<Line> {
    if x.len() != y.len() || x.is_empty() {
        return None;
    }
    let n = x.len() as f64;
    let (mean_x, mean_y) = (x.iter().sum::<f64>() / n, y.iter().sum::<f64>() / n);
    let spread: f64 = x.iter().map(|v| (v - mean_x).powi(2)).sum();
    if spread <= 0.0 {
        return None;
    }
    let slope = x.iter().zip(y).map(|(a, b)| (a - mean_x) * (b - mean_y)).sum::<f64>() / spread;
    let intercept = mean_y - slope * mean_x;
    let residuals: Vec<f64> = x.iter().zip(y).map(|(a, b)| b - (intercept + slope * a)).collect();
    let squares: f64 = residuals.iter().map(|r| r * r).sum();
    Some(Line {
        slope,
        intercept,
        residual_sd: (n > 2.0).then(|| (squares / (n - 2.0)).sqrt()),
        residuals,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_on_a_line_have_no_residuals() {
        let line = line(&[0.0, 1.0, 2.0], &[1.0, 3.0, 5.0]).unwrap();
        assert!((line.slope - 2.0).abs() < 1e-12 && (line.intercept - 1.0).abs() < 1e-12);
        assert!(line.farther_than(1e-9).is_empty());
    }

    #[test]
    fn equal_scores_draw_no_line() {
        assert_eq!(line(&[0.7, 0.7], &[3.0, 4.0]), None);
        assert_eq!(line(&[], &[]), None);
    }
}
