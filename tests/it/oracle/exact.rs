//! Exact tests by counting: every way to deal out what was dealt, one thing after the other. Slow, and obvious.
//!
//! Ways are counted in floats, which hold the counts of a few hundred people to some fifteen digits.

use std::collections::BTreeMap;

/// Probabilities no larger than this many times another count as no larger than it.
const SLACK: f64 = 1.0 + 1e-7;

/// In how many ways `taken` things are chosen out of `n`.
pub fn choose(n: usize, taken: usize) -> f64 {
    if taken > n {
        return 0.0;
    }
    (0..taken).fold(1.0, |ways, at| ways * (n - at) as f64 / (at + 1) as f64)
}

/// The probability of `taken` or more of `n`, each by itself with probability `p`.
pub fn binomial_upper(taken: usize, n: usize, p: f64) -> f64 {
    let at = |k: usize| choose(n, k) * p.powi(k as i32) * (1.0 - p).powi((n - k) as i32);
    (taken..=n).map(at).sum::<f64>().min(1.0)
}

/// The two-sided sign test: outcomes of fair coins no likelier than this one.
pub fn sign_test(up: usize, down: usize) -> f64 {
    let n = up + down;
    let observed = choose(n, up);
    let ways: f64 = (0..=n)
        .map(|k| choose(n, k))
        .filter(|ways| *ways <= observed * SLACK)
        .sum();
    (ways / 2_f64.powi(n as i32)).min(1.0)
}

/// A test of groups by selected or not.
pub struct Table {
    pub p: f64,
    pub mid_p: f64,
    /// The smallest mid-p of any table with these margins.
    pub smallest_mid_p: f64,
}

/// Fisher's test, or Freeman and Halton's: (people, selected) of each group.
pub fn table_test(groups: &[(usize, usize)]) -> Table {
    let n: usize = groups.iter().map(|(n, _)| n).sum();
    let selected: usize = groups.iter().map(|(_, selected)| selected).sum();
    // Every way to spread the selected over the groups.
    let mut spread: Vec<(Vec<usize>, f64)> = vec![(Vec::new(), 1.0)];
    for (people, _) in groups {
        let mut next = Vec::new();
        for (taken, ways) in &spread {
            let left = selected - taken.iter().sum::<usize>();
            for more in 0..=left.min(*people) {
                let mut taken = taken.clone();
                taken.push(more);
                next.push((taken, ways * choose(*people, more)));
            }
        }
        spread = next;
    }
    spread.retain(|(taken, _)| taken.iter().sum::<usize>() == selected);
    let all = choose(n, selected);
    let observed: Vec<usize> = groups.iter().map(|(_, selected)| *selected).collect();
    let of = |probability: f64| -> f64 {
        let rare = spread.iter().map(|(_, ways)| ways / all);
        rare.filter(|each| *each <= probability * SLACK).sum::<f64>().min(1.0)
    };
    let at = spread.iter().find(|(taken, _)| *taken == observed).unwrap().1 / all;
    let rarest = spread.iter().map(|(_, ways)| ways / all).fold(1.0, f64::min);
    Table {
        p: of(at),
        mid_p: of(at) - at / 2.0,
        smallest_mid_p: of(rarest) - rarest / 2.0,
    }
}

/// A permutation test of the sum of one group's ratings.
pub struct Permuted {
    pub p: f64,
    pub p_less: f64,
    /// The smallest two-sided p of any labelling.
    pub smallest_p: f64,
}

/// In how many ways each sum (the index) comes up when `taken` of the values are taken.
fn ways_of_sums(values: &[i64], taken: usize) -> Vec<f64> {
    let most: i64 = values.iter().sum();
    let mut ways = vec![vec![0.0; most as usize + 1]; taken + 1];
    ways[0][0] = 1.0;
    for value in values {
        for many in (1..=taken).rev() {
            for sum in (*value as usize..=most as usize).rev() {
                ways[many][sum] += ways[many - 1][sum - *value as usize];
            }
        }
    }
    ways.pop().unwrap()
}

/// One group's values against another's.
pub fn permuted(first: &[i64], second: &[i64]) -> Option<Permuted> {
    permuted_within(&[(first.to_vec(), second.to_vec())])
}

/// The same with labels exchanged within each stratum alone; none where no stratum has both groups.
pub fn permuted_within(strata: &[(Vec<i64>, Vec<i64>)]) -> Option<Permuted> {
    let strata: Vec<_> = strata.iter().filter(|(a, b)| !a.is_empty() && !b.is_empty()).collect();
    if strata.is_empty() {
        return None;
    }
    let mut sums = vec![1.0];
    let (mut observed, mut expected) = (0, 0.0);
    for (first, second) in strata {
        let all: Vec<i64> = first.iter().chain(second).copied().collect();
        let ways = ways_of_sums(&all, first.len());
        let total: f64 = ways.iter().sum();
        let mut next = vec![0.0; sums.len() + ways.len()];
        for (at, p) in sums.iter().enumerate().filter(|(_, p)| **p > 0.0) {
            for (sum, ways) in ways.iter().enumerate() {
                next[at + sum] += p * ways / total;
            }
        }
        sums = next;
        observed += first.iter().sum::<i64>();
        expected += first.len() as f64 * all.iter().sum::<i64>() as f64 / all.len() as f64;
    }
    let distance = |sum: usize| (sum as f64 - expected).abs();
    let beyond = |limit: f64| -> f64 {
        let far = sums
            .iter()
            .enumerate()
            .filter(|(sum, _)| distance(*sum) >= limit - 1e-7);
        far.map(|(_, p)| p).sum::<f64>().min(1.0)
    };
    let possible = sums.iter().enumerate().filter(|(_, p)| **p > 0.0);
    let farthest = possible.map(|(sum, _)| distance(sum)).fold(0.0, f64::max);
    Some(Permuted {
        p: beyond((observed as f64 - expected).abs()),
        p_less: sums[..=observed as usize].iter().sum::<f64>().min(1.0),
        smallest_p: beyond(farthest),
    })
}

/// Mean of whole numbers.
pub fn mean(values: &[i64]) -> f64 {
    values.iter().sum::<i64>() as f64 / values.len() as f64
}

/// Cliff's δ: pairs in which the first is higher less those in which it is lower, over all pairs.
pub fn cliffs_delta(first: &[i64], second: &[i64]) -> f64 {
    let pairs = first.iter().flat_map(|a| second.iter().map(move |b| (a - b).signum()));
    pairs.sum::<i64>() as f64 / (first.len() * second.len()) as f64
}

/// Kendall's τ-b and its test.
pub struct Kendall {
    /// None where one of the two is constant.
    pub tau_b: Option<f64>,
    pub p: f64,
    pub smallest_p: f64,
    /// The same two by the normal curve, with the variance that knows the ties.
    pub p_normal: f64,
}

/// Pairs of (order, rating). `exactly` says whether every permutation is counted: for many people that takes too long.
pub fn kendall(pairs: &[(i64, i64)], exactly: bool) -> Kendall {
    let n = pairs.len();
    let (mut s, mut untied_x, mut untied_y) = (0_i64, 0_i64, 0_i64);
    for i in 0..n {
        for j in 0..i {
            let x = (pairs[i].0 - pairs[j].0).signum();
            let y = (pairs[i].1 - pairs[j].1).signum();
            s += x * y;
            untied_x += x.abs();
            untied_y += y.abs();
        }
    }
    let tau_b = (untied_x > 0 && untied_y > 0).then(|| s as f64 / (untied_x as f64 * untied_y as f64).sqrt());
    let (p, smallest_p) = if exactly {
        s_of_permutations(pairs, s)
    } else {
        (1.0, 0.0)
    };
    Kendall {
        tau_b,
        p,
        smallest_p,
        p_normal: kendall_normal(pairs, s),
    }
}

/// How often |S| is as large over all ways to deal out the ratings, and how often it is largest.
fn s_of_permutations(pairs: &[(i64, i64)], s: i64) -> (f64, f64) {
    let (groups, ratings) = (sizes(pairs, |pair| pair.0), sizes(pairs, |pair| pair.1));
    let alone = groups.iter().all(|size| *size == 1);
    let sums = if alone && pairs.len() > 14 {
        by_inversions(&ratings)
    } else {
        by_hands(&groups, &ratings)
    };
    let beyond = |limit: i64| -> f64 {
        let far = sums.iter().filter(|(sum, _)| sum.abs() >= limit);
        far.map(|(_, p)| p).sum::<f64>().min(1.0)
    };
    let farthest = sums.iter().map(|(sum, _)| sum.abs()).max().unwrap();
    (beyond(s.abs()), beyond(farthest))
}

/// How many people share each value, in the order of the values.
fn sizes(pairs: &[(i64, i64)], of: impl Fn(&(i64, i64)) -> i64) -> Vec<usize> {
    let mut found = BTreeMap::new();
    for pair in pairs {
        *found.entry(of(pair)).or_insert(0) += 1;
    }
    found.into_values().collect()
}

/// The probability of each S where nobody was hired on the same day: S is all pairs of different ratings less twice the
/// inversions of a random order of the ratings, which are counted rating by rating as Mann and Whitney count them.
fn by_inversions(ratings: &[usize]) -> Vec<(i64, f64)> {
    let mut inversions = vec![1.0];
    let (mut before, mut pairs) = (0, 0);
    for size in ratings {
        let ways = mann_whitney(before, *size);
        let all: f64 = ways.iter().sum();
        let mut next = vec![0.0; inversions.len() + ways.len() - 1];
        for (at, p) in inversions.iter().enumerate() {
            for (more, ways) in ways.iter().enumerate() {
                next[at + more] += p * ways / all;
            }
        }
        inversions = next;
        pairs += before * size;
        before += size;
    }
    let with_s = inversions.into_iter().enumerate();
    with_s.map(|(count, p)| (pairs as i64 - 2 * count as i64, p)).collect()
}

/// In how many orders of `low` low and `high` high ratings so many pairs (the index) are the wrong way round.
fn mann_whitney(low: usize, high: usize) -> Vec<f64> {
    let mut ways = vec![vec![Vec::new(); high + 1]; low + 1];
    for m in 0..=low {
        for c in 0..=high {
            let mut here = vec![0.0; m * c + 1];
            if m == 0 || c == 0 {
                here[0] = 1.0;
            } else {
                // The last one is a low rating, the wrong way round with every high one, or a high rating.
                for (count, w) in ways[m - 1][c].iter().enumerate() {
                    here[count + c] += w;
                }
                for (count, w) in ways[m][c - 1].iter().enumerate() {
                    here[count] += w;
                }
            }
            ways[m][c] = here;
        }
    }
    ways.pop().unwrap().pop().unwrap()
}

/// The probability of each S, whoever was hired together. Those hired on one day come one group after the other, and each takes
/// some of the ratings that are left: by how many of each rating were taken, the distribution of S so far.
fn by_hands(groups: &[usize], ratings: &[usize]) -> Vec<(i64, f64)> {
    let n: usize = groups.iter().sum();
    let most = n * n / 2;
    let mut states: BTreeMap<Vec<usize>, Vec<f64>> = BTreeMap::new();
    let mut start = vec![0.0; 2 * most + 1];
    start[most] = 1.0;
    states.insert(vec![0; ratings.len()], start);
    for size in groups {
        let mut next: BTreeMap<Vec<usize>, Vec<f64>> = BTreeMap::new();
        for (taken, sums) in &states {
            let left: Vec<usize> = ratings.iter().zip(taken).map(|(all, taken)| all - taken).collect();
            let all = choose(left.iter().sum(), *size);
            for hand in hands(&left, *size) {
                let ways: f64 = hand
                    .iter()
                    .zip(&left)
                    .map(|(more, left)| choose(*left, *more))
                    .product();
                let mut change = 0_i64;
                for (rating, more) in hand.iter().enumerate() {
                    let lower: usize = taken[..rating].iter().sum();
                    let higher: usize = taken[rating + 1..].iter().sum();
                    change += *more as i64 * (lower as i64 - higher as i64);
                }
                let now: Vec<usize> = taken.iter().zip(&hand).map(|(taken, more)| taken + more).collect();
                let target = next.entry(now).or_insert_with(|| vec![0.0; 2 * most + 1]);
                for (sum, p) in sums.iter().enumerate().filter(|(_, p)| **p > 0.0) {
                    target[(sum as i64 + change) as usize] += p * ways / all;
                }
            }
        }
        states = next;
    }
    let last = states.into_values().next().unwrap();
    let with_s = last.into_iter().enumerate().filter(|(_, p)| *p > 0.0);
    with_s.map(|(sum, p)| (sum as i64 - most as i64, p)).collect()
}

/// Every way to take so many of what is left of each kind.
fn hands(left: &[usize], size: usize) -> Vec<Vec<usize>> {
    let Some((first, rest)) = left.split_first() else {
        return if size == 0 { vec![Vec::new()] } else { Vec::new() };
    };
    let mut all = Vec::new();
    for more in 0..=size.min(*first) {
        for mut hand in hands(rest, size - more) {
            hand.insert(0, more);
            all.push(hand);
        }
    }
    all
}

/// Kendall 1970, chapter 4: S over its standard deviation with ties in both.
fn kendall_normal(pairs: &[(i64, i64)], s: i64) -> f64 {
    let whole = |sizes: Vec<usize>| sizes.into_iter().map(|size| size as f64).collect::<Vec<_>>();
    let tied = (whole(sizes(pairs, |pair| pair.0)), whole(sizes(pairs, |pair| pair.1)));
    let n = pairs.len() as f64;
    let sum = |ties: &[f64], of: &dyn Fn(f64) -> f64| ties.iter().map(|t| of(*t)).sum::<f64>();
    let five = |t: f64| t * (t - 1.0) * (2.0 * t + 5.0);
    let two = |t: f64| t * (t - 1.0);
    let three = |t: f64| t * (t - 1.0) * (t - 2.0);
    let mut variance = (five(n) - sum(&tied.0, &five) - sum(&tied.1, &five)) / 18.0;
    variance += sum(&tied.0, &three) * sum(&tied.1, &three) / (9.0 * three(n));
    variance += sum(&tied.0, &two) * sum(&tied.1, &two) / (2.0 * two(n));
    normal_two_sided(s as f64 / variance.sqrt())
}

/// The two-sided tail of the standard normal curve, by Simpson's rule over thin slices.
fn normal_two_sided(z: f64) -> f64 {
    let z = z.abs();
    let (slices, width) = (20_000_u32, 12.0);
    let curve = |x: f64| (-x * x / 2.0).exp();
    let step = width / f64::from(slices);
    let inner = (1..slices).map(|at| curve(z + step * f64::from(at)) * if at % 2 == 1 { 4.0 } else { 2.0 });
    let area = step / 3.0 * (curve(z) + inner.sum::<f64>() + curve(z + width));
    (2.0 * area / (2.0 * std::f64::consts::PI).sqrt()).min(1.0)
}

/// Wilson's 95% interval of a share.
fn wilson(taken: usize, n: usize) -> (f64, f64) {
    let z = 1.959_963_984_540_054_f64;
    let (n, p) = (n as f64, taken as f64 / n as f64);
    let middle = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
    let half = z / (1.0 + z * z / n) * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    (middle - half, middle + half)
}

/// Newcombe's 95% interval (method 10) of the difference of two shares.
pub fn newcombe(first: (usize, usize), second: (usize, usize)) -> [f64; 2] {
    let (a, b) = (first.1 as f64 / first.0 as f64, second.1 as f64 / second.0 as f64);
    let (la, ua) = wilson(first.1, first.0);
    let (lb, ub) = wilson(second.1, second.0);
    let down = ((a - la).powi(2) + (ub - b).powi(2)).sqrt();
    let up = ((ua - a).powi(2) + (b - lb).powi(2)).sqrt();
    [a - b - down, a - b + up]
}

/// Holm's adjustment, monotone.
pub fn holm(p: &[f64]) -> Vec<f64> {
    let adjusted = |at: usize| {
        // The largest of what every p up to this one is multiplied to.
        let up_to = p
            .iter()
            .enumerate()
            .filter(|(other, each)| (**each, *other) <= (p[at], at));
        let times = |other: usize, each: f64| {
            let before = p
                .iter()
                .enumerate()
                .filter(|(third, p)| (**p, *third) < (each, other))
                .count();
            (p.len() - before) as f64 * each
        };
        up_to
            .map(|(other, each)| times(other, *each))
            .fold(0.0, f64::max)
            .min(1.0)
    };
    (0..p.len()).map(adjusted).collect()
}

#[test]
fn counting_gives_what_is_known_from_books() {
    let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-9, "{a} {b}");
    // Fisher's tea: 3 of 4 right.
    near(table_test(&[(4, 3), (4, 1)]).p, 34.0 / 70.0);
    near(table_test(&[(4, 4), (4, 0)]).mid_p, 1.5 / 70.0);
    near(sign_test(6, 0), 1.0 / 32.0);
    near(binomial_upper(1, 2, 0.5), 0.75);
    // All 20 ways to give 3 of 6 values to the first group: two are as far apart.
    near(permuted(&[1, 2, 3], &[4, 5, 6]).unwrap().p, 0.1);
    near(permuted(&[1, 2, 3], &[4, 5, 6]).unwrap().p_less, 0.05);
    let four = [(1, 1), (2, 2), (3, 3), (4, 4)];
    near(kendall(&four, true).p, 2.0 / 24.0);
    near(
        kendall(&[(1, 1), (1, 2), (2, 3)], true).tau_b.unwrap(),
        2.0 / 6_f64.sqrt(),
    );
    let inversions = by_inversions(&[2, 1, 3]);
    let hands = by_hands(&[1; 6], &[2, 1, 3]);
    for (s, p) in hands {
        let other: f64 = inversions.iter().filter(|(other, _)| *other == s).map(|(_, p)| p).sum();
        near(p, other);
    }
    near(normal_two_sided(1.959_963_984_540_054), 0.05);
    assert_eq!(holm(&[0.01, 0.04, 0.03]), [0.03, 0.06, 0.06]);
}
