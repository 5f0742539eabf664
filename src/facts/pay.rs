//! Pay: a raise against its rating's range, the position in the band, and what a unit's raises cost together.

use super::distribution::parts;
use super::rating::Rated;
use super::statistics::pay::{Band, Merit, Rollup, in_range};
use crate::model::{Packet, Policy};

/// The pay figures of one packet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PayFacts {
    /// The raise, exactly.
    pub merit: Merit,
    /// The raise against the range of the rating that counts.
    pub range: RangeCheck,
    /// Whether the outcome gives a reason for a raise outside the range.
    pub has_exception: bool,
    /// Base pay after the raise, rounded as the outcome says.
    pub expected_after: Option<i64>,
    /// Base pay after the raise as the outcome states it.
    pub stated_after: i64,
    /// (base − low) / (high − low): below 0 under the band, above 1 over it; none without a band.
    pub position: Option<f64>,
    /// How many shares are granted.
    pub equity_shares: Option<u32>,
}

/// A raise against the range of its rating, ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RangeCheck {
    /// There is no rating to compare with.
    NotRated,
    /// It lies in the range.
    Inside,
    /// It lies below.
    Below,
    /// It lies above.
    Above,
}

/// A group's raises together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PayRollup {
    /// People, payroll and raises.
    pub rollup: Rollup,
    /// Shares granted to all of them.
    pub equity_shares: u64,
    /// The budget in millionths of the currency; none where the policy names none.
    pub budget_millionths: Option<i128>,
}

impl PayFacts {
    /// Whether the raise lies outside its range and nobody says why.
    #[must_use]
    pub fn is_outside_without_reason(&self) -> bool {
        matches!(self.range, RangeCheck::Below | RangeCheck::Above) && !self.has_exception
    }

    /// What the raise adds to base pay as the outcome states it, in whole units of the currency.
    #[must_use]
    pub fn increase(&self) -> i64 {
        self.stated_after - self.merit.base
    }

    pub(super) fn of(policy: &Policy, packet: &Packet, rated: Option<Rated>) -> Option<Self> {
        let pay = packet.outcome.as_ref()?.record.pay.as_ref()?;
        let merit = Merit {
            base: pay.base_before.0,
            percent: parts(pay.merit_percent.value),
        };
        let band = pay.band.as_ref().map(|band| Band {
            low: band.value[0].0,
            high: band.value[1].0,
        });
        Some(Self {
            merit,
            range: range(policy, merit, rated),
            has_exception: !super::mid_cycle::is_blank(pay.exception.as_ref()),
            expected_after: merit.after(pay.rounded_to.as_ref().map_or(1, |step| step.0)),
            stated_after: pay.base_after.0,
            position: band.and_then(|band| band.position(merit.base)),
            equity_shares: pay.equity_shares.map(|shares| shares.0),
        })
    }
}

fn range(policy: &Policy, merit: Merit, rated: Option<Rated>) -> RangeCheck {
    let Some(rating) = rated.and_then(|rated| policy.rating(rated.value())) else {
        return RangeCheck::NotRated;
    };
    let [low, high] = rating.merit.map(parts);
    if in_range(merit.percent, low, high) {
        RangeCheck::Inside
    } else if merit.percent < low {
        RangeCheck::Below
    } else {
        RangeCheck::Above
    }
}

impl PayRollup {
    /// Raises beyond the budget in millionths of the currency, negative where some is left; none without a budget.
    #[must_use]
    pub fn over_budget_millionths(&self) -> Option<i128> {
        self.budget_millionths
            .map(|budget| self.rollup.increase_millionths - budget)
    }

    pub(super) fn of<'a>(policy: &Policy, people: impl Iterator<Item = &'a PayFacts>) -> Self {
        let mut merits = Vec::new();
        let mut equity_shares = 0;
        for pay in people {
            merits.push(pay.merit);
            equity_shares += u64::from(pay.equity_shares.unwrap_or(0));
        }
        let rollup = Rollup::of(&merits);
        Self {
            rollup,
            equity_shares,
            budget_millionths: policy.budget.map(|budget| rollup.budget_millionths(parts(budget))),
        }
    }
}
