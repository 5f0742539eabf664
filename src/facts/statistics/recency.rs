//! When was the evidence written down? Days are whole numbers on any one calendar (days since some day).

use super::binomial::{upper_tail, wilson95};

/// A run of days, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub first: i64,
    /// Last day, not before the first.
    pub last: i64,
}

/// How dated evidence spreads over a period.
#[derive(Debug, Clone, PartialEq)]
pub struct Recency {
    /// Items dated inside the period.
    pub items: usize,
    /// Items dated outside it, which no other figure counts.
    pub outside: usize,
    /// The window's first day.
    pub window_first: i64,
    /// Items in the window that closes the period.
    pub in_window: usize,
    /// The window's share of the items; none without items.
    pub share: Option<f64>,
    /// The window's share of the days.
    pub expected_share: f64,
    /// 95% interval of `share` (Wilson 1927); none without items.
    pub share_interval: Option<(f64, f64)>,
    /// Exact upper binomial tail: so many or more in the window if items fell on any day alike.
    pub p_upper: f64,
    /// The longest time from one item to the next, in days; none below two items.
    pub largest_gap_days: Option<i64>,
    /// Days of the period before the first item; none without items.
    pub days_before_first: Option<i64>,
    /// Days of the period after the last item; none without items.
    pub days_after_last: Option<i64>,
    /// Items in each third of the period.
    pub thirds: [usize; 3],
    /// Seven-day weeks, counted from the first day, that have an item.
    pub weeks_with_evidence: usize,
    /// Where the middle item lies, 0 the first day and 1 the last; none without items.
    pub median_position: Option<f64>,
}

impl Period {
    /// Length in days.
    #[must_use]
    pub const fn days(self) -> i64 {
        self.last - self.first + 1
    }

    /// First day of the last `days` days, the last day included; never before the period.
    #[must_use]
    pub fn window_first(self, days: i64) -> i64 {
        (self.last - days + 1).max(self.first)
    }

    const fn holds(self, day: i64) -> bool {
        self.first <= day && day <= self.last
    }
}

/// Spreads evidence, in any order, over a period with a closing window of `window_days` days.
#[must_use]
pub fn recency(period: Period, window_days: i64, evidence: &[i64]) -> Recency {
    let mut days: Vec<i64> = evidence.iter().copied().filter(|day| period.holds(*day)).collect();
    days.sort_unstable();
    let items = days.len();
    let window_first = period.window_first(window_days);
    let in_window = days.iter().filter(|day| **day >= window_first).count();
    let expected_share = (period.last - window_first + 1) as f64 / period.days().max(1) as f64;
    let mut weeks: Vec<i64> = days.iter().map(|day| (day - period.first) / 7).collect();
    weeks.dedup();
    Recency {
        items,
        outside: evidence.len() - items,
        window_first,
        in_window,
        share: (items > 0).then(|| in_window as f64 / items as f64),
        expected_share,
        share_interval: wilson95(in_window, items),
        p_upper: upper_tail(in_window, items, expected_share),
        largest_gap_days: days.windows(2).map(|pair| pair[1] - pair[0]).max(),
        days_before_first: days.first().map(|day| day - period.first),
        days_after_last: days.last().map(|day| period.last - day),
        thirds: thirds(period, &days),
        weeks_with_evidence: weeks.len(),
        median_position: median(&days).map(|day| (day - period.first as f64) / (period.days() - 1).max(1) as f64),
    }
}

fn thirds(period: Period, days: &[i64]) -> [usize; 3] {
    [0, 1, 2].map(|third| {
        days.iter()
            .filter(|day| (*day - period.first) * 3 / period.days() == third)
            .count()
    })
}

fn median(sorted: &[i64]) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    Some(f64::midpoint(sorted[last / 2] as f64, sorted[last.div_ceil(2)] as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    const JUNE: Period = Period { first: 0, last: 29 };

    #[test]
    fn the_window_counts_the_last_day_in() {
        assert_eq!(JUNE.window_first(14), 16);
        let two = recency(JUNE, 14, &[16, 15]);
        assert_eq!((two.items, two.in_window), (2, 1));
    }

    #[test]
    fn no_evidence_has_no_share_and_no_gap() {
        let none = recency(JUNE, 14, &[]);
        assert_eq!(
            (none.share, none.largest_gap_days, none.median_position),
            (None, None, None)
        );
        assert!((none.p_upper - 1.0).abs() < 1e-12);
    }

    #[test]
    fn evidence_outside_the_period_is_counted_apart() {
        let some = recency(JUNE, 14, &[-1, 10, 30]);
        assert_eq!((some.items, some.outside), (1, 2));
        assert_eq!((some.days_before_first, some.days_after_last), (Some(10), Some(19)));
    }

    #[test]
    fn a_window_longer_than_the_period_is_the_period() {
        let all = recency(JUNE, 90, &[3]);
        assert_eq!((all.in_window, all.window_first), (1, 0));
        assert!((all.expected_share - 1.0).abs() < 1e-12 && (all.p_upper - 1.0).abs() < 1e-12);
    }
}
