//! Two groups, one yes-or-no outcome: Fisher's conditional table and what a reader needs beside its p-value.

use super::binomial::wilson95;
use super::distributions::hypergeometric;
use super::{TIE_SLACK, probability};

/// Two groups and how many of each were selected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TwoGroups {
    /// Selected people of the first group.
    pub first_selected: usize,
    /// People of the first group.
    pub first_n: usize,
    /// Selected people of the second group.
    pub second_selected: usize,
    /// People of the second group.
    pub second_n: usize,
}

/// The conditional test of a two-by-two table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fisher {
    /// Fisher's exact p, two-sided: the outcomes no likelier than the observed one.
    pub p_two_sided: f64,
    /// `p_two_sided` less half the probability of the observed table (Lydersen, Fagerland and Laake 2009).
    pub mid_p: f64,
    /// Probability of so few or fewer selected in the first group.
    pub p_less: f64,
    /// Probability of so many or more selected in the first group.
    pub p_greater: f64,
    /// Probability of the observed table.
    pub p_observed: f64,
    /// The smallest two-sided p that any table with these margins could give.
    pub smallest_p: f64,
    /// The smallest mid-p that any table with these margins could give: at 0.05 or more the check cannot tell.
    pub smallest_mid_p: f64,
}

impl TwoGroups {
    /// From the numbers of selected and of not selected people of each group.
    #[must_use]
    pub const fn from_cells(first: [usize; 2], second: [usize; 2]) -> Self {
        Self {
            first_selected: first[0],
            first_n: first[0] + first[1],
            second_selected: second[0],
            second_n: second[0] + second[1],
        }
    }

    /// Cells in reading order: first selected, first not, second selected, second not. A group with more selected
    /// than members counts as all selected.
    fn cells(self) -> [f64; 4] {
        let not = |n: usize, selected: usize| n.saturating_sub(selected) as f64;
        [
            self.first_selected as f64,
            not(self.first_n, self.first_selected),
            self.second_selected as f64,
            not(self.second_n, self.second_selected),
        ]
    }

    /// People in both groups.
    #[must_use]
    pub const fn n(self) -> usize {
        self.first_n + self.second_n
    }

    /// Selected people in both groups.
    #[must_use]
    pub const fn selected(self) -> usize {
        self.first_selected + self.second_selected
    }

    /// Fisher's exact test with mid-p (Fisher 1935; Lydersen, Fagerland and Laake 2009).
    #[must_use]
    pub fn fisher(self) -> Fisher {
        let table = hypergeometric(self.n(), self.selected().min(self.n()), self.first_n);
        let p_observed = table.at(self.first_selected);
        let p_two_sided = table.no_likelier_than(p_observed);
        let rarest = table.probabilities.iter().copied().fold(1.0, f64::min);
        let smallest_p = table.no_likelier_than(rarest);
        Fisher {
            p_two_sided,
            mid_p: probability(p_two_sided - p_observed / 2.0),
            p_less: table.lower(self.first_selected),
            p_greater: table.upper(self.first_selected),
            p_observed,
            smallest_p,
            smallest_mid_p: probability(smallest_p - rarest / 2.0),
        }
    }

    /// Share of the first group that was selected; none if it is empty.
    #[must_use]
    pub fn first_rate(self) -> Option<f64> {
        (self.first_n > 0).then(|| self.first_selected as f64 / self.first_n as f64)
    }

    /// Share of the second group that was selected; none if it is empty.
    #[must_use]
    pub fn second_rate(self) -> Option<f64> {
        (self.second_n > 0).then(|| self.second_selected as f64 / self.second_n as f64)
    }

    /// Lowest rate / highest rate; none when a group is empty or nobody was selected (29 CFR 1607.4 D).
    #[must_use]
    pub fn impact_ratio(self) -> Option<f64> {
        let (first, second) = (self.first_rate()?, self.second_rate()?);
        let highest = first.max(second);
        (highest > 0.0).then(|| first.min(second) / highest)
    }

    /// Selections that the first group is short of its share of all selections: n₁·m/N − a. Negative where it has more.
    #[must_use]
    pub fn first_shortfall(self) -> f64 {
        if self.n() == 0 {
            return 0.0;
        }
        let share = (self.first_n * self.selected()) as f64 / self.n() as f64;
        share - self.first_selected as f64
    }

    /// The shortfall of whichever group has the lower rate; zero or more.
    #[must_use]
    pub fn shortfall(self) -> f64 {
        self.first_shortfall().abs()
    }

    /// Whether the order of the two rates reverses when one selection moves from the favoured group to the other
    /// (Questions and Answers on the Uniform Guidelines, 1979). A draw is no reversal.
    #[must_use]
    pub fn reverses_by_one(self) -> bool {
        // Cross-multiplied, so that equal rates are equal whatever the sizes.
        let first = self.first_selected * self.second_n;
        let second = self.second_selected * self.first_n;
        let (low, low_n, high, high_n) = if first < second {
            (self.first_selected, self.first_n, self.second_selected, self.second_n)
        } else {
            (self.second_selected, self.second_n, self.first_selected, self.first_n)
        };
        first != second && high > 0 && (low + 1) * high_n > (high - 1) * low_n
    }

    /// First rate − second rate; none when a group is empty.
    #[must_use]
    pub fn difference(self) -> Option<f64> {
        Some(self.first_rate()? - self.second_rate()?)
    }

    /// 95% interval of [`Self::difference`] from the two Wilson intervals (Newcombe 1998, method 10).
    #[must_use]
    pub fn newcombe95(self) -> Option<(f64, f64)> {
        let (p1, p2) = (self.first_rate()?, self.second_rate()?);
        let (l1, u1) = wilson95(self.first_selected, self.first_n)?;
        let (l2, u2) = wilson95(self.second_selected, self.second_n)?;
        let down = ((p1 - l1).powi(2) + (u2 - p2).powi(2)).sqrt();
        let up = ((u1 - p1).powi(2) + (p2 - l2).powi(2)).sqrt();
        Some((p1 - p2 - down, p1 - p2 + up))
    }

    /// Odds of the first group / odds of the second; none where the lower odds vanish.
    #[must_use]
    pub fn odds_ratio(self) -> Option<f64> {
        let [a, b, c, d] = self.cells();
        (b * c > 0.0).then(|| a * d / (b * c))
    }

    /// Odds ratio with half a person added to each cell, finite for every table (Haldane 1956).
    #[must_use]
    pub fn odds_ratio_haldane(self) -> f64 {
        let [a, b, c, d] = self.cells().map(|cell| cell + 0.5);
        a * d / (b * c)
    }

    /// The product of the four margins; none when one of them is empty.
    fn margins(self) -> Option<f64> {
        let [a, b, c, d] = self.cells();
        let product = (a + b) * (c + d) * (a + c) * (b + d);
        (product > 0.0).then_some(product)
    }

    /// The correlation of two yes-or-no marks, −1…1; none when a margin is empty.
    #[must_use]
    pub fn phi(self) -> Option<f64> {
        let [a, b, c, d] = self.cells();
        Some((a * d - b * c) / self.margins()?.sqrt())
    }

    /// Pearson's chi-square without a correction; none when a margin is empty.
    #[must_use]
    pub fn chi_square(self) -> Option<f64> {
        Some(self.n() as f64 * self.phi()?.powi(2))
    }

    /// Chi-square with Yates' correction of 1934; none when a margin is empty.
    #[must_use]
    pub fn chi_square_yates(self) -> Option<f64> {
        let [a, b, c, d] = self.cells();
        let people = self.n() as f64;
        let distance = ((a * d - b * c).abs() - people / 2.0).max(0.0);
        Some(people * distance * distance / self.margins()?)
    }

    /// The difference of the rates in pooled standard errors, the "two standard deviations" of the courts
    /// (Castaneda v. Partida 1977); none when a margin is empty.
    #[must_use]
    pub fn standard_errors(self) -> Option<f64> {
        Some(self.phi()? * (self.n() as f64).sqrt())
    }

    /// Whether a rule of four fifths calls the lower rate a disparity by itself.
    #[must_use]
    pub fn below_four_fifths(self) -> Option<bool> {
        // 4/5 has no exact float, and a ratio of exactly four fifths is not below it.
        self.impact_ratio().map(|ratio| ratio < 0.8 * (1.0 - TIE_SLACK))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn moving_one_selection_reverses_a_narrow_gap() {
        // 1 of 5 against 2 of 6: one selection moved makes it 2 of 5 against 1 of 6.
        assert!(TwoGroups::from_cells([1, 4], [2, 4]).reverses_by_one());
        // 1 of 4 against 3 of 4 becomes a draw.
        assert!(!TwoGroups::from_cells([1, 3], [3, 1]).reverses_by_one());
        assert!(!TwoGroups::from_cells([0, 5], [0, 5]).reverses_by_one());
    }

    #[test]
    fn exactly_four_fifths_is_not_below() {
        assert_eq!(TwoGroups::from_cells([4, 6], [5, 5]).below_four_fifths(), Some(false));
        assert_eq!(TwoGroups::from_cells([3, 7], [5, 5]).below_four_fifths(), Some(true));
        assert_eq!(TwoGroups::from_cells([0, 5], [0, 5]).below_four_fifths(), None);
    }

    #[test]
    fn an_empty_group_has_no_rate_and_no_ratio() {
        let none = TwoGroups::from_cells([0, 0], [3, 4]);
        assert_eq!(
            (none.first_rate(), none.impact_ratio(), none.newcombe95()),
            (None, None, None)
        );
        assert!((none.fisher().p_two_sided - 1.0).abs() < 1e-12);
    }

    fn group() -> impl Strategy<Value = [usize; 2]> {
        [0_usize..30, 0_usize..30]
    }

    proptest! {
        #[test]
        fn swapping_the_groups_changes_no_two_sided_figure(first in group(), second in group()) {
            let (there, back) = (TwoGroups::from_cells(first, second), TwoGroups::from_cells(second, first));
            let (a, b) = (there.fisher(), back.fisher());
            prop_assert!((a.p_two_sided - b.p_two_sided).abs() < 1e-12);
            prop_assert!((a.mid_p - b.mid_p).abs() < 1e-12);
            prop_assert!((a.p_less - b.p_greater).abs() < 1e-12);
            prop_assert_eq!(there.reverses_by_one(), back.reverses_by_one());
            prop_assert_eq!(there.impact_ratio(), back.impact_ratio());
        }

        #[test]
        fn probabilities_stay_in_order(first in group(), second in group()) {
            let fisher = TwoGroups::from_cells(first, second).fisher();
            prop_assert!(0.0 <= fisher.mid_p && fisher.mid_p <= fisher.p_two_sided && fisher.p_two_sided <= 1.0);
            prop_assert!(fisher.smallest_p <= fisher.p_two_sided + 1e-12);
            prop_assert!(fisher.smallest_mid_p <= fisher.mid_p + 1e-12);
        }

        #[test]
        fn enumerating_every_choice_of_people_gives_the_same_p(a in 0_usize..4, b in 0_usize..4, c in 0_usize..4, d in 0_usize..4) {
            let groups = TwoGroups::from_cells([a, b], [c, d]);
            let n = groups.n();
            // Every way to give the selections to people; the first `first_n` people are the first group.
            let mut ways = vec![0_u32; groups.first_n + 1];
            for choice in 0_u32..1 << n {
                if choice.count_ones() as usize == groups.selected() {
                    ways[(choice & ((1 << groups.first_n) - 1)).count_ones() as usize] += 1;
                }
            }
            let total: u32 = ways.iter().sum();
            let extreme: u32 = ways.iter().filter(|w| **w <= ways[a]).sum();
            let expected = f64::from(extreme) / f64::from(total);
            prop_assert!((groups.fisher().p_two_sided - expected).abs() < 1e-12);
        }
    }
}
