//! Merit and bands in whole numbers, so that a figure on the page is the figure on the payslip.

use super::PartsPerMillion;

/// A raise, exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merit {
    /// Base pay before, in whole units of the currency.
    pub base: i64,
    /// The raise.
    pub percent: PartsPerMillion,
}

/// A raise is written in millionths of the currency before it is rounded.
const MILLION: i128 = 1_000_000;

impl Merit {
    /// Base pay after the raise in millionths of the currency: exact.
    #[must_use]
    pub fn after_millionths(self) -> i128 {
        i128::from(self.base) * (MILLION + i128::from(self.percent.0))
    }

    /// The raise in millionths of the currency: exact.
    #[must_use]
    pub fn increase_millionths(self) -> i128 {
        i128::from(self.base) * i128::from(self.percent.0)
    }

    /// Base pay after the raise, to the nearest `rounded_to` (1 if below), half away from zero. None where it does not
    /// fit the whole numbers.
    #[must_use]
    pub fn after(self, rounded_to: i64) -> Option<i64> {
        let step = i128::from(rounded_to.max(1));
        i64::try_from(half_away(self.after_millionths(), MILLION * step) * step).ok()
    }

    /// The raise that `after` really is, in percent; none where the base is zero.
    #[must_use]
    pub fn effective_percent(self, after: i64) -> Option<f64> {
        (self.base != 0).then(|| 100.0 * (i128::from(after) - i128::from(self.base)) as f64 / self.base as f64)
    }
}

/// `value / unit` to the nearest whole, half away from zero; `unit` is above zero.
fn half_away(value: i128, unit: i128) -> i128 {
    value.signum() * ((2 * value.abs() + unit) / (2 * unit))
}

/// A pay band.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Band {
    /// Its lower end.
    pub low: i64,
    /// Its upper end.
    pub high: i64,
}

impl Band {
    /// Halfway between the ends.
    #[must_use]
    pub fn midpoint(self) -> f64 {
        (i128::from(self.low) + i128::from(self.high)) as f64 / 2.0
    }

    /// Base / midpoint; none where the midpoint is zero.
    #[must_use]
    pub fn compa_ratio(self, base: i64) -> Option<f64> {
        let midpoint = self.midpoint();
        (midpoint != 0.0).then(|| base as f64 / midpoint)
    }

    /// (base − low) / (high − low): below 0 under the band, above 1 over it; none for a band without width.
    #[must_use]
    pub fn position(self, base: i64) -> Option<f64> {
        let above = i128::from(base) - i128::from(self.low);
        let width = i128::from(self.high) - i128::from(self.low);
        (width > 0).then(|| above as f64 / width as f64)
    }
}

/// Whether a raise lies in its rating's range, both ends included.
#[must_use]
pub fn in_range(percent: PartsPerMillion, low: PartsPerMillion, high: PartsPerMillion) -> bool {
    (low..=high).contains(&percent)
}

/// A unit's raises together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rollup {
    /// People.
    pub people: usize,
    /// Σ base, in whole units of the currency.
    pub payroll: i128,
    /// Σ raise, in millionths of the currency.
    pub increase_millionths: i128,
}

impl Rollup {
    /// Adds up raises.
    #[must_use]
    pub fn of(raises: &[Merit]) -> Self {
        Self {
            people: raises.len(),
            payroll: raises.iter().map(|raise| i128::from(raise.base)).sum(),
            increase_millionths: raises.iter().map(|raise| raise.increase_millionths()).sum(),
        }
    }

    /// Σ base·percent / Σ base, in percent: payroll-weighted, never a mean of percentages. None without payroll.
    #[must_use]
    pub fn effective_percent(self) -> Option<f64> {
        (self.payroll != 0).then(|| self.increase_millionths as f64 / self.payroll as f64 / 10_000.0)
    }

    /// What a budget of so many percent of payroll is, in millionths of the currency.
    #[must_use]
    pub fn budget_millionths(self, budget: PartsPerMillion) -> i128 {
        self.payroll * i128::from(budget.0)
    }

    /// What the raises cost beyond such a budget, in millionths of the currency; negative where some is left.
    #[must_use]
    pub fn over_budget_millionths(self, budget: PartsPerMillion) -> i128 {
        self.increase_millionths - self.budget_millionths(budget)
    }
}

/// What a share of people at each rating costs in percent of payroll, at the low end, the middle and the high end of each
/// rating's merit range, if pay does not depend on rating.
#[must_use]
pub fn pool_cost(shares: &[(PartsPerMillion, PartsPerMillion, PartsPerMillion)]) -> [f64; 3] {
    let cost = |end: fn(i128, i128) -> i128| {
        let parts = shares
            .iter()
            .map(|(share, low, high)| i128::from(share.0) * end(i128::from(low.0), i128::from(high.0)))
            .sum::<i128>();
        // Twice millionths of millionths, so that middles stay whole, back into percent.
        parts as f64 / 2e10
    };
    [
        cost(|low, _| 2 * low),
        cost(|low, high| low + high),
        cost(|_, high| 2 * high),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raise(base: i64, percent: f64) -> Merit {
        Merit {
            base,
            percent: PartsPerMillion::from_percent(percent),
        }
    }

    #[test]
    fn half_a_step_is_rounded_away_from_zero() {
        // 50 at 5% is 52.5.
        assert_eq!(raise(50, 5.0).after(1), Some(53));
        assert_eq!(raise(-50, 5.0).after(1), Some(-53));
        // 100,000 at 2.5% is 102,500: half a thousand.
        assert_eq!(raise(100_000, 2.5).after(1000), Some(103_000));
    }

    #[test]
    fn no_rounding_given_is_to_the_unit() {
        assert_eq!(raise(182_000, 7.0).after(0), Some(194_740));
    }

    #[test]
    fn pay_beyond_the_whole_numbers_is_none_and_no_overflow() {
        assert_eq!(raise(i64::MAX, 100.0).after(1), None);
    }

    #[test]
    fn a_band_without_width_has_no_position() {
        assert_eq!(Band { low: 5, high: 5 }.position(5), None);
        assert_eq!(Rollup::of(&[]).effective_percent(), None);
    }
}
