//! Days, counted as the calendar counts them.

/// A day, as a count of days since 1 January 1970.
pub type Day = i64;

/// Days from 1 January 1970 to a day of the Gregorian calendar, counted year by year and month by month.
pub fn from_civil(year: i64, month: i64, day: i64) -> Day {
    let mut days = 0;
    for each in 1970..year {
        days += if leap(each) { 366 } else { 365 };
    }
    for each in year..1970 {
        days -= if leap(each) { 366 } else { 365 };
    }
    (1..month).map(|month| length(year, month)).sum::<i64>() + days + day - 1
}

fn leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn length(year: i64, month: i64) -> i64 {
    match month {
        2 if leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Year, month and day.
pub fn civil(mut day: Day) -> (i64, i64, i64) {
    let mut year = 1970;
    while day < 0 {
        year -= 1;
        day += if leap(year) { 366 } else { 365 };
    }
    while day >= if leap(year) { 366 } else { 365 } {
        day -= if leap(year) { 366 } else { 365 };
        year += 1;
    }
    let mut month = 1;
    while day >= length(year, month) {
        day -= length(year, month);
        month += 1;
    }
    (year, month, day + 1)
}

/// A day as records write it.
pub fn written(day: Day) -> String {
    let (year, month, day) = civil(day);
    format!("{year:04}-{month:02}-{day:02}")
}

/// The same day a year later; 28 February where there is no 29th.
pub fn year_later(day: Day) -> Day {
    let (year, month, day) = civil(day);
    from_civil(year + 1, month, day.min(length(year + 1, month)))
}

#[test]
fn days_are_counted_as_the_calendar_counts_them() {
    assert_eq!(from_civil(1970, 1, 1), 0);
    assert_eq!(from_civil(2000, 3, 1) - from_civil(2000, 2, 28), 2);
    assert_eq!(civil(from_civil(2026, 10, 30)), (2026, 10, 30));
    assert_eq!(written(year_later(from_civil(2024, 2, 29))), "2025-02-28");
}
