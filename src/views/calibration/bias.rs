//! The checks for bias: what each says of everyone, of units, managers and people, and what it cannot see.

use serde::Serialize;

use super::SaidBy;
use super::figures::{effect, probability};
use super::levels;
use crate::disclosure::{CheckSight, ResultSight};
use crate::facts::bias::{Kind, Standing, Strength, Subject, Verdict, WhoRole};
use crate::facts::statistics::suppression::Withheld;
use crate::model::{CycleIx, PersonIx, SessionIx};
use crate::views::charts::scatter::{Scatter, scatter};
use crate::views::listed::{LONGEST, Listed, listed};
use crate::views::team::packet_link;
use crate::views::units::unit_link;
use crate::views::words::{Badge, Tone};
use crate::views::{Context, Link, Page, PageKey, PageView, PersonLink, frame::frame};

/// All checks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bias<'a> {
    /// What a first look should see.
    pub lede: String,
    /// The checks; none where this audience does not see them.
    pub checks: Vec<CheckView<'a>>,
    /// Tenure against rating.
    pub tenure: Option<Scatter>,
    /// The ways to everyone on a level: the people whom the figures count.
    pub levels: Vec<Link>,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CheckView<'a> {
    /// Its anchor.
    pub id: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What it asks.
    pub question: &'static str,
    /// How it answers.
    pub method: &'static str,
    /// What it cannot see.
    pub cannot_see: &'static str,
    /// Who has to act on a flag; none where there is nothing that the check looks at.
    pub acts: Option<&'static str>,
    /// What has to be done about a flag.
    pub must_do: &'static str,
    /// Where it stands.
    pub badge: Badge<'static>,
    /// What it says of everyone, or each of its flags.
    pub results: Vec<ResultView<'a>>,
    /// How many more flags it found.
    pub more_flags: usize,
    /// The other subjects, in a table.
    pub others: Vec<ResultView<'a>>,
    /// How many subjects it looked at and does not list.
    pub more: usize,
    /// All that it does not list: not for the page, but for the tables beside it.
    #[serde(skip)]
    pub rest: Vec<ResultView<'a>>,
    /// Whether it looks at everyone together.
    pub of_everyone: bool,
}

/// One result.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ResultView<'a> {
    /// Its anchor.
    pub id: String,
    /// Whom it is about; none for everyone.
    pub subject: Option<PersonLink<'a>>,
    /// Where it stands.
    pub badge: Badge<'static>,
    /// Why it cannot tell, or why figures are withheld.
    pub reason: Option<String>,
    /// Counts and effects, a sentence each.
    pub says: Vec<String>,
    /// The p-value in words.
    pub p: Option<String>,
    /// Rated people.
    pub n: usize,
    /// People not rated, left out.
    pub not_rated: usize,
    /// Who has to act.
    pub role: &'static str,
    /// The person, where the records name one.
    pub who: Option<PersonLink<'a>>,
    /// Whether it is a flag.
    pub flag: bool,
    /// Whether its answers answer it.
    pub answered: bool,
    /// Justifications.
    pub answers: Vec<AnswerView<'a>>,
    /// The people behind it whose packets stand here, where they are few.
    pub people: Vec<PersonLink<'a>>,
}

/// A justification.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AnswerView<'a> {
    /// Why the flag stands.
    pub text: &'a str,
    /// Who says so, and when.
    pub said: SaidBy<'a>,
}

/// A flag as the pre-read lists it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FlagView {
    /// The check.
    pub check: &'static str,
    /// Whom it is about; none for everyone.
    pub subject: Option<String>,
    /// What it found.
    pub says: String,
    /// Who has to act.
    pub who: String,
    /// What has to be done.
    pub must_do: &'static str,
    /// Whether it is answered.
    pub answered: bool,
    /// The way to it.
    pub href: String,
}

/// The people behind a result are named up to so many.
const NAMED: usize = 12;

/// The checks of a cycle.
pub(in crate::views) fn page<'a>(context: &Context<'_, 'a>, cycle: CycleIx) -> Page<'a> {
    let title = context.lens.cycle(cycle).title;
    Page {
        frame: frame(
            context,
            format!("Bias checks, {title}"),
            vec![
                context.link(title, PageKey::Cycle(cycle)),
                context.link("Calibration", PageKey::Calibration(cycle)),
            ],
        ),
        view: PageView::Bias(bias(context, cycle)),
    }
}

/// The checks of a cycle, for a page that holds them.
pub(super) fn bias<'a>(context: &Context<'_, 'a>, cycle: CycleIx) -> Bias<'a> {
    let sight = context.lens.bias(cycle).get();
    let checks: Vec<_> = sight
        .iter()
        .flat_map(|sight| &sight.checks)
        .map(|check| view(context, cycle, check))
        .collect();
    let rated = sight.map_or((0, 0), |sight| (sight.rated, sight.not_rated));
    Bias {
        lede: lede(&checks, rated),
        tenure: (!checks.is_empty()).then(|| tenure(context, cycle)).flatten(),
        levels: levels::links(context, cycle),
        checks,
    }
}

/// The flags that a session must answer: of everyone, and of units, managers and people in its scope; those without an answer first.
pub(super) fn flags_of_session(context: &Context<'_, '_>, cycle: CycleIx, session: SessionIx) -> Listed<FlagView> {
    let lens = context.lens;
    let team = |person| lens.team_of(person, cycle);
    let concerns = |found: &&ResultSight<'_>| {
        let team = match found.result.subject {
            Subject::Everyone => return true,
            Subject::Team(team) => Some(team),
            Subject::Manager(person) | Subject::Person(person) => team(person),
        };
        team.is_some_and(|team| lens.is_in_session(cycle, session, team))
    };
    let checks = lens.bias(cycle).get().into_iter().flat_map(|sight| &sight.checks);
    let flagged = checks.flat_map(|check| {
        let results = check.results.iter().filter(|found| is_flag(found)).filter(concerns);
        results.map(move |found| (check.kind, found))
    });
    flags(context, cycle, flagged)
}

/// The flags that concern a manager, those without an answer first.
pub(super) fn flags_of_manager(context: &Context<'_, '_>, cycle: CycleIx, manager: PersonIx) -> Listed<FlagView> {
    let Some(sight) = context.lens.bias(cycle).get() else {
        return listed(context, cycle, []);
    };
    let places = sight.of_manager.get(&manager).into_iter().flatten();
    let flagged = places.filter_map(|(check, at)| {
        let check = sight.checks.get(*check)?;
        Some((check.kind, check.results.get(*at)?))
    });
    flags(context, cycle, flagged)
}

fn is_flag(found: &ResultSight<'_>) -> bool {
    matches!(found.result.verdict, Verdict::Flag(_))
}

fn flags<'s, 'a: 's>(
    context: &Context<'_, 'a>,
    cycle: CycleIx,
    flagged: impl Iterator<Item = (Kind, &'s ResultSight<'a>)>,
) -> Listed<FlagView> {
    let page = context.href(PageKey::Bias(cycle));
    let mut flagged: Vec<_> = flagged.collect();
    flagged.sort_by_key(|(_, found)| found.result.standing() == Standing::Answered);
    let flag = |(kind, found): (Kind, &ResultSight<'a>)| {
        let result = result(context, cycle, kind, found);
        FlagView {
            check: kind.title(),
            subject: result.subject.map(|subject| subject.name.to_owned()),
            says: result.says.first().cloned().unwrap_or_default(),
            who: result.who.map_or(result.role, |who| who.name).to_owned(),
            must_do: kind.must_do(),
            answered: result.answered,
            href: format!("{page}#{}", result.id),
        }
    };
    listed(context, cycle, flagged.into_iter().map(flag))
}

fn view<'a>(context: &Context<'_, 'a>, cycle: CycleIx, check: &CheckSight<'a>) -> CheckView<'a> {
    let kind = check.kind;
    let of_everyone = check
        .results
        .iter()
        .all(|each| each.result.subject == Subject::Everyone);
    let acts = check.results.first().map(|each| role(each.result.who.role));
    let results = check.results.iter().map(|each| result(context, cycle, kind, each));
    let (mut results, mut others): (Vec<_>, Vec<_>) = results.partition(|result| of_everyone || result.flag);
    // Those that wait for an answer first, as the pre-read lists them: what it leads to stands here.
    results.sort_by_key(|result| result.answered);
    let mut rest = results.split_off(results.len().min(LONGEST));
    let more_flags = rest.len();
    let more = others.len().saturating_sub(LONGEST);
    rest.extend(others.drain(others.len().min(LONGEST)..));
    CheckView {
        id: id(kind),
        title: kind.title(),
        question: kind.question(),
        method: kind.method(),
        cannot_see: kind.cannot_see(),
        acts,
        must_do: kind.must_do(),
        badge: badge(check.standing),
        results,
        more_flags,
        others,
        more,
        rest,
        of_everyone: of_everyone && !check.results.is_empty(),
    }
}

fn result<'a>(context: &Context<'_, 'a>, cycle: CycleIx, kind: Kind, sight: &ResultSight<'a>) -> ResultView<'a> {
    let lens = context.lens;
    let result = &sight.result;
    let (subject, key) = match result.subject {
        Subject::Everyone => (None, String::new()),
        Subject::Team(team) => {
            let unit = unit_link(context, cycle, team, 0);
            let link = PersonLink {
                name: unit.name,
                href: unit.href,
            };
            (Some(link), format!("-{}", lens.team(team).id))
        }
        Subject::Manager(person) => {
            let link = PersonLink {
                href: context.href_if(PageKey::Manager(cycle, person)),
                ..context.own_person(person)
            };
            (Some(link), format!("-{}", lens.name(person).id))
        }
        Subject::Person(person) => (
            Some(packet_link(context, cycle, person)),
            format!("-{}", lens.name(person).id),
        ),
    };
    let flag = is_flag(sight);
    let people = lens.people_of(cycle, result);
    let named = matches!(result.subject, Subject::Team(_) | Subject::Manager(_)) && people.len() <= NAMED && flag;
    ResultView {
        id: format!("{}{key}", id(kind)),
        subject,
        badge: match result.verdict {
            Verdict::Flag(Strength::Soft) if result.standing() == Standing::Open => {
                Badge::new("Flag, soft, not answered", Tone::Warn)
            }
            _ => badge(result.standing()),
        },
        reason: match (result.verdict, sight.withheld) {
            (Verdict::CannotTell(reason), _) => Some(reason.sentence()),
            (_, Some(withheld)) => Some(withheld_sentence(withheld).to_owned()),
            _ => None,
        },
        says: effect(context, result),
        p: result.p.map(|p| probability(kind, p)),
        n: result.n,
        not_rated: result.not_rated,
        role: role(result.who.role),
        who: result.who.person.map(|person| context.own_person(person)),
        flag,
        answered: result.standing() == Standing::Answered,
        answers: sight
            .answers
            .iter()
            .map(|answer| AnswerView {
                text: answer.text,
                said: SaidBy {
                    by: answer.by.map(|name| context.person(name)),
                    session: answer.session,
                    date: answer.date,
                },
            })
            .collect(),
        people: people
            .into_iter()
            .filter(|_| named)
            .map(|person| packet_link(context, cycle, person))
            .collect(),
    }
}

fn badge(standing: Standing) -> Badge<'static> {
    match standing {
        Standing::Clear => Badge::new("No flag", Tone::Good),
        Standing::Answered => Badge::new("Flag, answered", Tone::Warn),
        Standing::Open => Badge::new("Flag, not answered", Tone::Bad),
        Standing::Unknown => Badge::new("Cannot tell", Tone::Mute),
    }
}

fn role(role: WhoRole) -> &'static str {
    match role {
        WhoRole::Specialist => "The performance management specialist",
        WhoRole::Facilitator => "The facilitator",
        WhoRole::Manager => "The manager",
        WhoRole::Lead => "The unit's lead",
    }
}

fn withheld_sentence(withheld: Withheld) -> &'static str {
    match withheld {
        Withheld::SmallGroup => "Figures are withheld: a group is smaller than the policy's minimum.",
        Withheld::SmallRemainder => {
            "Figures are withheld: those of a group too small to show would follow by subtraction."
        }
        Withheld::BesideOthers => {
            "Figures are withheld: together with others of these pages, of another cycle perhaps, they would tell of a group too small to show."
        }
        Withheld::Homogeneous => "Figures are withheld: in one group all are alike, so they would tell everyone's.",
    }
}

/// The anchor of a check on its page.
pub(in crate::views) fn id(kind: Kind) -> &'static str {
    match kind {
        Kind::GenderExceeds => "gender-exceeds",
        Kind::GenderLowest => "gender-lowest",
        Kind::GenderScale => "gender-scale",
        Kind::GenderWithinLevel => "gender-within-level",
        Kind::Tenure => "tenure",
        Kind::RecencyPerson => "recency-person",
        Kind::RecencyManager => "recency-manager",
        Kind::ExceedsShare => "exceeds-share",
        Kind::AllSame => "all-same",
        Kind::Severity => "severity",
        Kind::Guideline => "guideline",
        Kind::GuidelineUnit => "guideline-unit",
        Kind::Calibration => "calibration",
    }
}

fn lede(checks: &[CheckView<'_>], (rated, not_rated): (usize, usize)) -> String {
    if checks.is_empty() {
        return "The policy keeps these figures from this audience.".to_owned();
    }
    let count = |label: &str| checks.iter().filter(|check| check.badge.label == label).count();
    let total = rated + not_rated;
    format!(
        "{} checks over {rated} rated of {total}: {} without a flag, {} flagged and answered, {} flagged and not answered, {} that cannot tell. A flag is a reason to look, not a finding of bias.",
        checks.len(),
        count("No flag"),
        count("Flag, answered"),
        count("Flag, not answered"),
        count("Cannot tell"),
    )
}

/// Tenure against rating, of the tree's people.
fn tenure(context: &Context<'_, '_>, cycle: CycleIx) -> Option<Scatter> {
    let lens = context.lens;
    let end = lens.cycle(cycle).end;
    let points: Vec<_> = lens
        .people(cycle)
        .into_iter()
        .filter_map(|person| {
            let rating = lens.rated(person, cycle).value()?.value();
            let days = (end - lens.person(person).hired).num_days().max(0);
            Some((days as f64 / 365.25, rating))
        })
        .collect();
    (!points.is_empty()).then(|| scatter("tenure-chart", "Tenure and rating", lens.policy(), &points))
}
