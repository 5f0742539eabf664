//! Days of a plan, counted from its first day. Days are whole numbers on any one calendar.

/// First days of the weeks that a plan of `length` days has begun by its end, the last week perhaps a part week.
///
/// A plan of sixty days has nine: eight whole weeks and four days.
#[must_use]
pub fn week_starts(first: i64, length: i64) -> Vec<i64> {
    (0..(length.max(0) + 6) / 7).map(|week| first + 7 * week).collect()
}

/// The days on which check-ins fall due: each so many days after the first.
#[must_use]
pub fn check_in_days(first: i64, after: &[i64]) -> Vec<i64> {
    after.iter().map(|days| first + days).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_weeks_have_no_part_week() {
        assert_eq!(week_starts(100, 14), [100, 107]);
        assert_eq!(week_starts(100, 15), [100, 107, 114]);
        assert!(week_starts(100, 0).is_empty());
    }
}
