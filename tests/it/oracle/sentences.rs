//! The figures of a check as the page says them.

use serde_json::Value;

use super::pages::thousands;
use super::records::World;

/// Counts, effects and the p-value of a result, in the words of the page.
pub fn of(world: &World, check: &str, result: &Value) -> String {
    let mut said = figures(world, result);
    if let Some(p) = result["p"]["value"].as_f64() {
        said.push(probability(check, result, p));
    }
    said.join(" ")
}

/// The sentence that a list of flags has of a result.
pub fn first_of(world: &World, result: &Value) -> String {
    figures(world, result).into_iter().next().unwrap_or_default()
}

fn figures(world: &World, result: &Value) -> Vec<String> {
    let mut said = Vec::new();
    let effect = &result["effect"];
    match effect["kind"].as_str() {
        Some("rates") => said.extend(rates(effect)),
        Some("scale") => said.extend(scale(effect)),
        Some("tenure") => said.extend(tenure(effect)),
        Some("recency") => said.extend(recency(effect)),
        Some("exceeds") => {
            let n = number(&result["n"]);
            let exceeds = number(&effect["exceeds"]);
            said.push(format!(
                "{exceeds} of {n} rated Exceeds or better{}.",
                share_of(exceeds, n)
            ));
            let (rate, luck) = (number(&effect["rate"]) * 100.0, times(number(&effect["chance"])));
            said.push(format!(
                "At the overall rate of {rate:.0}% a team of this size trips the rule by luck {luck}."
            ));
        }
        Some("all-same") => {
            said.push(format!(
                "{} of {} have a {}.",
                effect["at_middle"], result["n"], effect["middle"]
            ));
            let (luck, share) = (times(number(&effect["chance"])), number(&effect["share"]) * 100.0);
            said.push(format!(
                "So many would all have it by luck {luck}, at its share of {share:.0}% overall."
            ));
        }
        Some("severity") => {
            let rest = signed(number(&effect["difference_from_rest"]));
            said.push(format!(
                "Mean {:.2}, {rest} against everyone else.",
                number(&effect["mean"])
            ));
            if let Some(shrunken) = effect["shrunken_difference"].as_f64() {
                let delta = signed(number(&effect["cliffs_delta"]));
                said.push(format!(
                    "Allowing for the size of the team, {} against all; Cliff's δ {delta}.",
                    signed(shrunken)
                ));
            }
        }
        Some("guideline") => said.extend(guideline(world, effect)),
        Some("calibration") => {
            said.push(format!("{} ratings went up and {} down.", effect["up"], effect["down"]));
            let (before, after, of) = (&effect["middle_before"], &effect["middle_after"], &effect["of"]);
            said.push(format!(
                "The middle value: {before} of {of} before, {after} of {of} after."
            ));
            if !effect["by_gender"].is_null() {
                said.push(format!("Changes by gender: {}", rates(&effect["by_gender"]).join(" ")));
            }
        }
        _ => {}
    }
    said
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

fn rates(effect: &Value) -> Vec<String> {
    let groups = effect["groups"].as_array().unwrap().iter().map(|group| {
        let (n, selected) = (number(&group["n"]), number(&group["selected"]));
        format!(
            "{} {selected} of {n}{}",
            group["group"].as_str().unwrap(),
            share_of(selected, n)
        )
    });
    let mut said = vec![format!("{}.", groups.collect::<Vec<_>>().join("; "))];
    let points = |value: f64| format!("{:+.1}", value * 100.0).replace('-', "−");
    let interval = &effect["interval"];
    said.push(format!(
        "Difference {} percentage points, 95% interval {} to {}.",
        points(number(&effect["difference"])),
        points(number(&interval[0])),
        points(number(&interval[1])),
    ));
    if let Some(ratio) = effect["impact_ratio"].as_f64() {
        let not = if effect["reverses_by_one"] == true { "" } else { "not " };
        let shortfall = number(&effect["shortfall"]);
        said.push(format!(
            "Impact ratio {ratio:.2}, a shortfall of {shortfall:.1} people; one person more would {not}reverse the order."
        ));
    }
    said.push(format!(
        "Mid-{}; Fisher's {}.",
        p_value(number(&effect["mid_p"])),
        p_value(number(&effect["fisher_p"]))
    ));
    said.extend(unstated(effect));
    said
}

fn scale(effect: &Value) -> Vec<String> {
    let groups = effect["groups"].as_array().unwrap();
    let named: Vec<_> = groups
        .iter()
        .map(|group| {
            format!(
                "{} mean {:.2} (n = {})",
                group["group"].as_str().unwrap(),
                number(&group["mean"]),
                group["n"]
            )
        })
        .collect();
    let mut said = Vec::new();
    if !named.is_empty() {
        said.push(format!("{}.", named.join("; ")));
    }
    for each in effect["comparisons"].as_array().unwrap() {
        let name = groups
            .get(each["group"].as_u64().unwrap() as usize)
            .map(|group| group["group"].as_str().unwrap());
        let name = name.map_or(String::new(), |name| format!("{name} against the others: "));
        let (difference, delta) = (
            signed(number(&each["difference"])),
            signed(number(&each["cliffs_delta"])),
        );
        said.push(format!(
            "{name}difference of the means {difference}, Cliff's δ {delta}."
        ));
    }
    if let Some(levels) = effect["levels"].as_u64() {
        let have = if levels == 1 { "level has" } else { "levels have" };
        said.push(format!("{levels} {have} people of several groups."));
    }
    said.extend(unstated(effect));
    said
}

fn unstated(effect: &Value) -> Option<String> {
    let many = effect["unstated"].as_u64().filter(|many| *many > 0)?;
    Some(format!("{many} did not state a gender and are left out."))
}

fn tenure(effect: &Value) -> Vec<String> {
    let tau = signed(number(&effect["tau_b"]));
    let mut said = vec![format!("Kendall's τ-b between time here and rating is {tau}.")];
    if let (Some(difference), Some(p)) = (effect["recent_difference"].as_f64(), effect["recent_p"].as_f64()) {
        said.push(format!(
            "{} with less than twelve months here: their mean rating is {} against the rest (one-sided {}).",
            effect["recent"],
            signed(difference),
            p_value(p)
        ));
    }
    said
}

fn recency(effect: &Value) -> Vec<String> {
    let share = number(&effect["expected_share"]) * 100.0;
    let thirds = &effect["thirds"];
    let mut said = vec![
        format!(
            "{} of {} dated items fall in the cycle's last days, which are {share:.0}% of it.",
            effect["in_window"], effect["items"]
        ),
        format!("By thirds of the cycle: {}, {}, {}.", thirds[0], thirds[1], thirds[2]),
    ];
    if let Some(days) = effect["largest_gap_days"].as_i64() {
        said.push(format!("Largest gap {}.", super::pages::days_of(&days.into())));
    }
    said
}

fn guideline(world: &World, effect: &Value) -> Vec<String> {
    let moves = match effect["people_to_move"].as_u64() {
        Some(0) => "No rating would have to change.".to_owned(),
        Some(1) => "One rating would have to change.".to_owned(),
        Some(moves) => format!("{moves} ratings would have to change."),
        None => "No whole numbers meet the guideline for so many people.".to_owned(),
    };
    let rows = world.policy.ratings.iter().enumerate().map(|(at, rating)| {
        let (count, bounds) = (&effect["counts"][at], &effect["bounds"][at]);
        format!("{count} rated {} (bounds {}–{})", rating.value, bounds[0], bounds[1])
    });
    vec![moves, format!("{}.", rows.collect::<Vec<_>>().join(", "))]
}

fn probability(check: &str, result: &Value, p: f64) -> String {
    let mut said = format!(
        "{}: if nothing but luck were at work, something at least as far from even would come up {}.",
        p_value(p),
        times(p)
    );
    let adjusted = number(&result["p"]["adjusted"]);
    if (adjusted - p).abs() >= 0.0005 {
        let of_everyone = check.starts_with("gender") || ["tenure", "calibration"].contains(&check);
        let family = if of_everyone {
            "the checks of everyone"
        } else {
            "all that this check looked at"
        };
        said.push_str(&format!(" Over {family}, by Holm: {}.", p_value(adjusted)));
    }
    if result["p"]["exact"] == false {
        said.push_str(" Approximated: there are too many outcomes to count each.");
    }
    said
}

/// A percentage beside its count, from ten people on.
fn share_of(part: f64, whole: f64) -> String {
    if whole < 10.0 {
        String::new()
    } else {
        format!(" ({}%)", thousands(part / whole * 100.0, 0))
    }
}

fn p_value(p: f64) -> String {
    if p < 0.0005 {
        "p < 0.001".to_owned()
    } else {
        format!("p = {p:.3}")
    }
}

fn times(p: f64) -> String {
    if p < 0.0005 {
        "less than once in 1,000 times".to_owned()
    } else if p < 0.095 {
        let many = format!("{:.0}", p * 1000.0);
        if many == "1" {
            "once in 1,000 times".to_owned()
        } else {
            format!("{many} times in 1,000")
        }
    } else {
        format!("{:.0} times in 100", p * 100.0)
    }
}

fn signed(value: f64) -> String {
    format!("{value:+.2}").replace('-', "−")
}
