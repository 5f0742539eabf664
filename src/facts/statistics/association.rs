//! Do two variables rise together? Kendall's τ-b and Spearman's ρ with exact conditional permutation tests, ties in both.

#![allow(
    clippy::cast_possible_wrap,
    reason = "counts of people, far below half of what 64 bits hold"
)]

use super::distributions::{normal_lower, normal_two_sided, t_two_sided};
use super::ranked::{Margins, Spread, Statistic, Tails};
use super::{COST_CAP, Exactness, convolve};

/// Kendall's rank correlation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kendall {
    /// Pairs of people that both variables order alike, less those ordered against each other.
    pub s: i64,
    /// τ-b, −1…1; none when a variable is constant (or there is nobody).
    pub tau_b: Option<f64>,
    /// Permutations with |S| at least as large.
    pub p_two_sided: f64,
    /// Permutations with S as small or smaller.
    pub p_less: f64,
    /// Permutations with S as large or larger.
    pub p_greater: f64,
    /// The smallest two-sided p that any permutation could give: at 0.05 or more the check cannot tell.
    pub smallest_p: f64,
    /// Two-sided p by the normal curve with Kendall's tie-corrected variance, whatever `exactness` is.
    pub p_normal: f64,
    /// Whether every permutation was counted.
    pub exactness: Exactness,
}

/// Spearman's rank correlation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spearman {
    /// ρ over mid-ranks, −1…1; none when a variable is constant.
    pub rho: Option<f64>,
    /// Permutations at least as far from no correlation; none above the cost cap.
    pub p_exact: Option<f64>,
    /// Two-sided p by Student's t; none below three people or where ρ is none.
    pub p_t: Option<f64>,
}

/// Kendall's τ-b and its conditional permutation test (Kendall 1945; 1970, chapters 3 to 5). Pairs beyond the shorter
/// slice are left out.
#[must_use]
pub fn kendall(x: &[f64], y: &[f64]) -> Kendall {
    let pairs = Pairs::new(x, y);
    let s = pairs.s();
    let margins = &pairs.margins;
    let normal = Normal::new(margins);
    let tails = if margins.groups.iter().all(|size| *size == 1) {
        untied(&margins.categories).map(Tails::from)
    } else {
        margins.distribution(&Concordance, 2 * pairs.largest_s() as u128 + 1)
    };
    let tau_b = pairs.tau_b(s);
    let p_normal = normal.two_sided(s);
    match tails {
        Some(tails) => exact(&tails, s, tau_b, p_normal),
        None => Kendall {
            s,
            tau_b,
            p_two_sided: p_normal,
            p_less: normal.lower(s),
            p_greater: normal.lower(-s),
            smallest_p: normal.two_sided(pairs.attainable_s()),
            p_normal,
            exactness: Exactness::Approximation,
        },
    }
}

fn exact(tails: &Tails, s: i64, tau_b: Option<f64>, p_normal: f64) -> Kendall {
    Kendall {
        s,
        tau_b,
        p_two_sided: tails.beyond(0, s.abs()),
        p_less: tails.at_most(s),
        p_greater: tails.at_least(s),
        smallest_p: tails.beyond(0, tails.farthest(0)),
        p_normal,
        exactness: Exactness::Exact,
    }
}

/// Spearman's ρ (1904) over mid-ranks, with an exact permutation test where the cost cap allows and Student's t.
#[must_use]
pub fn spearman(x: &[f64], y: &[f64]) -> Spearman {
    let pairs = Pairs::new(x, y);
    let n = pairs.margins.n();
    let ranks = Ranks {
        x: doubled_mid_ranks(&pairs.margins.groups),
        y: doubled_mid_ranks(&pairs.margins.categories),
    };
    // Both mean ranks are (n + 1) / 2, so the products' mean is whole once ranks are doubled.
    let centre = (n * (n + 1) * (n + 1)) as i64;
    let product: i64 = pairs
        .cells()
        .map(|(i, j, count)| count as i64 * ranks.x[i] * ranks.y[j])
        .sum();
    let squares = |ranks: &[i64], sizes: &[usize]| -> i64 {
        ranks
            .iter()
            .zip(sizes)
            .map(|(rank, size)| rank * rank * *size as i64)
            .sum::<i64>()
            - centre
    };
    let spread =
        (squares(&ranks.x, &pairs.margins.groups) as f64 * squares(&ranks.y, &pairs.margins.categories) as f64).sqrt();
    let rho = (spread > 0.0).then(|| (product - centre) as f64 / spread);
    let range = 4 * (n as u128).pow(3);
    let p_exact = pairs
        .margins
        .distribution(&ranks, range)
        .map(|tails| tails.beyond(centre, (product - centre).abs()));
    let p_t = rho.filter(|_| n > 2).map(|rho| {
        let freedom = n - 2;
        t_two_sided(rho * (freedom as f64 / ((1.0 - rho) * (1.0 + rho))).sqrt(), freedom)
    });
    Spearman { rho, p_exact, p_t }
}

/// Adds pairs of one order, less pairs of the other.
struct Concordance;

impl Statistic for Concordance {
    fn upward(&self, _group: usize, before: &[usize], dealt: &[usize]) -> i64 {
        let total: usize = before.iter().sum();
        let mut below = 0;
        let mut sum = 0;
        for (lower, here) in before.iter().zip(dealt) {
            let above = total - below - lower;
            sum += *here as i64 * (below as i64 - above as i64);
            below += lower;
        }
        sum
    }

    fn downward(&self, group: usize, after: &[usize], dealt: &[usize]) -> i64 {
        -self.upward(group, after, dealt)
    }

    fn across(&self, lower: &[usize], upper: &[usize]) -> i64 {
        self.upward(0, lower, upper)
    }
}

/// Adds products of doubled mid-ranks.
struct Ranks {
    x: Vec<i64>,
    y: Vec<i64>,
}

impl Statistic for Ranks {
    fn upward(&self, group: usize, _before: &[usize], dealt: &[usize]) -> i64 {
        self.x[group]
            * dealt
                .iter()
                .zip(&self.y)
                .map(|(count, rank)| *count as i64 * rank)
                .sum::<i64>()
    }

    fn downward(&self, group: usize, after: &[usize], dealt: &[usize]) -> i64 {
        self.upward(group, after, dealt)
    }

    fn across(&self, _lower: &[usize], _upper: &[usize]) -> i64 {
        0
    }
}

/// Twice the mean rank of each group of equals.
fn doubled_mid_ranks(sizes: &[usize]) -> Vec<i64> {
    let mut below = 0_i64;
    sizes
        .iter()
        .map(|size| {
            let rank = 2 * below + *size as i64 + 1;
            below += *size as i64;
            rank
        })
        .collect()
}

/// The table of two variables' categories, the one with fewer categories as columns.
struct Pairs {
    margins: Margins,
    /// One entry a person: group, category; sorted.
    people: Vec<(usize, usize)>,
}

impl Pairs {
    fn new(x: &[f64], y: &[f64]) -> Self {
        let n = x.len().min(y.len());
        let (x, groups) = dense(&x[..n]);
        let (y, categories) = dense(&y[..n]);
        // Every statistic here is symmetric; fewer columns make fewer states.
        let ((x, groups), (y, categories)) = if categories.len() <= groups.len() {
            ((x, groups), (y, categories))
        } else {
            ((y, categories), (x, groups))
        };
        let mut people: Vec<(usize, usize)> = x.into_iter().zip(y).collect();
        people.sort_unstable();
        Self {
            margins: Margins { groups, categories },
            people,
        }
    }

    /// Group, category and count of each cell with someone in it.
    fn cells(&self) -> impl Iterator<Item = (usize, usize, usize)> + '_ {
        self.people
            .chunk_by(|a, b| a == b)
            .map(|same| (same[0].0, same[0].1, same.len()))
    }

    fn s(&self) -> i64 {
        let mut before = vec![0; self.margins.categories.len()];
        let mut sum = 0;
        for group in self.people.chunk_by(|a, b| a.0 == b.0) {
            let mut dealt = vec![0; before.len()];
            for (_, category) in group {
                dealt[*category] += 1;
            }
            sum += Concordance.upward(0, &before, &dealt);
            for (all, new) in before.iter_mut().zip(dealt) {
                *all += new;
            }
        }
        sum
    }

    fn tau_b(&self, s: i64) -> Option<f64> {
        let ordered = |sizes: &[usize]| (pairs_of(self.margins.n()) - tied_pairs(sizes)) as f64;
        let product = ordered(&self.margins.groups) * ordered(&self.margins.categories);
        (product > 0.0).then(|| s as f64 / product.sqrt())
    }

    /// No S can be larger than the pairs that the coarser variable orders.
    fn largest_s(&self) -> usize {
        pairs_of(self.margins.n()) - tied_pairs(&self.margins.categories).max(tied_pairs(&self.margins.groups))
    }

    /// The S of both variables sorted the same way.
    fn attainable_s(&self) -> i64 {
        let sorted = |sizes: &[usize]| -> Vec<usize> {
            sizes
                .iter()
                .enumerate()
                .flat_map(|(i, size)| std::iter::repeat_n(i, *size))
                .collect()
        };
        let people = sorted(&self.margins.groups)
            .into_iter()
            .zip(sorted(&self.margins.categories))
            .collect();
        Self {
            margins: self.margins.clone(),
            people,
        }
        .s()
    }
}

fn pairs_of(n: usize) -> usize {
    n * n.saturating_sub(1) / 2
}

fn tied_pairs(sizes: &[usize]) -> usize {
    sizes.iter().map(|size| pairs_of(*size)).sum()
}

/// The number of each value among the distinct ones, lowest first, and how often each occurs.
fn dense(values: &[f64]) -> (Vec<usize>, Vec<usize>) {
    // Adding zero makes −0 equal to 0.
    let mut sorted: Vec<f64> = values.iter().map(|v| v + 0.0).collect();
    sorted.sort_by(f64::total_cmp);
    let sizes = sorted
        .chunk_by(|a, b| a.total_cmp(b).is_eq())
        .map(<[f64]>::len)
        .collect();
    sorted.dedup_by(|a, b| a.total_cmp(b).is_eq());
    let place = |v: &f64| sorted.partition_point(|known| known.total_cmp(&(v + 0.0)).is_lt());
    (values.iter().map(place).collect(), sizes)
}

/// The distribution of S when no two people are equal in one variable: inversions of a multiset, whose generating
/// function is the q-multinomial coefficient, a product of Mann and Whitney's distributions (Kendall 1970).
fn untied(categories: &[usize]) -> Option<Spread> {
    let mut inversions = vec![1.0];
    let (mut placed, mut cost) = (0, 0_u128);
    for size in categories {
        let range = (placed * size) as u128;
        cost += range * (range + inversions.len() as u128);
        if cost > COST_CAP {
            return None;
        }
        inversions = convolve(&inversions, &mann_whitney(placed, *size));
        placed += size;
    }
    // S counts the pairs of both orders: every inversion takes two away.
    let most = inversions.len() - 1;
    let mut probabilities = vec![0.0; 2 * most + 1];
    for (count, p) in inversions.iter().enumerate() {
        probabilities[2 * (most - count)] = *p;
    }
    Some(Spread {
        first: -(most as i64),
        probabilities,
    })
}

/// How many pairs are inverted when `m` people and `c` people are shuffled, by who comes last (Mann and Whitney 1947).
///
/// Sums of positive terms only: the quotient of q-factorials is shorter, and its rounding errors grow without bound.
fn mann_whitney(m: usize, c: usize) -> Vec<f64> {
    let mut row = vec![vec![1.0]; c + 1];
    for j in 1..=m {
        for k in 1..=c {
            let mut next = vec![0.0; j * k + 1];
            let (of_m, of_c) = (j as f64 / (j + k) as f64, k as f64 / (j + k) as f64);
            for (target, p) in next[k..].iter_mut().zip(&row[k]) {
                *target += of_m * p;
            }
            for (target, p) in next.iter_mut().zip(&row[k - 1]) {
                *target += of_c * p;
            }
            row[k] = next;
        }
    }
    row.pop().unwrap_or_default()
}

/// The large-sample distribution of S with ties in both variables (Kendall 1970, 4.14).
struct Normal {
    deviation: f64,
}

impl Normal {
    fn new(margins: &Margins) -> Self {
        let n = margins.n() as f64;
        let sum = |sizes: &[usize], f: fn(f64) -> f64| -> f64 { sizes.iter().map(|size| f(*size as f64)).sum() };
        let both = |f: fn(f64) -> f64| (sum(&margins.groups, f), sum(&margins.categories, f));
        let (x5, y5) = both(|t| t * (t - 1.0) * (2.0 * t + 5.0));
        let (x2, y2) = both(|t| t * (t - 1.0));
        let (x3, y3) = both(|t| t * (t - 1.0) * (t - 2.0));
        let m = n * (n - 1.0);
        let mut variance = (m * (2.0 * n + 5.0) - x5 - y5) / 18.0;
        if n > 1.0 {
            variance += x2 * y2 / (2.0 * m);
        }
        if n > 2.0 {
            variance += x3 * y3 / (9.0 * m * (n - 2.0));
        }
        Self {
            deviation: variance.max(0.0).sqrt(),
        }
    }

    fn z(&self, s: i64) -> f64 {
        // A constant variable leaves rounding dust where the variance is zero.
        if self.deviation > 1e-6 {
            s as f64 / self.deviation
        } else {
            0.0
        }
    }

    fn two_sided(&self, s: i64) -> f64 {
        normal_two_sided(self.z(s))
    }

    fn lower(&self, s: i64) -> f64 {
        normal_lower(self.z(s))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn floats(values: &[u8]) -> Vec<f64> {
        values.iter().map(|v| f64::from(*v)).collect()
    }

    #[test]
    fn three_in_order_have_one_permutation_of_six_above_them() {
        let test = kendall(&[1.0, 2.0, 3.0], &[1.0, 2.0, 3.0]);
        assert_eq!((test.s, test.tau_b), (3, Some(1.0)));
        assert!((test.p_greater - 1.0 / 6.0).abs() < 1e-12 && (test.p_two_sided - 1.0 / 3.0).abs() < 1e-12);
        assert!((test.smallest_p - 1.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn nobody_and_constant_ratings_can_show_nothing() {
        for (x, y) in [
            (vec![], vec![]),
            (vec![1.0], vec![3.0]),
            (vec![1.0, 2.0, 3.0], vec![3.0, 3.0, 3.0]),
        ] {
            let test = kendall(&x, &y);
            assert_eq!((test.s, test.tau_b), (0, None));
            assert!((test.p_two_sided - 1.0).abs() < 1e-12 && (test.smallest_p - 1.0).abs() < 1e-12);
            assert_eq!(spearman(&x, &y).rho, None);
        }
    }

    #[test]
    fn a_thousand_people_get_the_labelled_approximation() {
        let x: Vec<f64> = (0..1000).map(|i| f64::from(i / 3)).collect();
        let y: Vec<f64> = (0..1000).map(|i| f64::from(i * 7 % 5)).collect();
        assert_eq!(kendall(&x, &y).exactness, Exactness::Approximation);
    }

    #[test]
    fn many_without_equals_stay_a_distribution_near_the_normal_curve() {
        let spread = untied(&[3, 14, 78, 36, 9]).unwrap();
        let total: f64 = spread.probabilities.iter().sum();
        assert!((total - 1.0).abs() < 1e-9);
        let tails = Tails::from(spread);
        let normal = Normal::new(&Margins {
            groups: vec![1; 140],
            categories: vec![3, 14, 78, 36, 9],
        });
        for s in [0, 300, 800, 1_500] {
            let exact = tails.beyond(0, s);
            assert!((exact - normal.two_sided(s)).abs() < 0.005, "{s}: {exact}");
        }
    }

    /// Two-sided p, less and greater over all n! orders, one by one.
    fn brute_force(x: &[f64], y: &[f64]) -> (f64, f64, f64) {
        fn s(x: &[f64], y: &[f64]) -> i64 {
            let order = |a: f64, b: f64| i64::from(a > b) - i64::from(a < b);
            let pairs = (0..x.len()).flat_map(|i| (0..i).map(move |j| (i, j)));
            pairs.map(|(i, j)| order(x[i], x[j]) * order(y[i], y[j])).sum()
        }
        fn orders(y: &mut Vec<f64>, k: usize, visit: &mut impl FnMut(&[f64])) {
            if k == y.len() {
                return visit(y);
            }
            for i in k..y.len() {
                y.swap(k, i);
                orders(y, k + 1, visit);
                y.swap(k, i);
            }
        }
        let observed = s(x, y);
        let (mut all, mut far, mut less, mut greater) = (0.0, 0.0, 0.0, 0.0);
        orders(&mut y.to_vec(), 0, &mut |order| {
            let value = s(x, order);
            all += 1.0;
            far += f64::from(value.abs() >= observed.abs());
            less += f64::from(value <= observed);
            greater += f64::from(value >= observed);
        });
        (far / all, less / all, greater / all)
    }

    proptest! {
        #[test]
        fn counting_every_order_gives_the_same_p(pairs in prop::collection::vec((0_u8..5, 1_u8..=4), 1..7)) {
            let (x, y): (Vec<u8>, Vec<u8>) = pairs.into_iter().unzip();
            let test = kendall(&floats(&x), &floats(&y));
            let (two_sided, less, greater) = brute_force(&floats(&x), &floats(&y));
            prop_assert!((test.p_two_sided - two_sided).abs() < 1e-12);
            prop_assert!((test.p_less - less).abs() < 1e-12);
            prop_assert!((test.p_greater - greater).abs() < 1e-12);
            prop_assert!(test.smallest_p <= test.p_two_sided + 1e-12);
        }

        #[test]
        fn swapping_the_variables_changes_nothing(pairs in prop::collection::vec((0_u8..9, 1_u8..=5), 1..14)) {
            let (x, y): (Vec<u8>, Vec<u8>) = pairs.into_iter().unzip();
            let (there, back) = (kendall(&floats(&x), &floats(&y)), kendall(&floats(&y), &floats(&x)));
            prop_assert_eq!(there.s, back.s);
            prop_assert!((there.p_two_sided - back.p_two_sided).abs() < 1e-10);
        }

        #[test]
        fn both_roads_to_the_untied_distribution_meet(categories in prop::collection::vec(1_usize..5, 1..5)) {
            let n = categories.iter().sum();
            let margins = Margins { groups: vec![1; n], categories };
            let (product, walk) = (untied(&margins.categories).unwrap(), margins.distribution(&Concordance, 1).unwrap());
            let product = Tails::from(product);
            for s in -100..=100 {
                prop_assert!((product.at_least(s) - walk.at_least(s)).abs() < 1e-12);
            }
            prop_assert_eq!(product.farthest(0), walk.farthest(0));
        }
    }
}
