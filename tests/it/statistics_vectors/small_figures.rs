//! Figures of one group: shares, dates, the guideline, raters, goals, pay, and what stays hidden.

use super::input::*;
use preread::facts::statistics::{
    PartsPerMillion, agreement, binomial, goals, guideline, pay, recency, residuals, schedule, suppression,
    suppression_table,
};
use serde_json::{Value, json};

/// 14 days of a quarter of 92, as in the vectors.
pub(super) const LAST_FORTNIGHT: f64 = 14.0 / 92.0;

pub(super) fn recency_share(input: &Value) -> Value {
    let period = recency::Period {
        first: day(&input["period"][0]),
        last: day(&input["period"][1]),
    };
    let evidence: Vec<i64> = list(&input["evidence_dates"]).iter().map(day).collect();
    let spread = recency::recency(period, whole(&input["window_days"]), &evidence);
    json!({
        "period_days": period.days(),
        "window_start": date(spread.window_first),
        "m": spread.items,
        "k": spread.in_window,
        "share": spread.share,
        "expected_share": spread.expected_share,
        "p_binom_upper": spread.p_upper,
        "p_fraction": spread.p_upper,
        "wilson95": spread.share_interval,
        "max_gap_days": spread.largest_gap_days,
        "thirds": spread.thirds,
        "weeks_with_evidence": spread.weeks_with_evidence,
        "median_position": spread.median_position,
    })
}

pub(super) fn recency_threshold() -> Value {
    let smallest = |m| json!(binomial::smallest_rare_count(m, LAST_FORTNIGHT, 0.05));
    by_key((1..=20).map(|m| (m.to_string(), smallest(m))))
}

pub(super) fn exceeds(input: &Value) -> Value {
    let forty = PartsPerMillion::from_percent(40.0);
    if let (Some(n), Some(k)) = (input["n"].as_u64(), input["exceeds"].as_u64()) {
        let (n, k) = (usize::try_from(n).unwrap(), usize::try_from(k).unwrap());
        return json!({
            "share": k as f64 / n as f64,
            "flag": binomial::exceeds_share(k, n, forty),
            "p_upper_vs_0_33": binomial::upper_tail(k, n, 0.33),
            "p_upper_vs_0_40": binomial::upper_tail(k, n, 0.40),
            "wilson95": binomial::wilson95(k, n),
            "clopper_pearson95": binomial::clopper_pearson95(k, n),
        });
    }
    if let Some(teams) = input["teams"].as_u64() {
        let chance = binomial::exceeds_chance(size(&input["team_size"]), forty, number(&input["baseline"])).chance;
        return json!({
            "p_flag_per_team": chance,
            "expected_flagged_teams": chance * teams as f64,
            "p_at_least_one": binomial::at_least_one(chance, usize::try_from(teams).unwrap()),
        });
    }
    by_key((1..=15_usize).map(|n| {
        let rule = binomial::exceeds_chance(n, forty, 0.33);
        let figures = json!({
            "smallest_flagging_count": rule.smallest_count,
            "share": rule.smallest_count.map(|count| count as f64 / n as f64),
            "p_by_chance_at_33pct": rule.chance,
        });
        (n.to_string(), figures)
    }))
}

pub(super) fn all_threes() -> Value {
    by_key((1..=12).map(|n| (n.to_string(), json!(binomial::all_same_chance(n, 0.55)))))
}

pub(super) fn differentiation(input: &Value) -> Value {
    let ratings = counts_from_one(&input["counts_1to5"]);
    let spread = ratings.differentiation().unwrap();
    json!({
        "n": spread.n,
        "distinct": spread.distinct,
        "modal_share": spread.modal_share,
        "sd_sample": spread.sd,
        "entropy_bits": spread.entropy_bits,
        "mean": spread.mean,
        "all_threes": ratings.all_at(3),
    })
}

pub(super) fn denominator(input: &Value) -> Value {
    let rated = counts_from_one(&input["counts_1to5"]);
    assert_eq!(rated.n() + size(&input["not_rated"]), size(&input["headcount"]));
    json!({
        "rated_n": rated.n(),
        "share_top": rated.count_from(4) as f64 / rated.n() as f64,
        "share_top_if_NR_in_denominator": rated.count_from(4) as f64 / number(&input["headcount"]),
    })
}

pub(super) fn dates(input: &Value) -> Value {
    let first = day(&input["created"]);
    let check_ins = schedule::check_in_days(first, &[30, 60, 90]);
    json!({
        "day30": date(check_ins[0]),
        "day60": date(check_ins[1]),
        "day90": date(check_ins[2]),
        "extended_60_after_90": date(schedule::check_in_days(check_ins[2], &[60])[0]),
        "pip_60": date(schedule::check_in_days(first, &[60])[0]),
        "pip_week_starts": schedule::week_starts(first, 60).into_iter().map(date).collect::<Vec<_>>(),
    })
}

pub(super) fn ranges(value: &Value) -> Vec<guideline::Range> {
    list(value)
        .iter()
        .map(|r| guideline::Range {
            low: percent(&r[0]),
            high: percent(&r[1]),
        })
        .collect()
}

pub(super) fn guideline_range(input: &Value, rounding: guideline::Rounding) -> Value {
    let (counts, ranges) = (sizes(&input["counts_1to5"]), ranges(&input["guideline_percent_1to5"]));
    let fit = guideline::fit(&counts, &ranges, rounding);
    let pairs = || counts.iter().zip(&ranges);
    json!({
        "n": fit.n,
        "count_bounds_1to5": fit.bounds.iter().map(|b| [b.low, b.high]).collect::<Vec<_>>(),
        "integer_feasible": guideline::feasible(&ranges, fit.n),
        "over": fit.over,
        "under": fit.under,
        "min_people_to_move": fit.people_to_move,
        "in_range": fit.in_range,
        "percent": counts.iter().map(|count| guideline::percent(*count, fit.n)).collect::<Vec<_>>(),
        "deviation_pp_from_nearest_edge": pairs().map(|(c, r)| r.deviation(*c, fit.n)).collect::<Vec<_>>(),
    })
}

pub(super) fn feasibility(input: &Value) -> Value {
    if let Some(shares) = input.get("percent_5to1") {
        let shares: Vec<PartsPerMillion> = list(shares).iter().map(percent).collect();
        let n = size(&input["n"]);
        return json!({
            "implied_counts": guideline::implied_counts(&shares, n),
            "integer": guideline::can_be_counts(&shares, n),
        });
    }
    let ranges = ranges(&input["guideline"]);
    let feasible = |n: &usize| guideline::feasible(&ranges, *n);
    json!({
        "feasible": by_key((1..=60).map(|n| (n.to_string(), json!(feasible(&n))))),
        "smallest_feasible_n": (1..=60).find(feasible),
        "infeasible": (1..=60).filter(|n| !feasible(n)).collect::<Vec<_>>(),
    })
}

pub(super) fn halo(input: &Value) -> Value {
    let rows: Vec<Vec<f64>> = list(&input["rows_ratees_cols_dimensions"])
        .iter()
        .map(numbers)
        .collect();
    let halo = agreement::halo(&rows).unwrap();
    json!({
        "mean_within_ratee_sd": halo.spread_within_people,
        "mean_interdimension_r": halo.mean_correlation,
        "cronbach_alpha": halo.cronbachs_alpha,
        "share_flat_profiles": halo.flat_share,
    })
}

pub(super) fn kappa(input: &Value) -> Value {
    let ratings = |key: &str| list(&input[key]).iter().map(whole).collect::<Vec<_>>();
    let both = agreement::agreement(&ratings("rater1"), &ratings("rater2")).unwrap();
    json!({
        "kappa_linear": both.kappa_linear,
        "kappa_quadratic": both.kappa_quadratic,
        "exact_agreement": both.exact,
        "within_one": both.within_one,
    })
}

pub(super) fn line(input: &Value) -> Value {
    let line = residuals::line(&numbers(&input["okr_score"]), &numbers(&input["rating"])).unwrap();
    json!({
        "slope": line.slope,
        "intercept": line.intercept,
        "resid_sd": line.residual_sd,
        "residuals": line.residuals,
        "flag_abs_gt_1_level": line.farther_than(1.0),
    })
}

pub(super) fn okr_score(input: &Value) -> Value {
    let (from, to, value) = (
        number(&input["start"]),
        number(&input["target"]),
        number(&input["actual"]),
    );
    let measured = goals::measure(from, to, value).unwrap();
    let goals::Measured::Ratio { raw } = measured else {
        panic!("the start is the target")
    };
    json!({ "score_clamped": measured.score(), "raw_ratio": raw })
}

pub(super) fn okr_rollup(input: &Value) -> Value {
    let scores = numbers(&input["krs"]);
    let weights = input.get("weights").map_or_else(|| vec![1.0; scores.len()], numbers);
    json!({ "objective": goals::weighted_mean(&scores.into_iter().zip(weights).collect::<Vec<_>>()) })
}

/// Millionths of the currency as the currency.
pub(super) fn money(millionths: i128) -> f64 {
    millionths as f64 / 1e6
}

pub(super) fn merit(input: &Value) -> Value {
    let raise = pay::Merit {
        base: whole(&input["base"]),
        percent: percent(&input["pct"]),
    };
    let rounded = raise.after(1000).unwrap();
    json!({
        "exact_new": money(raise.after_millionths()),
        "exact_increase": money(raise.increase_millionths()),
        "rounded_to_1000": rounded,
        "effective_pct_if_rounded": raise.effective_percent(rounded),
    })
}

pub(super) fn compa(input: &Value) -> Value {
    let band = pay::Band {
        low: whole(&input["band"][0]),
        high: whole(&input["band"][1]),
    };
    let base = whole(&input["base"]);
    json!({
        "midpoint": band.midpoint(),
        "compa_ratio": band.compa_ratio(base),
        "range_penetration": band.position(base),
    })
}

/// The scenario's merit ranges, rating 1 first.
pub(super) const MERIT: [(f64, f64); 5] = [(0.0, 0.0), (0.0, 2.0), (3.0, 5.0), (5.0, 10.0), (5.0, 10.0)];

pub(super) fn merit_rollup(input: &Value) -> Value {
    let percents = PartsPerMillion::from_percent;
    if let Some(shares) = input.get("dist_percent_5to1") {
        let ends = |key: &str| (percent(&input[key][0]), percent(&input[key][1]));
        let ranges = [
            "range_exceeds",
            "range_exceeds",
            "range_meets",
            "range_dev",
            "range_below",
        ]
        .map(ends);
        let rows: Vec<_> = list(shares)
            .iter()
            .zip(ranges)
            .map(|(s, (low, high))| (percent(s), low, high))
            .collect();
        let [min, mid, max] = pay::pool_cost(&rows);
        return json!({ "min_pct": min, "mid_pct": mid, "max_pct": max });
    }
    let people = list(&input["people"]);
    let raise = |p: &Value| pay::Merit {
        base: whole(&p["base"]),
        percent: percent(&p["merit_pct"]),
    };
    let raises: Vec<pay::Merit> = people.iter().map(raise).collect();
    let in_policy = |p: &Value| {
        let (low, high) = MERIT[size(&p["rating"]) - 1];
        pay::in_range(percent(&p["merit_pct"]), percents(low), percents(high))
    };
    let (unit, budget) = (pay::Rollup::of(&raises), percent(&input["budget_pct"]));
    let mean = goals::mean(&raises.iter().map(|raise| raise.percent.percent()).collect::<Vec<_>>());
    json!({
        "payroll": money(unit.payroll * 1_000_000),
        "increase_total": money(unit.increase_millionths),
        "increases": raises.iter().map(|raise| money(raise.increase_millionths())).collect::<Vec<_>>(),
        "effective_pct": unit.effective_percent(),
        "budget": money(unit.budget_millionths(budget)),
        "over_budget": money(unit.over_budget_millionths(budget)),
        "simple_mean_pct": mean,
        "in_policy": people.iter().map(in_policy).collect::<Vec<_>>(),
    })
}

pub(super) fn suppression_nested(input: &Value) -> Value {
    let verdict = suppression::nested(size(&input["org"]), size(&input["team"]), size(&input["k"]));
    json!({ "publish_team_and_org": verdict.is_ok() })
}

pub(super) fn suppression_attribute(input: &Value) -> Value {
    let ratings = tally(&input["ratings"]);
    let counts: Vec<usize> = ratings.iter().map(|(_, count)| count).collect();
    json!({ "publish_distribution": suppression::distribution(&counts, size(&input["k"])).is_ok() })
}

pub(super) fn suppression_audit(input: &Value) -> Value {
    let mean = |i: usize| {
        let row = &input["published"][i];
        suppression::PublishedMean {
            n: size(&row[1]),
            mean: number(&row[2]),
        }
    };
    let missing = suppression::reconstructed(mean(0), mean(1)).unwrap();
    assert_eq!(missing.n, 1);
    json!({ "reconstructed_rating_of_missing_person": missing.mean, "nearest_rating": missing.mean.round() })
}

pub(super) fn suppression_2d(input: &Value) -> Value {
    let counts: Vec<Vec<usize>> = list(&input["counts"]).iter().map(sizes).collect();
    let table = suppression_table::suppress(&counts, size(&input["k"]));
    let cell = |i: usize, j: usize| {
        if table.hides((i, j)) {
            json!("–")
        } else {
            json!(counts[i][j])
        }
    };
    let row = |i: usize| (0..counts[i].len()).map(|j| cell(i, j)).collect::<Vec<_>>();
    let ranges = table
        .hidden
        .iter()
        .zip(&table.ranges)
        .map(|((i, j), range)| (format!("{i},{j}"), json!(range)));
    json!({
        "primary": table.primary,
        "suppressed": table.hidden,
        "rendered": (0..counts.len()).map(row).collect::<Vec<_>>(),
        "attacker_intervals": by_key(ranges),
        "exactly_disclosed": table.disclosed(),
        "all_cells_suppressed": table.hidden.len() == counts.iter().map(Vec::len).sum::<usize>(),
    })
}
