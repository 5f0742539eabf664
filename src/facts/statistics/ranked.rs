//! The conditional distribution of a rank statistic when one variable's values are dealt out over the other's, with ties
//! in both: dynamic programming over how many people of each category were dealt so far.

#![allow(clippy::cast_possible_wrap)] // counts of people, far below half of what 64 bits hold

use super::COST_CAP;

/// Ways per category out of a state that the cost of a state already counts: groups of one to three equals in x.
const USUAL_WAYS: u128 = 8;

/// Two variables as ordered categories: groups of equal `x`, lowest first, and people of equal `y`.
#[derive(Debug, Clone)]
pub(crate) struct Margins {
    /// People in each group of equal x.
    pub groups: Vec<usize>,
    /// People in each category of y.
    pub categories: Vec<usize>,
}

/// What a deal adds to the statistic: `before` people of each category were dealt to lower groups, `dealt` to this one.
pub(crate) trait Statistic {
    /// The addition for group number `group`.
    fn add(&self, group: usize, before: &[usize], dealt: &[usize]) -> i64;
}

/// Probabilities of a whole-numbered statistic from `first` on.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Spread {
    pub first: i64,
    pub probabilities: Vec<f64>,
}

impl Spread {
    /// The sum over outcomes for which `counts` holds, in 0…1.
    pub fn sum_where(&self, counts: impl Fn(i64) -> bool) -> f64 {
        super::probability(
            (self.first..)
                .zip(&self.probabilities)
                .filter(|(value, _)| counts(*value))
                .map(|(_, p)| p)
                .sum(),
        )
    }

    /// The largest distance from `centre` with a probability above zero.
    pub fn farthest(&self, centre: i64) -> i64 {
        let possible = (self.first..).zip(&self.probabilities).filter(|(_, p)| **p > 0.0);
        possible.map(|(value, _)| (value - centre).abs()).max().unwrap_or(0)
    }

    /// Adds `part`, moved by `shift` and weighted.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // differences of positions in one vector
    fn gather(&mut self, part: &Self, shift: i64, weight: f64) {
        let (start, end) = (part.first + shift, part.first + shift + part.probabilities.len() as i64);
        if self.probabilities.is_empty() {
            self.first = start;
        }
        if start < self.first {
            let missing = (self.first - start) as usize;
            self.probabilities.splice(0..0, std::iter::repeat_n(0.0, missing));
            self.first = start;
        }
        let length = (end - self.first) as usize;
        if length > self.probabilities.len() {
            self.probabilities.resize(length, 0.0);
        }
        let offset = (start - self.first) as usize;
        for (target, p) in self.probabilities[offset..].iter_mut().zip(&part.probabilities) {
            *target += p * weight;
        }
    }
}

impl Margins {
    /// People.
    pub fn n(&self) -> usize {
        self.groups.iter().sum()
    }

    /// The exact distribution, or none where states × `range` is above the cost cap.
    pub fn distribution(&self, statistic: &impl Statistic, range: u128) -> Option<Spread> {
        if self.states().saturating_mul(range) > COST_CAP {
            return None;
        }
        let radix = Radix::new(&self.categories);
        let mut states = vec![
            Spread {
                first: 0,
                probabilities: Vec::new()
            };
            radix.size
        ];
        states[0] = Spread {
            first: 0,
            probabilities: vec![1.0],
        };
        let mut remaining = self.n();
        for (number, size) in self.groups.iter().enumerate() {
            let mut next = vec![
                Spread {
                    first: 0,
                    probabilities: Vec::new()
                };
                radix.size
            ];
            for (code, spread) in states.iter().enumerate().filter(|(_, s)| !s.probabilities.is_empty()) {
                let before = radix.decode(code, self.n() - remaining);
                let room: Vec<usize> = self
                    .categories
                    .iter()
                    .zip(&before)
                    .map(|(all, used)| all - used)
                    .collect();
                let whole = choose(remaining, *size);
                deals(&room, *size, &mut Vec::new(), 1.0, &mut |dealt, ways| {
                    let target = radix.encode(&before, dealt);
                    next[target].gather(spread, statistic.add(number, &before, dealt), ways / whole);
                });
            }
            states = next;
            remaining -= size;
        }
        states.into_iter().rfind(|spread| !spread.probabilities.is_empty())
    }

    /// How many states the walk meets. Where many people are equal in x, a state is left in more ways than the few that
    /// an ordinary walk has, and counts for that much more.
    fn states(&self) -> u128 {
        let ordinary = USUAL_WAYS * self.categories.len().max(1) as u128;
        let mut met = 0_u128;
        let mut dealt = 0;
        for size in &self.groups {
            let from = compositions(&self.categories, dealt);
            let ways = compositions(&self.categories, *size).div_ceil(ordinary);
            met = met.saturating_add(from.saturating_mul(ways));
            dealt += size;
        }
        met
    }
}

/// How many vectors below `limits` add up to `sum`.
pub(crate) fn compositions(limits: &[usize], sum: usize) -> u128 {
    let mut ways = vec![0_u128; sum + 1];
    ways[0] = 1;
    for limit in limits {
        let mut next = vec![0_u128; sum + 1];
        let mut window = 0_u128;
        for (total, target) in next.iter_mut().enumerate() {
            window = window.saturating_add(ways[total]);
            if total > *limit {
                window = window.saturating_sub(ways[total - limit - 1]);
            }
            *target = window;
        }
        ways = next;
    }
    ways[sum]
}

/// Binomial coefficient as a float: exact while it fits, and never needed where it would overflow.
fn choose(n: usize, k: usize) -> f64 {
    (0..k).fold(1.0, |product, i| product * (n - i) as f64 / (i + 1) as f64)
}

/// Visits every way to deal `size` people out of `room`, with the number of choices of people that do it.
fn deals(room: &[usize], size: usize, dealt: &mut Vec<usize>, ways: f64, visit: &mut impl FnMut(&[usize], f64)) {
    let Some((here, rest)) = room.split_first() else {
        visit(dealt, ways);
        return;
    };
    let elsewhere: usize = rest.iter().sum();
    for count in size.saturating_sub(elsewhere)..=size.min(*here) {
        dealt.push(count);
        deals(rest, size - count, dealt, ways * choose(*here, count), visit);
        dealt.pop();
    }
}

/// Numbers the vectors of dealt people; the largest category follows from the others and takes no digit.
struct Radix {
    weights: Vec<usize>,
    largest: usize,
    size: usize,
}

impl Radix {
    fn new(categories: &[usize]) -> Self {
        let largest = (0..categories.len()).max_by_key(|v| categories[*v]).unwrap_or(0);
        let mut size = 1;
        let mut weights = vec![0; categories.len()];
        for (v, count) in categories.iter().enumerate().filter(|(v, _)| *v != largest) {
            weights[v] = size;
            size *= count + 1;
        }
        Self { weights, largest, size }
    }

    fn encode(&self, before: &[usize], dealt: &[usize]) -> usize {
        self.weights
            .iter()
            .zip(before)
            .zip(dealt)
            .map(|((weight, a), b)| weight * (a + b))
            .sum()
    }

    fn decode(&self, code: usize, total: usize) -> Vec<usize> {
        let mut counts = vec![0; self.weights.len()];
        let mut rest = code;
        for v in (0..self.weights.len()).rev().filter(|v| *v != self.largest) {
            counts[v] = rest / self.weights[v];
            rest %= self.weights[v];
        }
        let others: usize = counts.iter().sum();
        if let Some(count) = counts.get_mut(self.largest) {
            *count = total - others;
        }
        counts
    }
}
