//! The figures of a check in sentences that a facilitator can repeat in the room.

use crate::facts::bias::{CheckResult, Figures, Kind, PValue, RateFigures, ScaleFigures};
use crate::facts::statistics::Exactness;
use crate::facts::statistics::recency::Recency;
use crate::views::{Context, words};

/// Counts and effects, a sentence each.
pub(super) fn effect(context: &Context<'_, '_>, result: &CheckResult) -> Vec<String> {
    let Some(figures) = &result.figures else {
        return Vec::new();
    };
    match figures {
        Figures::Rates(rates) => rates_in_words(rates),
        Figures::Scale(scale) => scale_in_words(scale),
        Figures::Tenure(tenure) => {
            let mut said = vec![format!(
                "Kendall's τ-b between time here and rating is {}.",
                signed(tenure.tau_b)
            )];
            if let (Some(difference), Some(p)) = (tenure.recent_difference, tenure.recent_p) {
                said.push(format!(
                    "{} with less than twelve months here: their mean rating is {} against the rest (one-sided {}).",
                    tenure.recent,
                    signed(difference),
                    p_value(p)
                ));
            }
            said
        }
        Figures::Recency(recency) => recency_in_words(recency),
        Figures::Exceeds(exceeds) => vec![
            format!(
                "{} of {} rated Exceeds or better{}.",
                exceeds.exceeds,
                exceeds.n,
                share_of(exceeds.exceeds, exceeds.n)
            ),
            format!(
                "At the overall rate of {:.0}% a team of this size trips the rule by luck {}.",
                exceeds.rate * 100.0,
                times(exceeds.chance.chance)
            ),
        ],
        Figures::AllSame(same) => vec![
            format!("{} of {} have a {}.", same.at_middle, same.n, same.middle),
            format!(
                "So many would all have it by luck {}, at its share of {:.0}% overall.",
                times(same.chance),
                same.share * 100.0
            ),
        ],
        Figures::Severity(severity) => {
            let mut said = vec![format!(
                "Mean {:.2}, {} against everyone else.",
                severity.mean,
                signed(severity.difference_from_rest)
            )];
            if let Some(shrunken) = severity.shrunken_difference {
                said.push(format!(
                    "Allowing for the size of the team, {} against all; Cliff's δ {}.",
                    signed(shrunken),
                    signed(severity.cliffs_delta)
                ));
            }
            said
        }
        Figures::Guideline(guideline) => {
            let scale = &context.lens.policy().ratings;
            let bounds = scale.iter().zip(&guideline.counts).zip(&guideline.fit.bounds);
            let counts: Vec<_> = bounds
                .map(|((rating, count), bounds)| {
                    format!("{count} rated {} (bounds {}–{})", rating.value, bounds.low, bounds.high)
                })
                .collect();
            let moves = match guideline.fit.people_to_move {
                Some(0) => "No rating would have to change.".to_owned(),
                Some(1) => "One rating would have to change.".to_owned(),
                Some(moves) => format!("{moves} ratings would have to change."),
                None => "No whole numbers meet the guideline for so many people.".to_owned(),
            };
            vec![moves, format!("{}.", counts.join(", "))]
        }
        Figures::Calibration(calibration) => {
            let middle = calibration.middle;
            let mut said = vec![
                format!("{} ratings went up and {} down.", calibration.up, calibration.down),
                format!(
                    "The middle value: {} of {} before, {} of {} after.",
                    middle.before, middle.n, middle.after, middle.n
                ),
            ];
            if let Some(rates) = &calibration.by_gender {
                said.push(format!("Changes by gender: {}", rates_in_words(rates).join(" ")));
            }
            said
        }
    }
}

fn rates_in_words(rates: &RateFigures) -> Vec<String> {
    let groups: Vec<_> = rates
        .groups
        .iter()
        .map(|group| {
            format!(
                "{} {} of {}{}",
                group.name,
                group.selected,
                group.n,
                share_of(group.selected, group.n)
            )
        })
        .collect();
    let mut said = vec![format!("{}.", groups.join("; "))];
    let mut difference = format!("Difference {:+.1} percentage points", rates.difference * 100.0).replace('-', "−");
    if let Some(interval) = rates.interval {
        let text = format!(
            ", 95% interval {:+.1} to {:+.1}",
            interval.low * 100.0,
            interval.high * 100.0
        );
        difference.push_str(&text.replace('-', "−"));
    }
    said.push(format!("{difference}."));
    if let Some(ratio) = rates.impact_ratio {
        let by_one = if rates.reverses_by_one {
            "one person more would reverse the order"
        } else {
            "one person more would not reverse the order"
        };
        said.push(format!(
            "Impact ratio {ratio:.2}, a shortfall of {:.1} people; {by_one}.",
            rates.shortfall
        ));
    }
    said.push(format!(
        "Mid-{}; Fisher's {}.",
        p_value(rates.mid_p),
        p_value(rates.fisher_p)
    ));
    said.extend(unstated(rates.unstated));
    said
}

fn scale_in_words(scale: &ScaleFigures) -> Vec<String> {
    let mut said = Vec::new();
    if !scale.groups.is_empty() {
        let groups: Vec<_> = scale
            .groups
            .iter()
            .map(|group| format!("{} mean {:.2} (n = {})", group.name, group.mean, group.n))
            .collect();
        said.push(format!("{}.", groups.join("; ")));
    }
    for comparison in &scale.comparisons {
        let name = scale.groups.get(comparison.group).map(|group| &*group.name);
        let against = name.map_or(String::new(), |name| format!("{name} against the others: "));
        said.push(format!(
            "{against}difference of the means {}, Cliff's δ {}.",
            signed(comparison.difference),
            signed(comparison.cliffs_delta)
        ));
    }
    said.extend(scale.levels.map(|levels| {
        format!(
            "{} people of several groups.",
            words::counted(levels, "level has", "levels have")
        )
    }));
    said.extend(unstated(scale.unstated));
    said
}

fn recency_in_words(recency: &Recency) -> Vec<String> {
    let [first, second, last] = recency.thirds;
    let mut said = vec![
        format!(
            "{} of {} dated items fall in the cycle's last days, which are {:.0}% of it.",
            recency.in_window,
            recency.items,
            recency.expected_share * 100.0
        ),
        format!("By thirds of the cycle: {first}, {second}, {last}."),
    ];
    said.extend(recency.largest_gap_days.map(|days| {
        format!(
            "Largest gap {}.",
            words::counted(usize::try_from(days).unwrap_or(0), "day", "days")
        )
    }));
    said
}

fn unstated(unstated: usize) -> Option<String> {
    (unstated > 0).then(|| format!("{unstated} did not state a gender and are left out."))
}

/// A percentage beside its count, where enough people make it fair.
fn share_of(part: usize, whole: usize) -> String {
    if whole < crate::facts::statistics::guideline::PERCENT_FROM {
        String::new()
    } else {
        format!(" ({:.0}%)", part as f64 / whole as f64 * 100.0)
    }
}

/// The p-value of a result in words.
pub(super) fn probability(kind: Kind, p: PValue) -> String {
    let mut text = format!(
        "{}: if nothing but luck were at work, something at least as far from even would come up {}.",
        p_value(p.value),
        times(p.value)
    );
    if (p.adjusted - p.value).abs() >= 0.0005 {
        let family = match kind {
            Kind::GenderExceeds
            | Kind::GenderLowest
            | Kind::GenderScale
            | Kind::GenderWithinLevel
            | Kind::Tenure
            | Kind::Guideline
            | Kind::Calibration => "the checks of everyone",
            _ => "all that this check looked at",
        };
        text.push_str(&format!(" Over {family}, by Holm: {}.", p_value(p.adjusted)));
    }
    if p.exactness == Exactness::Approximation {
        text.push_str(" Approximated: there are too many outcomes to count each.");
    }
    text
}

/// A p-value to three digits.
fn p_value(p: f64) -> String {
    if p < 0.0005 {
        "p < 0.001".to_owned()
    } else {
        format!("p = {p:.3}")
    }
}

/// How often, of a hundred or a thousand times.
fn times(p: f64) -> String {
    if p < 0.0005 {
        "less than once in 1,000 times".to_owned()
    } else if p < 0.095 {
        match format!("{:.0}", p * 1000.0).as_str() {
            "1" => "once in 1,000 times".to_owned(),
            many => format!("{many} times in 1,000"),
        }
    } else {
        format!("{:.0} times in 100", p * 100.0)
    }
}

/// A signed effect, with a real minus.
fn signed(value: f64) -> String {
    format!("{value:+.2}").replace('-', "−")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_p_value_is_said_to_three_digits_and_as_how_often() {
        assert_eq!(p_value(0.0434), "p = 0.043");
        assert_eq!(p_value(0.000_04), "p < 0.001");
        assert_eq!(times(0.85), "85 times in 100");
        assert_eq!(times(0.043), "43 times in 1,000");
        assert_eq!(times(0.001), "once in 1,000 times");
        assert_eq!(times(0.0001), "less than once in 1,000 times");
    }

    #[test]
    fn no_percentage_stands_beside_fewer_than_ten_people() {
        assert_eq!(share_of(4, 9), "");
        assert_eq!(share_of(4, 10), " (40%)");
    }
}
