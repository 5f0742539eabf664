//! The conditional distribution of a rank statistic when one variable's values are dealt out over the other's, with ties
//! in both: dynamic programming over how many people of each category were dealt so far.
//!
//! The lower and the upper half of the people are dealt on their own and meet in the middle: each half's statistic has a
//! quarter of the range, and tails of the sum follow from running sums without ever forming its distribution.

#![allow(
    clippy::cast_possible_wrap,
    reason = "counts of people, far below half of what 64 bits hold"
)]

use super::{COST_CAP, probability};

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

/// A statistic that adds up over deals.
pub(crate) trait Statistic: Sync {
    /// What dealing to group `group` adds when `before` people of each category were dealt to lower groups.
    fn upward(&self, group: usize, before: &[usize], dealt: &[usize]) -> i64;
    /// The same, dealt from the highest group down: `after` were dealt to higher groups.
    fn downward(&self, group: usize, after: &[usize], dealt: &[usize]) -> i64;
    /// What lies between people dealt to the lower half and people dealt to the upper half.
    fn across(&self, lower: &[usize], upper: &[usize]) -> i64;
}

/// Probabilities of a whole-numbered statistic from `first` on.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Spread {
    pub first: i64,
    pub probabilities: Vec<f64>,
}

impl Spread {
    const NONE: Self = Self {
        first: 0,
        probabilities: Vec::new(),
    };

    /// The outcome zero for certain.
    fn zero() -> Self {
        Self {
            first: 0,
            probabilities: vec![1.0],
        }
    }

    /// The largest outcome; meaningless for an empty spread.
    fn last(&self) -> i64 {
        self.first + self.probabilities.len() as i64 - 1
    }

    /// Zeros between two outcomes.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the last outcome is not before the first"
    )]
    fn between(first: i64, last: i64) -> Self {
        Self {
            first,
            probabilities: vec![0.0; (last - first + 1) as usize],
        }
    }

    /// Adds `part`, moved by `shift` and weighted; there is room for it.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a position within the vector's length"
    )]
    fn gather(&mut self, part: &Self, shift: i64, weight: f64) {
        let offset = (part.first + shift - self.first) as usize;
        for (target, p) in self.probabilities[offset..].iter_mut().zip(&part.probabilities) {
            *target += p * weight;
        }
    }
}

/// A deal from one state to another.
struct Move {
    from: usize,
    to: usize,
    shift: i64,
    weight: f64,
}

/// The two halves' statistics for one way to share out the categories between them.
struct Meeting {
    lower: Spread,
    upper_first: i64,
    upper_last: i64,
    /// P(upper half ≥ each of its outcomes); the first is the chance of this way to share out, which `lower` contains too.
    above: Vec<f64>,
    across: i64,
}

/// A statistic's distribution, given by its tails.
pub(crate) struct Tails(Vec<Meeting>);

impl From<Spread> for Tails {
    fn from(lower: Spread) -> Self {
        Self(vec![Meeting::new(lower, Spread::zero(), 0)])
    }
}

impl Tails {
    /// P(statistic ≥ `limit`).
    pub fn at_least(&self, limit: i64) -> f64 {
        probability(self.0.iter().map(|meeting| meeting.at_least(limit)).sum())
    }

    /// P(statistic ≤ `limit`).
    pub fn at_most(&self, limit: i64) -> f64 {
        probability(1.0 - self.at_least(limit + 1))
    }

    /// P(|statistic − `centre`| ≥ `distance`).
    pub fn beyond(&self, centre: i64, distance: i64) -> f64 {
        if distance <= 0 {
            1.0
        } else {
            probability(self.at_least(centre + distance) + self.at_most(centre - distance))
        }
    }

    /// The largest possible distance from `centre`.
    pub fn farthest(&self, centre: i64) -> i64 {
        let ends = self.0.iter().flat_map(|m| {
            [
                m.lower.first + m.upper_first + m.across,
                m.lower.last() + m.upper_last + m.across,
            ]
        });
        ends.map(|end| (end - centre).abs()).max().unwrap_or(0)
    }
}

impl Meeting {
    fn new(lower: Spread, upper: Spread, across: i64) -> Self {
        let mut above = upper.probabilities;
        for k in (1..above.len()).rev() {
            above[k - 1] += above[k];
        }
        let last = upper.first + above.len() as i64 - 1;
        Self {
            lower,
            upper_first: upper.first,
            upper_last: last,
            above,
            across,
        }
    }

    /// P(statistic ≥ `limit`, and this way to share out).
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a position within the vector's length"
    )]
    fn at_least(&self, limit: i64) -> f64 {
        let Some(chance) = self.above.first() else { return 0.0 };
        // What the upper half must add to the lowest outcome of the lower half, counted from its own lowest.
        let needed = limit - self.across - self.lower.first - self.upper_first;
        let sum: f64 = self
            .lower
            .probabilities
            .iter()
            .enumerate()
            .map(|(k, p)| {
                p * self
                    .above
                    .get((needed - k as i64).max(0) as usize)
                    .copied()
                    .unwrap_or(0.0)
            })
            .sum();
        sum / chance
    }
}

impl Margins {
    /// People.
    pub fn n(&self) -> usize {
        self.groups.iter().sum()
    }

    /// The exact distribution, or none where states × `range` is above the cost cap.
    pub fn distribution(&self, statistic: &impl Statistic, range: u128) -> Option<Tails> {
        if self.states().saturating_mul(range) > COST_CAP {
            return None;
        }
        let radix = Radix::new(&self.categories);
        let middle = self.middle();
        let up: Vec<usize> = (0..middle).collect();
        let down: Vec<usize> = (middle..self.groups.len()).rev().collect();
        let lower = self.walk(&radix, &up, |group, before, dealt| {
            statistic.upward(group, before, dealt)
        });
        let mut upper = self.walk(&radix, &down, |group, after, dealt| {
            statistic.downward(group, after, dealt)
        });
        let below = self.groups[..middle].iter().sum();
        let meetings = lower
            .into_iter()
            .enumerate()
            .filter(|(_, spread)| !spread.probabilities.is_empty());
        let meet = |(code, lower): (usize, Spread)| {
            let here = radix.decode(code, below);
            let there: Vec<usize> = self
                .categories
                .iter()
                .zip(&here)
                .map(|(all, used)| all - used)
                .collect();
            let upper = std::mem::replace(&mut upper[radix.encode(&there, &[])], Spread::NONE);
            Meeting::new(lower, upper, statistic.across(&here, &there))
        };
        Some(Tails(meetings.map(meet).collect()))
    }

    /// The number of the first group of the upper half.
    fn middle(&self) -> usize {
        let half = self.n() / 2;
        let ends = self.groups.iter().scan(0, |sum, size| {
            *sum += size;
            Some(*sum)
        });
        ends.take_while(|end| *end <= half).count()
    }

    /// Deals to groups in the order given and spreads what `add` adds, for each state that is reached.
    fn walk(&self, radix: &Radix, order: &[usize], add: impl Fn(usize, &[usize], &[usize]) -> i64) -> Vec<Spread> {
        let mut states = vec![Spread::NONE; radix.size];
        states[0] = Spread::zero();
        let mut dealt = 0;
        for group in order {
            let size = self.groups[*group];
            let moves = self.moves(radix, &states, dealt, size, |before, now| add(*group, before, now));
            states = follow(&states, &moves);
            dealt += size;
        }
        states
    }

    /// All deals of `size` people when `dealt` were dealt before.
    fn moves(
        &self,
        radix: &Radix,
        states: &[Spread],
        dealt: usize,
        size: usize,
        add: impl Fn(&[usize], &[usize]) -> i64,
    ) -> Vec<Move> {
        let whole = choose(self.n() - dealt, size);
        let reached = || states.iter().enumerate().filter(|(_, s)| !s.probabilities.is_empty());
        // Four or five ways out of a state are usual; growing the list took longer than filling it.
        let mut moves = Vec::with_capacity(reached().count() * self.categories.len());
        let (mut before, mut room) = (Vec::new(), Vec::new());
        let mut now = vec![0; self.categories.len()];
        let mut buffer = Vec::new();
        for (from, _) in reached() {
            radix.decode_into(from, dealt, &mut before);
            room.clear();
            room.extend(self.categories.iter().zip(&before).map(|(all, used)| all - used));
            let mut visit = |now: &[usize], ways: f64| {
                moves.push(Move {
                    from,
                    to: radix.encode_after(from, now),
                    shift: add(&before, now),
                    weight: ways / whole,
                });
            };
            if size == 1 {
                for v in 0..now.len() {
                    if room[v] > 0 {
                        now[v] = 1;
                        visit(&now, room[v] as f64);
                        now[v] = 0;
                    }
                }
            } else {
                deals(&room, size, &mut buffer, 1.0, &mut visit);
            }
        }
        moves
    }

    /// How many states the walk meets. Where many people are equal in x, a state is left in more ways than the few that
    /// an ordinary walk has, and counts for that much more.
    fn states(&self) -> u128 {
        let ordinary = USUAL_WAYS * self.categories.len().max(1) as u128;
        let vectors = all_compositions(&self.categories, self.n());
        let mut met = 0_u128;
        let mut dealt = 0;
        for size in &self.groups {
            let from = vectors[dealt];
            let ways = vectors[*size].div_ceil(ordinary);
            met = met.saturating_add(from.saturating_mul(ways));
            dealt += size;
        }
        met
    }
}

/// The states after some moves. Each is measured first and made once: growing them took most of the time.
fn follow(states: &[Spread], moves: &[Move]) -> Vec<Spread> {
    let mut ends: Vec<Option<(i64, i64)>> = vec![None; states.len()];
    for step in moves {
        let (first, last) = (
            states[step.from].first + step.shift,
            states[step.from].last() + step.shift,
        );
        let end = ends[step.to].get_or_insert((first, last));
        *end = (end.0.min(first), end.1.max(last));
    }
    let room = |end: Option<(i64, i64)>| end.map_or(Spread::NONE, |(first, last)| Spread::between(first, last));
    let mut next: Vec<Spread> = ends.into_iter().map(room).collect();
    for step in moves {
        next[step.to].gather(&states[step.from], step.shift, step.weight);
    }
    next
}

/// How many vectors below `limits` add up to `sum`.
pub(crate) fn compositions(limits: &[usize], sum: usize) -> u128 {
    all_compositions(limits, sum)[sum]
}

/// The same for every sum from nothing to `most`.
fn all_compositions(limits: &[usize], most: usize) -> Vec<u128> {
    let mut ways = vec![0_u128; most + 1];
    ways[0] = 1;
    for limit in limits {
        let mut next = vec![0_u128; most + 1];
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
    ways
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

    /// The number of what was dealt before and now together.
    fn encode(&self, before: &[usize], dealt: &[usize]) -> usize {
        let number = |counts: &[usize]| -> usize { self.weights.iter().zip(counts).map(|(w, count)| w * count).sum() };
        number(before) + number(dealt)
    }

    /// The number of what was dealt in all, when `from` numbers what was dealt before.
    fn encode_after(&self, from: usize, dealt: &[usize]) -> usize {
        from + self.encode(dealt, &[])
    }

    fn decode(&self, code: usize, total: usize) -> Vec<usize> {
        let mut counts = Vec::new();
        self.decode_into(code, total, &mut counts);
        counts
    }

    fn decode_into(&self, code: usize, total: usize, counts: &mut Vec<usize>) {
        counts.clear();
        counts.resize(self.weights.len(), 0);
        let mut rest = code;
        for v in (0..self.weights.len()).rev().filter(|v| *v != self.largest) {
            counts[v] = rest / self.weights[v];
            rest %= self.weights[v];
        }
        let others: usize = counts.iter().sum();
        if let Some(count) = counts.get_mut(self.largest) {
            *count = total - others;
        }
    }
}
