//! Are people of every group selected as often? The test of a table, the four fifths, and what one person would change.

use super::check::{Reason, Strength, Verdict};
use super::figures::{GroupRate, Interval, RateFigures};
use crate::facts::statistics::fisher::TwoGroups;
use crate::facts::statistics::freeman_halton::freeman_halton;
use crate::facts::statistics::{Exactness, is_rare};

/// With more than this many on the rarer side, the rarest table of three groups or more is rare for certain.
const FEW: usize = 12;

/// p of a table, exact and mid-p, with the smallest mid-p that its margins allow.
struct TableTest {
    p: f64,
    mid_p: f64,
    smallest_mid_p: f64,
    exactness: Exactness,
}

/// Compares the rates of two groups or more, none of them empty.
pub(super) fn rates(from: Option<u32>, groups: Vec<GroupRate>, unstated: usize) -> (Verdict, RateFigures) {
    let test = test(&groups);
    let (lowest, highest) = ends(&groups);
    let pair = pair(&groups[lowest], &groups[highest]);
    let figures = RateFigures {
        from,
        unstated,
        lowest,
        highest,
        difference: pair.difference().unwrap_or_default(),
        interval: pair.newcombe95().map(|(low, high)| Interval { low, high }),
        impact_ratio: pair.impact_ratio(),
        shortfall: pair.first_shortfall().max(0.0),
        reverses_by_one: pair.reverses_by_one(),
        fisher_p: test.p,
        mid_p: test.mid_p,
        exactness: test.exactness,
        groups,
    };
    let selected: usize = figures.groups.iter().map(|group| group.selected).sum();
    let n: usize = figures.groups.iter().map(|group| group.n).sum();
    let four_fifths = pair.below_four_fifths() == Some(true) && figures.shortfall >= 1.0 && !figures.reverses_by_one;
    let verdict = if selected == 0 || selected == n {
        Verdict::CannotTell(Reason::AllAlike)
    } else if !is_rare(test.smallest_mid_p) {
        Verdict::CannotTell(Reason::NothingRarePossible)
    } else if is_rare(test.mid_p) || four_fifths {
        Verdict::Flag(Strength::Strong)
    } else {
        Verdict::NoFlag
    };
    (verdict, figures)
}

fn pair(first: &GroupRate, second: &GroupRate) -> TwoGroups {
    TwoGroups {
        first_selected: first.selected,
        first_n: first.n,
        second_selected: second.selected,
        second_n: second.n,
    }
}

/// The positions of the lowest and the highest rate: two different groups, also where all rates are equal.
fn ends(groups: &[GroupRate]) -> (usize, usize) {
    let mut order: Vec<usize> = (0..groups.len()).collect();
    // Cross-multiplied, so that equal rates are equal whatever the sizes.
    order.sort_by_key(|at| {
        let others = groups.iter().enumerate().filter(|(other, _)| other != at);
        others
            .filter(|(_, other)| groups[*at].selected * other.n > other.selected * groups[*at].n)
            .count()
    });
    (
        order.first().copied().unwrap_or_default(),
        order.last().copied().unwrap_or_default(),
    )
}

fn test(groups: &[GroupRate]) -> TableTest {
    if let [first, second] = groups {
        let fisher = pair(first, second).fisher();
        return TableTest {
            p: fisher.p_two_sided,
            mid_p: fisher.mid_p,
            smallest_mid_p: fisher.smallest_mid_p,
            exactness: Exactness::Exact,
        };
    }
    let rows: Vec<Vec<usize>> = groups.iter().map(|g| vec![g.selected, g.n - g.selected]).collect();
    let test = freeman_halton(&rows);
    TableTest {
        p: test.p,
        mid_p: test.mid_p,
        smallest_mid_p: smallest_mid_p(groups),
        exactness: test.exactness,
    }
}

/// The smallest mid-p of three groups or more: the rarest tables fill one group, then the smallest of the others.
fn smallest_mid_p(groups: &[GroupRate]) -> f64 {
    let selected: usize = groups.iter().map(|group| group.selected).sum();
    let n: usize = groups.iter().map(|group| group.n).sum();
    let rare = selected.min(n - selected);
    if rare > FEW {
        return 0.0;
    }
    let fill = |first: usize| {
        let mut order: Vec<usize> = (0..groups.len()).collect();
        order.sort_by_key(|at| (*at != first, groups[*at].n));
        let mut left = rare;
        let mut rows = vec![Vec::new(); groups.len()];
        for at in order {
            let taken = left.min(groups[at].n);
            left -= taken;
            rows[at] = vec![taken, groups[at].n - taken];
        }
        freeman_halton(&rows).mid_p
    };
    (0..groups.len()).map(fill).fold(1.0, f64::min)
}
