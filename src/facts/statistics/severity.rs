//! Is a manager strict or lenient? Each against everyone else, and how much of the difference to believe.

use super::distributions::f_upper;
use super::multiplicity::{benjamini_hochberg, holm};
use super::permutation::{Permutation, compare, each_against_rest};
use super::tally::Tally;

/// All managers of a scope: variance within and between, and each one's figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Severity {
    /// People rated.
    pub n: usize,
    /// Mean of all ratings.
    pub grand_mean: f64,
    /// Mean square between managers; none for a single manager.
    pub mean_square_between: Option<f64>,
    /// Mean square within managers' teams; none where every team has one person.
    pub mean_square_within: Option<f64>,
    /// The size of team that the analysis of variance goes by when sizes differ.
    pub effective_team_size: Option<f64>,
    /// Variance between managers, never below zero; none where it cannot be estimated.
    pub variance_between: Option<f64>,
    /// Share of the variance that lies between managers (intraclass correlation, Shrout and Fleiss 1979).
    pub intraclass_correlation: Option<f64>,
    /// Sum of squares between / total; none where nobody differs.
    pub eta_squared: Option<f64>,
    /// Fisher's F of the analysis of variance.
    pub f: Option<f64>,
    /// Its upper tail.
    pub f_p: Option<f64>,
    /// The managers, in the order given.
    pub managers: Vec<Manager>,
}

/// One manager's ratings against everyone else's.
#[derive(Debug, Clone, PartialEq)]
pub struct Manager {
    /// People rated.
    pub n: usize,
    /// Mean of their ratings; none for nobody, and then nothing else either.
    pub mean: Option<f64>,
    /// Sample standard deviation; none below two people.
    pub sd: Option<f64>,
    /// Mean − mean of everyone else.
    pub difference_from_rest: Option<f64>,
    /// Mean − mean of all.
    pub difference_from_all: Option<f64>,
    /// Cliff's δ against everyone else.
    pub cliffs_delta: Option<f64>,
    /// Exact permutation test against everyone else; none where there is nobody else.
    pub test: Option<Permutation>,
    /// p adjusted by Holm over all managers that have a test.
    pub p_holm: Option<f64>,
    /// p adjusted by Benjamini and Hochberg over the same.
    pub p_benjamini_hochberg: Option<f64>,
    /// `n / (n + MSW / σ²_b)`: how much of the difference to believe, 0…1.
    pub shrink_weight: Option<f64>,
    /// `difference_from_all` times the weight: the best guess of the manager's own leniency.
    pub shrunken_difference: Option<f64>,
}

/// One-way analysis of variance with random managers (Snedecor and Cochran 1967), exact permutation of each
/// against the rest, Holm over managers, and empirical-Bayes shrinkage. None where nobody is rated.
#[must_use]
pub fn severity(teams: &[Tally]) -> Option<Severity> {
    let all = teams.iter().fold(Tally::default(), |all, team| all.with(team));
    let grand_mean = all.mean()?;
    let variance = Variance::new(teams, &all, grand_mean);
    let tests = each_against_rest(&all, teams);
    let mut managers: Vec<Manager> = teams
        .iter()
        .zip(tests)
        .map(|(team, test)| manager(team, test, &all, grand_mean, &variance))
        .collect();
    adjust(&mut managers);
    let f = variance
        .between
        .zip(variance.within)
        .filter(|(_, w)| *w > 0.0)
        .map(|(b, w)| b / w);
    Some(Severity {
        n: all.n(),
        grand_mean,
        mean_square_between: variance.between,
        mean_square_within: variance.within,
        effective_team_size: variance.size,
        variance_between: variance.component(),
        intraclass_correlation: variance.intraclass(),
        eta_squared: variance.eta_squared,
        f,
        f_p: f.map(|f| f_upper(f, variance.freedom.0, variance.freedom.1)),
        managers,
    })
}

/// Mean squares and what follows from them.
struct Variance {
    between: Option<f64>,
    within: Option<f64>,
    size: Option<f64>,
    eta_squared: Option<f64>,
    freedom: (usize, usize),
}

impl Variance {
    fn new(teams: &[Tally], all: &Tally, grand_mean: f64) -> Self {
        let rated = || teams.iter().filter(|team| team.n() > 0);
        let n = all.n();
        let (above, below) = (rated().count() - 1, n - rated().count());
        let distance = |team: &Tally| {
            team.mean()
                .map_or(0.0, |mean| team.n() as f64 * (mean - grand_mean).powi(2))
        };
        let sum_between: f64 = rated().map(distance).sum();
        let sum_within: f64 = rated().map(Tally::squared_deviations).sum();
        let total = sum_between + sum_within;
        let squares: f64 = rated().map(|team| (team.n() as f64).powi(2)).sum();
        Self {
            between: (above > 0).then(|| sum_between / above as f64),
            within: (below > 0).then(|| sum_within / below as f64),
            size: (above > 0).then(|| (n as f64 - squares / n as f64) / above as f64),
            eta_squared: (total > 0.0).then(|| sum_between / total),
            freedom: (above, below),
        }
    }

    fn component(&self) -> Option<f64> {
        Some(((self.between? - self.within?) / self.size?).max(0.0))
    }

    fn intraclass(&self) -> Option<f64> {
        let (between, within, size) = (self.between?, self.within?, self.size?);
        let total = between + (size - 1.0) * within;
        (total > 0.0).then(|| (between - within) / total)
    }

    /// `n / (n + MSW / σ²_b)`; nothing is believed where managers do not differ beyond chance.
    fn weight(&self, n: usize) -> Option<f64> {
        let (component, within) = (self.component()?, self.within?);
        Some(if component > 0.0 {
            n as f64 / (n as f64 + within / component)
        } else {
            0.0
        })
    }
}

fn manager(team: &Tally, test: Option<Permutation>, all: &Tally, grand_mean: f64, variance: &Variance) -> Manager {
    let rest = all.without(team);
    let comparison = compare(team, &rest);
    let difference_from_all = team.mean().map(|mean| mean - grand_mean);
    let shrink_weight = team.mean().and_then(|_| variance.weight(team.n()));
    Manager {
        n: team.n(),
        mean: team.mean(),
        sd: team.standard_deviation(),
        difference_from_rest: comparison.map(|c| c.difference),
        difference_from_all,
        cliffs_delta: comparison.map(|c| c.cliffs_delta),
        test,
        p_holm: None,
        p_benjamini_hochberg: None,
        shrink_weight,
        shrunken_difference: shrink_weight
            .zip(difference_from_all)
            .map(|(weight, difference)| weight * difference),
    }
}

fn adjust(managers: &mut [Manager]) {
    let p: Vec<f64> = managers
        .iter()
        .filter_map(|m| m.test)
        .map(|test| test.p_two_sided)
        .collect();
    let adjusted = holm(&p).into_iter().zip(benjamini_hochberg(&p));
    for (manager, (strict, mild)) in managers.iter_mut().filter(|m| m.test.is_some()).zip(adjusted) {
        manager.p_holm = Some(strict);
        manager.p_benjamini_hochberg = Some(mild);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn team(ratings: &[i64]) -> Tally {
        ratings.iter().copied().collect()
    }

    #[test]
    fn a_single_manager_has_nobody_to_be_compared_with() {
        let alone = severity(&[team(&[3, 4])]).unwrap();
        assert_eq!(
            (alone.f, alone.managers[0].test, alone.managers[0].p_holm),
            (None, None, None)
        );
    }

    #[test]
    fn nothing_of_a_difference_within_chance_is_believed() {
        // Both means are 3: no variance between managers.
        let same = severity(&[team(&[2, 4]), team(&[3, 3, 3])]).unwrap();
        assert_eq!(
            (same.variance_between, same.managers[0].shrink_weight),
            (Some(0.0), Some(0.0))
        );
    }

    #[test]
    fn a_manager_without_rated_people_is_listed_without_figures() {
        let some = severity(&[team(&[]), team(&[3, 3]), team(&[5, 5])]).unwrap();
        assert_eq!(
            (some.managers.len(), some.managers[0].mean, some.managers[0].p_holm),
            (3, None, None)
        );
        // Six ways to choose two of four people; two of them are as far out.
        assert!((some.managers[1].test.unwrap().p_two_sided - 1.0 / 3.0).abs() < 1e-12);
        assert!((some.managers[1].p_holm.unwrap() - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!(severity(&[team(&[])]), None);
    }
}
