//! The worked cases of `tests/data/statistics-vectors.json`, computed there by independent exact arithmetic and checked
//! against `SciPy`. Every case is walked, every expected figure compared; a method, or a figure, that this file does not
//! know is a failure.

mod comparisons;
mod input;
mod small_figures;

use comparisons::*;
use input::{list, ratio, size, text};
use preread::facts::statistics::{binomial, guideline};
use serde_json::{Value, json};
use small_figures::*;

/// Keys that hold words for the reader and no figure.
const PROSE: [&str; 2] = ["note", "reason"];

/// Figures that `SciPy` alone computed, by a numeric search of its own: the vectors give them to this precision.
const SEARCHED: [(&str, f64); 2] = [("barnard_wald_p", 1e-4), ("boschloo_p", 1e-4)];

#[test]
fn every_worked_case_comes_out_as_computed_independently() {
    let file: Value = serde_json::from_str(include_str!("../data/statistics-vectors.json")).unwrap();
    let cases = list(&file["cases"]);
    // The file's head speaks of 103 cases; this many are in it, of every method that the head lists.
    assert_eq!(cases.len(), 81);
    let faults: Vec<String> = cases.iter().flat_map(faults_of).collect();
    assert!(
        faults.is_empty(),
        "{} figures differ:\n{}",
        faults.len(),
        faults.join("\n")
    );
}

fn faults_of(case: &Value) -> Vec<String> {
    let tolerance = case["tol"].as_f64().unwrap_or(1e-9);
    let ours = figures(text(&case["method"]), &case["input"]);
    let mut faults = Vec::new();
    compare(text(&case["id"]), &case["expect"], &ours, tolerance, &mut faults);
    faults
}

/// Walks what is expected and notes each figure that we lack or that differs.
fn compare(at: &str, expected: &Value, ours: &Value, tolerance: f64, faults: &mut Vec<String>) {
    let equal = match (expected, ours) {
        (Value::Object(wanted), Value::Object(found)) => {
            for (key, value) in wanted.iter().filter(|(key, _)| !PROSE.contains(&key.as_str())) {
                let place = format!("{at}.{key}");
                let tolerance = SEARCHED
                    .iter()
                    .find(|(name, _)| name == key)
                    .map_or(tolerance, |(_, wide)| *wide);
                match found.get(key) {
                    Some(figure) if key.ends_with("fraction") => {
                        compare(&place, &fraction(value, figure), figure, tolerance, faults);
                    }
                    Some(figure) => compare(&place, value, figure, tolerance, faults),
                    None => faults.push(format!("{place}: not computed")),
                }
            }
            true
        }
        (Value::Array(wanted), Value::Array(found)) if wanted.len() == found.len() => {
            for (i, (value, figure)) in wanted.iter().zip(found).enumerate() {
                compare(&format!("{at}[{i}]"), value, figure, tolerance, faults);
            }
            true
        }
        (Value::Number(wanted), Value::Number(found)) => {
            (wanted.as_f64().unwrap() - found.as_f64().unwrap()).abs() <= tolerance
        }
        _ => expected == ours,
    };
    if !equal {
        faults.push(format!("{at}: expected {expected}, computed {ours}"));
    }
}

/// "11/56" as a number. Where the vectors give none (too long to print), the decimal beside it is compared alone.
fn fraction(value: &Value, figure: &Value) -> Value {
    value
        .as_str()
        .map_or_else(|| figure.clone(), |written| json!(ratio(written)))
}

/// One line a method.
fn figures(method: &str, input: &Value) -> Value {
    match method {
        "all_threes" => all_threes(),
        "change_sign_test" => json!({ "p_two_sided": binomial::sign_test(size(&input["up"]), size(&input["down"])) }),
        "compa" => compa(input),
        "dates" => dates(input),
        "denominator" => denominator(input),
        "differentiation" => differentiation(input),
        "exact_multinomial" => exact_multinomial(input),
        "exceeds_over_40" => exceeds(input),
        "fisher_2x2" => fisher(input),
        "fisher_min_attainable_p" => smallest_p(input),
        "freeman_halton" => freeman_halton_table(input),
        "guideline_feasibility" => feasibility(input),
        "guideline_range" => guideline_range(input, guideline::Rounding::Inward),
        "guideline_range_lenient" => guideline_range(input, guideline::Rounding::Outward),
        "halo" => halo(input),
        "kappa" => kappa(input),
        "kendall_exact" => ranks(input),
        "leniency" => leniency(input),
        "merit" => merit(input),
        "merit_rollup" => merit_rollup(input),
        "multiplicity" => adjusted(input),
        "okr_rollup" => okr_rollup(input),
        "okr_score" => okr_score(input),
        "ols_residual" => line(input),
        "perm_stratified" => stratified(input),
        "perm_two_group_mean_rating" => two_groups(input),
        "power" => power_by_rate(input),
        "recency_share" => recency_share(input),
        "recency_threshold" => recency_threshold(),
        "suppression_2d" => suppression_2d(input),
        "suppression_attribute" => suppression_attribute(input),
        "suppression_audit" => suppression_audit(input),
        "suppression_nested" => suppression_nested(input),
        unknown => panic!("no such method here: {unknown}"),
    }
}
