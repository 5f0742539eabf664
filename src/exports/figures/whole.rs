//! What is about the cycle as a whole: its frame, units, managers, success criteria, movement and open items.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{GroupFigures, Source, bias::check_id};
use crate::disclosure::{Group, ShortOf, SuccessSight};
use crate::facts::{Figure, Status, Target};
use crate::model::PersonIx;
use crate::source::Date;

/// The cycle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CycleFigures {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its first day.
    pub start: Date,
    /// Its last day.
    pub end: Date,
    /// The cycle before it.
    pub previous: Option<String>,
    /// Whether ratings and outcomes are released to employees.
    pub released: bool,
}

/// One rating of the scale.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ScaleFigures {
    /// The rating.
    pub rating: u32,
    /// What it is called.
    pub label: String,
    /// The guideline, low and high, in percent of rated people.
    pub guideline_percent: [f64; 2],
    /// The merit range, low and high, in percent of base pay.
    pub merit_percent: [f64; 2],
}

/// The figures of one unit.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct UnitFigures {
    /// The unit.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The unit above.
    pub parent: Option<String>,
    /// Of the unit and all below it.
    pub all: GroupFigures,
    /// Of those named in `people` whose role names this very unit.
    pub own: GroupFigures,
}

/// The figures of one manager.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ManagerFigures {
    /// The manager.
    pub id: String,
    /// Of those named in `people` who report to this manager directly.
    pub reports: GroupFigures,
}

/// One success criterion.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CriterionFigures {
    /// Which: `on-time`, `manager-satisfaction`, `fairness`, `sessions-held`, `bias-checks`, `development-plans`,
    /// `improvement-plans` or `promotions`.
    pub criterion: String,
    /// How many reach it, of a share.
    pub numerator: Option<usize>,
    /// Of how many, of a share.
    pub denominator: Option<usize>,
    /// The share in percent; none of nothing.
    pub percent: Option<f64>,
    /// The mean answer, of a survey.
    pub mean: Option<f64>,
    /// How many answered, of a survey.
    pub answers: Option<u64>,
    /// How many were asked, of a survey that says so.
    pub invited: Option<u64>,
    /// What the percentage or the mean must be more than; none where all are meant to reach it.
    pub more_than: Option<f64>,
    /// Whether it was reached; none where the figure is kept from HR.
    pub status: Option<StatusWord>,
    /// What falls short or is still to come: ids of people, units or checks. People who read the HR tree count and are not named.
    pub short: Vec<String>,
}

/// Whether a criterion was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StatusWord {
    /// It was.
    Met,
    /// It was not.
    Missed,
    /// It cannot be said yet.
    NotYet,
}

/// What changed since the cycle before, of the people named in `people`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MovementFigures {
    /// The cycle before.
    pub previous: String,
    /// How many went from which rating (row) to which (column), both in the order of `scale`.
    pub matrix: Vec<Vec<usize>>,
    /// Everyone who is rated in both cycles.
    pub moves: Vec<MoveFigures>,
    /// Who has a packet now and had none before.
    pub newcomers: Vec<String>,
    /// Who had a packet before and has none now, or left before the cycle's last day.
    pub leavers: Vec<String>,
    /// Who has a packet in both cycles and a rating in one of them at most.
    pub not_compared: Vec<String>,
}

/// One person's ratings in two cycles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MoveFigures {
    /// Who.
    pub person: String,
    /// The rating before.
    pub from: u32,
    /// The rating now.
    pub to: u32,
    /// Steps on the scale: above 0 is up. Two or more either way are worth a look.
    pub steps: i32,
}

/// Where the process is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OpenItemFigures {
    /// The code of the rule; `preread explain CODE` says more.
    pub code: String,
    /// What is not as it should be.
    pub message: String,
    /// Whose packet it is about.
    pub person: Option<String>,
    /// The unit that it is about.
    pub unit: Option<String>,
    /// Who must act.
    pub actor: Option<String>,
    /// Since when.
    pub since: Option<Date>,
}

impl Source<'_, '_> {
    pub(super) fn cycle_figures(self) -> CycleFigures {
        let card = self.lens.cycle(self.cycle);
        CycleFigures {
            id: card.id.to_owned(),
            title: card.title.to_owned(),
            start: card.start,
            end: card.end,
            previous: card.previous.map(|previous| self.lens.cycle(previous).id.to_owned()),
            released: card.released,
        }
    }

    pub(super) fn scale(self) -> Vec<ScaleFigures> {
        let ratings = self.lens.policy().ratings.iter();
        ratings
            .map(|rating| ScaleFigures {
                rating: rating.value,
                label: rating.label.to_string(),
                guideline_percent: rating.guideline.map(crate::records::Percent::as_f64),
                merit_percent: rating.merit.map(crate::records::Percent::as_f64),
            })
            .collect()
    }

    pub(super) fn units(self) -> Vec<UnitFigures> {
        let members = &self.lens.scope(self.cycle).members;
        let own = |team| members.get(&team).map_or(&[][..], Vec::as_slice);
        self.lens
            .teams()
            .map(|(team, unit)| UnitFigures {
                id: self.unit_id(team),
                name: unit.name.to_string(),
                parent: unit.parent.map(|parent| self.unit_id(parent)),
                all: self.group(Group::Unit(team)),
                own: self.group(Group::Of(own(team))),
            })
            .collect()
    }

    pub(super) fn managers(self) -> Vec<ManagerFigures> {
        let mut reports: BTreeMap<PersonIx, Vec<PersonIx>> = BTreeMap::new();
        for person in self.lens.people(self.cycle) {
            if let Some(manager) = self.lens.manager_of(person, self.cycle) {
                reports.entry(manager).or_default().push(person);
            }
        }
        reports
            .iter()
            .map(|(manager, people)| ManagerFigures {
                id: self.id(*manager),
                reports: self.group(Group::Of(people)),
            })
            .collect()
    }

    pub(super) fn success(self) -> Vec<CriterionFigures> {
        let SuccessSight::Shown(criteria) = self.lens.success(self.cycle) else {
            return Vec::new();
        };
        criteria
            .iter()
            .map(|criterion| {
                let reached = criterion.reached.as_ref();
                let figure = reached.map(|reached| reached.figure);
                let mut figures = CriterionFigures {
                    criterion: criterion.kind.id().to_owned(),
                    numerator: None,
                    denominator: None,
                    percent: figure.and_then(Figure::percent),
                    mean: None,
                    answers: None,
                    invited: None,
                    more_than: match criterion.target {
                        Target::MoreThanPercent(percent) => Some(percent.as_f64()),
                        Target::MoreThan(mean) => Some(mean),
                        Target::All => None,
                    },
                    status: reached.map(|reached| reached.status.into()),
                    short: reached
                        .and_then(|reached| reached.short.as_ref())
                        .map_or_else(Vec::new, |short| short.iter().map(|each| self.short(*each)).collect()),
                };
                match figure {
                    Some(Figure::Share { numerator, denominator }) => {
                        figures.numerator = Some(numerator);
                        figures.denominator = Some(denominator);
                    }
                    Some(Figure::Mean { mean, answers, invited }) => {
                        figures.mean = mean;
                        figures.answers = Some(answers);
                        figures.invited = invited;
                    }
                    None => {}
                }
                figures
            })
            .collect()
    }

    fn short(self, short: ShortOf) -> String {
        match short {
            ShortOf::Packet(person) => self.id(person),
            ShortOf::Unit(team) => self.unit_id(team),
            ShortOf::Check(kind) => check_id(kind).word().to_owned(),
        }
    }

    pub(super) fn movement(self) -> Option<MovementFigures> {
        let movement = self.lens.movement(self.cycle).into_inner()??;
        let scale = &self.lens.policy().ratings;
        let place = |value| scale.iter().position(|rating| rating.value == value);
        let mut matrix = vec![vec![0; scale.len()]; scale.len()];
        for each in &movement.moves {
            if let Some((row, column)) = place(each.from).zip(place(each.to)) {
                matrix[row][column] += 1;
            }
        }
        Some(MovementFigures {
            previous: self.lens.cycle(movement.previous).id.to_owned(),
            matrix,
            moves: movement
                .moves
                .iter()
                .map(|each| MoveFigures {
                    person: self.id(each.person),
                    from: each.from,
                    to: each.to,
                    steps: each.steps,
                })
                .collect(),
            newcomers: self.ids(&movement.newcomers),
            leavers: self.ids(&movement.leavers),
            not_compared: self.ids(&movement.not_compared),
        })
    }

    pub(super) fn open_items(self) -> Vec<OpenItemFigures> {
        let items = self.lens.open_items(self.cycle).into_iter();
        items
            .map(|item| OpenItemFigures {
                code: item.code.to_owned(),
                message: item.message.to_owned(),
                person: item.person.map(|person| self.id(person)),
                unit: item.team.map(|team| self.unit_id(team)),
                actor: item.actor.map(|actor| self.id(actor)),
                since: item.since,
            })
            .collect()
    }
}

impl From<Status> for StatusWord {
    fn from(status: Status) -> Self {
        match status {
            Status::Met => Self::Met,
            Status::Missed => Self::Missed,
            Status::NotYet => Self::NotYet,
        }
    }
}
