//! The figures of one person.

use serde_json::{Value, json};

use super::super::records::{Day, blank, day, int, num, numbers, table, tables, text, written, yes};
use super::{One, PARTS, Review, Standing, parts};

impl Review<'_> {
    pub fn person(&self, one: &One<'_>) -> Value {
        let change = one.decided.zip(one.recommended).filter(|(to, from)| to != from);
        let mut figures = json!({
            "id": one.id,
            "unit": one.team,
            "manager": one.manager,
            "level": one.level,
            "on_level_since": self.on_level_since(one).map(written),
            "recommended": one.recommended,
            "final": one.settled,
            "rating": one.rated,
            "change": change.map(|(to, from)| json!({"from": from, "to": to})),
            "prior_rating": self.before().and_then(|before| before.find(one.id)?.rated),
            "goal_score": self.person_score(one.id, "delivery"),
            "growth_score": self.person_score(one.id, "growth"),
            "evidence_by_third": one.rated.map(|_| self.thirds(&Self::evidence(one))),
            "adjustments": self.adjustments(one),
            "merit": self.merit(one),
            "promotion": promotion(one),
            "development_plan": self.development(one),
            "improvement_plan": self.improvement(one),
        });
        for part in PARTS {
            figures[part] = match self.standing(one, part) {
                Standing::NotDue => json!({"standing": "not-due", "on": null, "days": null}),
                Standing::Missing(days) => json!({"standing": "missing", "on": null, "days": days}),
                Standing::OnTime(on) => json!({"standing": "on-time", "on": written(on), "days": null}),
                Standing::Late(on, days) => json!({"standing": "late", "on": written(on), "days": days}),
            };
        }
        figures
    }

    pub fn on_level_since(&self, one: &One<'_>) -> Option<Day> {
        let roles = self
            .world
            .person(one.id)
            .roles
            .iter()
            .filter(|role| role.from <= self.role_day);
        let mut since = None;
        for role in roles.rev().take_while(|role| Some(role.level.as_str()) == one.level) {
            since = Some(role.from);
        }
        since
    }

    /// The days of a person's evidence.
    pub fn evidence(one: &One<'_>) -> Vec<Day> {
        let Some(assessment) = &one.packet.manager_assessment else {
            return Vec::new();
        };
        let evidence = tables(assessment, "evidence");
        evidence.into_iter().map(|item| day(item, "date").unwrap()).collect()
    }

    /// How many of some days lie in each third of the cycle.
    pub fn thirds(&self, evidence: &[Day]) -> [usize; 3] {
        let length = self.cycle.end - self.cycle.start + 1;
        let mut thirds = [0; 3];
        for day in evidence
            .iter()
            .filter(|day| (self.cycle.start..=self.cycle.end).contains(day))
        {
            let third = (0..3)
                .rfind(|third| (day - self.cycle.start) * 3 >= third * length)
                .unwrap();
            thirds[third as usize] += 1;
        }
        thirds
    }

    pub fn adjustments(&self, one: &One<'_>) -> Value {
        let Some(check_in) = &one.packet.check_in else {
            return json!([]);
        };
        let date = day(check_in, "date").unwrap();
        let manager = |person: &str| self.world.role(person, date).and_then(|role| role.manager.as_deref());
        let skip_level = manager(one.id).and_then(manager);
        let rows = tables(check_in, "adjustment").into_iter().map(|each| {
            let change = text(each, "change").unwrap();
            let mut lacks = Vec::new();
            if change != "intervention" && blank(each, "rationale") {
                lacks.push("rationale");
            }
            if change == "intervention" && blank(each, "plan") {
                lacks.push("plan");
            }
            if change == "replaced" {
                match text(each, "approved_by") {
                    None => lacks.push("approver"),
                    approver if skip_level.is_some() && approver != skip_level => lacks.push("other-approver"),
                    _ => {}
                }
                if !each.contains_key("replacement") {
                    lacks.push("replacement");
                }
            }
            json!({"key_result": text(each, "key_result"), "change": change, "lacks": lacks})
        });
        rows.collect()
    }

    pub fn merit(&self, one: &One<'_>) -> Option<Value> {
        let pay = table(one.packet.outcome.as_ref()?, "pay");
        let base = i128::from(int(&pay, "base_before")?);
        let percent = num(&pay, "merit_percent").unwrap();
        // base · (1 + percent / 100), in parts of a hundred million, to the nearest whole of the step: half away from zero.
        let step = i128::from(int(&pay, "rounded_to").unwrap_or(1)) * 1_000_000;
        let exactly = base * (1_000_000 + parts(percent));
        let expected = (exactly + step / 2) / step * step / 1_000_000;
        let range = one.rated.and_then(|rating| self.world.policy.place(rating));
        let range = range.map(|place| self.world.policy.ratings[place].merit);
        let band = numbers(&pay, "band");
        Some(json!({
            "base_before": base as i64,
            "percent": percent,
            "base_after": int(&pay, "base_after"),
            "expected_after": expected as i64,
            "range": match range {
                None => "not-rated",
                Some([low, _]) if percent < low => "below",
                Some([_, high]) if percent > high => "above",
                Some(_) => "inside",
            },
            "has_exception": !blank(&pay, "exception"),
            "position_in_band": band.map(|band| (base as f64 - band[0]) / (band[1] - band[0])),
            "equity_shares": int(&pay, "equity_shares"),
        }))
    }
}

fn promotion(one: &One<'_>) -> Option<Value> {
    let promotion = table(one.packet.outcome.as_ref()?, "promotion");
    let decision = text(&promotion, "decision").filter(|decision| *decision != "none")?;
    let criteria = tables(&promotion, "criterion");
    let without = criteria.iter().filter(|each| blank(each, "evidence")).count();
    Some(json!({
        "decision": decision,
        "criteria": criteria.len(),
        "met": criteria.iter().filter(|each| yes(each, "met") == Some(true)).count(),
        "without_evidence": without,
        "documented": !criteria.is_empty() && without == 0,
    }))
}
