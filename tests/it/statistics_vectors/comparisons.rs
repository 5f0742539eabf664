//! Figures of groups against each other: tables, permutations, ranks, managers.

use super::input::*;
use preread::facts::statistics::{
    Tally, association, fisher::TwoGroups, freeman_halton, multinomial, multiplicity, permutation, power, severity,
    unconditional,
};
use serde_json::{Value, json};

pub(super) fn fisher(input: &Value) -> Value {
    let cells = |row: usize| <[usize; 2]>::try_from(sizes(&input["table"][row])).unwrap();
    let groups = TwoGroups::from_cells(cells(0), cells(1));
    // SciPy's unconditional tests take the columns of a table as the two groups.
    let columns = TwoGroups::from_cells([cells(0)[0], cells(1)[0]], [cells(0)[1], cells(1)[1]]);
    let test = groups.fisher();
    json!({
        "p_two_sided": test.p_two_sided,
        "p_two_fraction": test.p_two_sided,
        "midp_two_sided": test.mid_p,
        "p_less": test.p_less,
        "p_greater": test.p_greater,
        "p_obs": test.p_observed,
        "rate_women": groups.first_rate(),
        "rate_men": groups.second_rate(),
        "impact_ratio": groups.impact_ratio(),
        "four_fifths_flag": groups.below_four_fifths(),
        "flip_flop_one_person": groups.reverses_by_one(),
        "shortfall_women": groups.first_shortfall(),
        "odds_ratio_sample": groups.odds_ratio(),
        "odds_ratio_haldane": groups.odds_ratio_haldane(),
        "phi": groups.phi(),
        "risk_diff": groups.difference(),
        "newcombe95": groups.newcombe95(),
        "chi2_pearson": groups.chi_square(),
        "chi2_yates": groups.chi_square_yates(),
        "z_two_sd": groups.standard_errors(),
        "barnard_wald_p": unconditional::barnard(columns),
        "boschloo_p": unconditional::boschloo(columns),
    })
}

pub(super) fn smallest_p(input: &Value) -> Value {
    let (women, men, selected) = (
        size(&input["n_women"]),
        size(&input["n_men"]),
        size(&input["total_selected"]),
    );
    // Any table with these margins will do: fill the women first.
    let first_selected = selected.min(women);
    let second_selected = selected - first_selected;
    let test = TwoGroups {
        first_selected,
        first_n: women,
        second_selected,
        second_n: men,
    }
    .fisher();
    json!({ "min_p_two_sided": test.smallest_p, "can_reach_0_05": test.smallest_p < 0.05 })
}

pub(super) fn freeman_halton_table(input: &Value) -> Value {
    let rows: Vec<Vec<usize>> = list(&input["table"]).iter().map(sizes).collect();
    let chi_square = freeman_halton::chi_square(&rows).unwrap();
    json!({
        "p_two_sided": freeman_halton::freeman_halton(&rows).p,
        "chi2": chi_square.statistic,
        "chi2_p": chi_square.p,
        "cramers_v": chi_square.cramers_v,
        "min_expected": chi_square.smallest_expected,
    })
}

pub(super) fn exact_multinomial(input: &Value) -> Value {
    let shares: Vec<f64> = list(&input["null_probs_1to5"]).iter().map(|p| ratio(text(p))).collect();
    let test = multinomial::multinomial(&sizes(&input["counts_1to5"]), &shares).unwrap();
    json!({
        "p_prob_ordering": test.p,
        "p_pearson_ordering": test.p_by_chi_square,
        "p_llr_ordering": test.p_by_likelihood_ratio,
        "chi2": test.chi_square,
        "G": test.likelihood_ratio,
        "chi2_asymptotic_p": test.p_chi_square_approximate,
        "outcomes_enumerated": test.outcomes,
        "min_expected": test.smallest_expected,
    })
}

pub(super) fn power_by_rate(input: &Value) -> Value {
    let (women, men, rate) = (
        size(&input["n_women"]),
        size(&input["n_men"]),
        number(&input["rate_men"]),
    );
    let rates = ["0.39", "0.33", "0.3", "0.2", "0.15", "0.1", "0.05", "0.02"];
    let power = |women_rate| power::fisher_mid_p_power(women, women_rate, men, rate, 0.05);
    json!({ "power_by_rate_women": by_key(rates.map(|r| (r.to_owned(), json!(power(r.parse().unwrap()))))) })
}

pub(super) fn two_groups(input: &Value) -> Value {
    let (first, second) = (tally(&input["group1"]), tally(&input["group2"]));
    let test = permutation::two_groups(&first, &second).unwrap();
    let comparison = permutation::compare(&first, &second).unwrap();
    json!({
        "mean1": comparison.first_mean,
        "mean2": comparison.second_mean,
        "diff": comparison.difference,
        "p_two_sided": test.p_two_sided,
        "p_two_fraction": test.p_two_sided,
        "p_less": test.p_less,
        "p_greater": test.p_greater,
        "cliffs_delta": comparison.cliffs_delta,
        "A12": comparison.superiority,
        "cohen_d": comparison.cohens_d,
        "hedges_g": comparison.hedges_g,
        "mannwhitney_asymptotic_p": permutation::mann_whitney_approximate(&first, &second),
    })
}

pub(super) fn stratified(input: &Value) -> Value {
    let strata: Vec<(Tally, Tally)> = list(&input["strata"])
        .iter()
        .map(|s| (tally(&s["women"]), tally(&s["men"])))
        .collect();
    let whole = strata.iter().fold((Tally::default(), Tally::default()), |a, b| {
        (a.0.with(&b.0), a.1.with(&b.1))
    });
    let test = permutation::within_strata(&strata).unwrap();
    json!({
        "observed_sum_minus_expected": test.observed_less_expected,
        "p_two_sided": test.p_two_sided,
        "p_unstratified": permutation::two_groups(&whole.0, &whole.1).unwrap().p_two_sided,
    })
}

pub(super) fn ranks(input: &Value) -> Value {
    let x = numbers(input.get("tenure_months").unwrap_or(&input["okr_score"]));
    let y = numbers(&input["rating"]);
    let (kendall, spearman) = (association::kendall(&x, &y), association::spearman(&x, &y));
    json!({
        "S": kendall.s,
        "tau_b": kendall.tau_b,
        "p_two_sided": kendall.p_two_sided,
        "p_two_fraction": kendall.p_two_sided,
        "p_greater": kendall.p_greater,
        "p_less": kendall.p_less,
        "kendall_asymptotic_p": kendall.p_normal,
        "spearman_rho": spearman.rho,
        "spearman_exact_perm_p_two": spearman.p_exact,
        "spearman_t_approx_p": spearman.p_t,
    })
}

pub(super) fn leniency(input: &Value) -> Value {
    let names: Vec<&String> = input["managers"].as_object().unwrap().keys().collect();
    let teams: Vec<Tally> = names
        .iter()
        .map(|name| tally(&input["managers"][name.as_str()]))
        .collect();
    let all = severity::severity(&teams).unwrap();
    let managers = names.into_iter().zip(&all.managers).map(|(name, manager)| {
        let figures = json!({
            "n": manager.n,
            "mean": manager.mean,
            "diff_vs_rest": manager.difference_from_rest,
            "diff_vs_grand": manager.difference_from_all,
            "p_two_sided": manager.test.map(|test| test.p_two_sided),
            "shrunken_effect": manager.shrunken_difference,
            "shrink_weight": manager.shrink_weight,
            "sd": manager.sd,
            "cliffs_delta": manager.cliffs_delta,
            "p_holm": manager.p_holm,
            "p_bh": manager.p_benjamini_hochberg,
        });
        (name.clone(), figures)
    });
    json!({
        "N": all.n,
        "grand_mean": all.grand_mean,
        "MSB": all.mean_square_between,
        "MSW": all.mean_square_within,
        "n0": all.effective_team_size,
        "var_between": all.variance_between,
        "ICC1": all.intraclass_correlation,
        "eta_squared": all.eta_squared,
        "F": all.f,
        "F_p": all.f_p,
        "managers": by_key(managers),
    })
}

pub(super) fn adjusted(input: &Value) -> Value {
    let p = numbers(&input["p"]);
    json!({ "holm": multiplicity::holm(&p), "bh": multiplicity::benjamini_hochberg(&p) })
}
