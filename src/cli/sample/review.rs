//! What happens to each person in each cycle: a rating, its calibration, and pay to the unit.

use super::organisation::Organisation;
use super::prng::Prng;

/// What pay is rounded to.
pub const ROUNDED_TO: i64 = 100;

/// One person's review in one cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Review {
    /// The recommended rating; none for who is too new.
    pub recommended: Option<u8>,
    /// The rating after calibration.
    pub decided: Option<u8>,
    /// Whether the session discussed the person.
    pub discussed: bool,
    /// Merit in tenths of a percent.
    pub merit: i64,
    /// Base pay before and after.
    pub pay: [i64; 2],
}

/// The reviews of one person, a cycle each; none for cycles before the hire and for the head of the company, whom nobody rates.
pub fn reviews(organisation: &Organisation, person: usize) -> Vec<Option<Review>> {
    let who = &organisation.people[person];
    let mut pay = who.pay;
    let review = |(cycle, quarter): (usize, &crate::cli::quarter::Quarter)| {
        if who.hired > quarter.end || who.manager.is_none() {
            return None;
        }
        let mut prng = Prng::of(organisation.seed, &[2, person as u64, cycle as u64]);
        let too_new = who.hired > quarter.start + chrono::Days::new(45);
        let recommended = (!too_new).then(|| prng.weighted(&[(5, 7), (4, 24), (3, 55), (2, 11)], 1));
        let discussed = recommended.is_some_and(|rating| rating != 3) && prng.chance(45);
        let moved = discussed && prng.chance(30);
        let decided = recommended.map(|rating| match rating {
            _ if !moved => rating,
            5 | 4 => rating - 1,
            other => other + 1,
        });
        let [low, high] = match decided {
            Some(5) => [80, 100],
            Some(4) => [50, 80],
            Some(3) => [30, 50],
            Some(2) => [0, 20],
            _ => [0, 0],
        };
        let merit = prng.between(low / 5, high / 5) * 5;
        let before = pay;
        pay = raised(before, merit);
        Some(Review {
            recommended,
            decided,
            discussed,
            merit,
            pay: [before, pay],
        })
    };
    organisation.quarters.iter().enumerate().map(review).collect()
}

/// Pay after a raise in tenths of a percent, rounded to the nearest [`ROUNDED_TO`] and half up.
fn raised(before: i64, merit: i64) -> i64 {
    let (scaled, unit) = (before * (1_000 + merit), 1_000 * ROUNDED_TO);
    (2 * scaled + unit) / (2 * unit) * ROUNDED_TO
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_raise_is_rounded_half_up() {
        assert_eq!(super::raised(98_000, 60), 103_900);
        assert_eq!(super::raised(91_000, 35), 94_200);
        assert_eq!(super::raised(50_000, 1), 50_100);
    }
}
