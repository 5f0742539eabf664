//! Calibration: who decides about whom, on which day, why a rating moved, and what has to be justified.

use super::examples::{MANAGER, SESSION, assessment, session};
use super::finding::ProcessFinding;
use super::subject::{Review, Round, days};
use super::{CycleRule, PacketRule, Warning};
use crate::diagnostics::{Finding, Place, Rule, rule};
use crate::facts::bias::{Check, CheckResult, Figures, Kind, Standing, Subject};
use crate::facts::{CriterionKind, Shortfall, Status};
use crate::model::{Cycle, Organisation, PersonIx, Session, TeamIx};
use crate::records::access::SectionKind;

pub(super) const RULES: &[&Rule] = &[
    &DECIDED_OUTSIDE_SCOPE,
    &SESSION_BEFORE_END,
    &PROPOSED_NOT_RECOMMENDED,
    &QUESTION_FROM_OUTSIDE,
    &RATING_MOVED_WITHOUT_RATIONALE,
    &SESSION_NOT_HELD,
    &SESSION_LATE,
    &DEPARTMENT_NOT_CALIBRATED,
    &EXCEEDS_SHARE,
    &ALL_THE_SAME,
    &NO_CALIBRATOR_LEFT,
];
pub(super) const WARNINGS: &[Warning<Cycle>] = &[
    decided_outside_scope,
    session_before_end,
    proposed_not_recommended,
    question_from_outside,
];
pub(super) const PACKET: &[PacketRule] = &[moved_without_rationale, no_calibrator_left];
pub(super) const CYCLE: &[CycleRule] = &[sessions, departments, exceeds_share, all_the_same];

rule! {
    /// A decision about somebody whom the session does not cover.
    DECIDED_OUTSIDE_SCOPE, "decided-outside-scope", Warning, "a decision is about a person outside of the session's scope",
    "A session covers the units that `teams` names and all below them, by the roles at the cycle's end. Its pre-read does not show anybody else. \
     Correct the person, or add the unit.",
    wrong: &[(SESSION, "title = \"Platform calibration\"\ndate = 2026-10-16\nheld = true\nteams = [\"platform\"]\n\n[[decision]]\nperson = \"alex-kim\"\nfinal = 3\n")],
    right: &[(SESSION, "title = \"Engineering calibration\"\ndate = 2026-10-16\nheld = true\nteams = [\"engineering\"]\n\n[[decision]]\nperson = \"robin-diaz\"\nfinal = 3\n")];
}
rule! {
    /// A session before there is anything to compare.
    SESSION_BEFORE_END, "session-before-end", Warning, "a session is dated before the end of its cycle",
    "Calibration compares the ratings of a cycle that is over. An earlier date is most often a wrong month or year, or the file lies in the wrong cycle.",
    wrong: &[(SESSION, "title = \"Engineering calibration\"\ndate = 2026-07-16\nheld = true\nteams = [\"engineering\"]\n")],
    right: &[(SESSION, "title = \"Engineering calibration\"\ndate = 2026-10-16\nheld = true\nteams = [\"engineering\"]\n")];
}
rule! {
    /// A proposal that nobody made.
    PROPOSED_NOT_RECOMMENDED, "proposed-not-recommended", Warning, "a decision's proposed rating is not what the manager recommended",
    "`proposed` repeats the rating of the manager assessment so that the record of the session can be read alone. Correct it, or the assessment.",
    wrong: &[(MANAGER, assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 3\n")), (SESSION, session!("\n[[decision]]\nperson = \"robin-diaz\"\nproposed = 4\nfinal = 3\nrationale = \"Narrower scope\"\n"))],
    right: &[(MANAGER, assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 3\n")), (SESSION, session!("\n[[decision]]\nperson = \"robin-diaz\"\nproposed = 3\nfinal = 3\n"))];
}
rule! {
    /// A question of somebody who does not take part.
    QUESTION_FROM_OUTSIDE, "question-from-outside", Warning, "a question comes from somebody who does not take part in the session",
    "Questions before the meeting come from its participants or its facilitator, since nobody else reads the pre-read. Correct `by`, or add the participant.",
    wrong: &[(SESSION, session!("\n[[question]]\nperson = \"robin-diaz\"\nby = \"jo-martin\"\nanswer = \"question\"\n"))],
    right: &[(SESSION, session!("\n[[question]]\nperson = \"robin-diaz\"\nby = \"sam-lee\"\nanswer = \"question\"\n"))];
}
rule! {
    /// A rating that moved without a reason.
    RATING_MOVED_WITHOUT_RATIONALE, "rating-moved-without-rationale", Process, "a session moved a rating without a rationale",
    "A rating moves where evidence supports it, and `rationale` says which. The manager will be asked, and so will the next session. Add it to the decision.",
    wrong: &[(MANAGER, assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 4\n")), (SESSION, session!("\n[[decision]]\nperson = \"robin-diaz\"\nproposed = 4\nfinal = 3\n"))],
    right: &[(MANAGER, assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 4\n")), (SESSION, session!("\n[[decision]]\nperson = \"robin-diaz\"\nproposed = 4\nfinal = 3\nrationale = \"Narrower scope than two peers at the same level\"\n"))];
}
rule! {
    /// A session that was not held.
    SESSION_NOT_HELD, "session-not-held", Process, "a session's day has passed and it was not held",
    "Ratings become final once a session that covers the person was held. Set `held = true` if it was, or move `date` to the new day.",
    wrong: &[(SESSION, "title = \"Engineering calibration\"\ndate = 2026-10-16\nheld = false\nteams = [\"engineering\"]\n")],
    right: &[(SESSION, "title = \"Engineering calibration\"\ndate = 2026-10-16\nheld = true\nteams = [\"engineering\"]\n")];
}
rule! {
    /// A session after the deadline.
    SESSION_LATE, "session-late", Process, "a session was held after the deadline for calibration",
    "Outcomes wait for the last session. Nothing is left to do but to plan the next one in time.",
    wrong: &[(SESSION, "title = \"Engineering calibration\"\ndate = 2026-10-22\nheld = true\nteams = [\"engineering\"]\n")],
    right: &[(SESSION, "title = \"Engineering calibration\"\ndate = 2026-10-16\nheld = true\nteams = [\"engineering\"]\n")];
}
rule! {
    /// A department without a session.
    DEPARTMENT_NOT_CALIBRATED, "department-not-calibrated", Process, "a department with rated people was in no session by the deadline",
    "All departments are calibrated: each with rated people lies in the scope of a session that was held. Until then its ratings are recommendations. \
     Hold a session, or add the department to `teams` of the one that covered it.",
    wrong: &[(MANAGER, assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 3\n")), (SESSION, "title = \"Another calibration\"\ndate = 2026-10-16\nheld = true\nteams = []\n")],
    right: &[(MANAGER, assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 3\n")), (SESSION, "title = \"Engineering calibration\"\ndate = 2026-10-16\nheld = true\nteams = [\"engineering\"]\n")];
}
rule! {
    /// Too many "Exceeds".
    EXCEEDS_SHARE, "exceeds-share", Process, "more of a team are rated \"Exceeds\" than the policy allows without a justification",
    "Where more than `exceeds_share` percent of a team have `exceeds_from` or better, somebody says why it stands: a `[[justification]]` with \
     `check = \"exceeds-share\"` and the team in the record of the session. Small teams pass the line easily; the bias page says how often luck alone does it.",
    wrong: &[(MANAGER, assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 4\n")),
        ("content/cycles/2026-q3/people/sam-lee/manager-assessment.md", assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 4\n")),
        ("content/cycles/2026-q3/people/jo-martin/manager-assessment.md", assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 4\n")),
        (SESSION, session!(""))],
    right: &[(MANAGER, assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 4\n")),
        ("content/cycles/2026-q3/people/sam-lee/manager-assessment.md", assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 4\n")),
        ("content/cycles/2026-q3/people/jo-martin/manager-assessment.md", assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 4\n")),
        (SESSION, session!("\n[[justification]]\ncheck = \"exceeds-share\"\nteam = \"platform\"\ntext = \"Three people rebuilt the platform\"\nby = \"alex-kim\"\n\n[[justification]]\ncheck = \"exceeds-share\"\nteam = \"engineering\"\ntext = \"The same three\"\nby = \"alex-kim\"\n"))];
}
rule! {
    /// One rating for all.
    ALL_THE_SAME, "all-the-same", Process, "a manager rated all reports the same, in the middle",
    "A manager of `all_same_from` or more rated reports who all have the middle rating is asked to differentiate. Where it stands, a `[[justification]]` with \
     `check = \"all-same\"` and the manager says why.",
    wrong: &[(MANAGER, assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 3\n")),
        ("content/cycles/2026-q3/people/sam-lee/manager-assessment.md", assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 3\n")),
        ("content/cycles/2026-q3/people/jo-martin/manager-assessment.md", assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 3\n")),
        ("content/cycles/2026-q3/people/noor-haddad/manager-assessment.md", assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 3\n")),
        (SESSION, session!(""))],
    right: &[(MANAGER, assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 4\n")),
        ("content/cycles/2026-q3/people/sam-lee/manager-assessment.md", assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 3\n")),
        ("content/cycles/2026-q3/people/jo-martin/manager-assessment.md", assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 3\n")),
        ("content/cycles/2026-q3/people/noor-haddad/manager-assessment.md", assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 3\n")),
        (SESSION, session!(""))];
}
rule! {
    /// Nobody who could calibrate.
    NO_CALIBRATOR_LEFT, "no-calibrator-left", Process, "no calibrator is left for a person",
    "Nobody takes part in their own calibration, and nobody is calibrated by their own reports. Of the sessions that cover this person nobody else is left. \
     Add a participant who is neither, such as a manager of another department.",
    wrong: &[(MANAGER, assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 3\n")), (SESSION, "title = \"Engineering calibration\"\ndate = 2026-10-16\nheld = true\nfacilitator = \"robin-diaz\"\nparticipants = [\"robin-diaz\"]\nteams = [\"engineering\"]\n")],
    right: &[(MANAGER, assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 3\n")), (SESSION, session!(""))];
}

const CALIBRATION: &[SectionKind] = &[SectionKind::Calibration];
const RATINGS: &[SectionKind] = &[SectionKind::Distribution];

fn covers(organisation: &Organisation, session: &Session, team: TeamIx) -> bool {
    session.teams.iter().any(|above| organisation.within(team, *above))
}

fn decided_outside_scope(organisation: &Organisation, cycle: &Cycle) -> Vec<Finding> {
    let mut found = Vec::new();
    for session in cycle.sessions.iter() {
        for (record, person) in session.record.record.decision.iter().zip(&session.decided) {
            let Some(person) = person else { continue };
            let role = organisation.person(*person).role_on(cycle.role_day());
            if !role.is_some_and(|role| covers(organisation, session, role.team)) {
                let message = "this decision is about a person outside of the session's scope";
                let place = session.record.place(record.person.at);
                found.push(
                    Finding::new(&DECIDED_OUTSIDE_SCOPE, place, message)
                        .help("Correct the person, or add the unit to `teams`."),
                );
            }
        }
    }
    found
}

fn session_before_end(_: &Organisation, cycle: &Cycle) -> Vec<Finding> {
    let early = cycle
        .sessions
        .iter()
        .filter(|session| session.record.record.date.value < cycle.end);
    early
        .map(|session| {
            let place = session.record.place(session.record.record.date.at);
            Finding::new(
                &SESSION_BEFORE_END,
                place,
                "this session is dated before the end of its cycle",
            )
            .help(format!(
                "The cycle ends on {}. Correct the date, or move the file.",
                cycle.end
            ))
        })
        .collect()
}

fn proposed_not_recommended(_: &Organisation, cycle: &Cycle) -> Vec<Finding> {
    let mut found = Vec::new();
    for session in cycle.sessions.iter() {
        for (record, person) in session.record.record.decision.iter().zip(&session.decided) {
            let assessment = person
                .and_then(|person| cycle.packet(person))
                .and_then(|packet| packet.manager_assessment.as_ref());
            let recommended = assessment.and_then(|filed| Some((filed, filed.record.front.rating.as_ref()?)));
            let (Some(proposed), Some((filed, recommended))) = (&record.proposed, recommended) else {
                continue;
            };
            if proposed.value != recommended.value {
                let message = "`proposed` is not the rating that the manager recommended";
                let finding = Finding::new(&PROPOSED_NOT_RECOMMENDED, session.record.place(proposed.at), message);
                found.push(
                    finding
                        .help("Correct one of the two.")
                        .note(filed.place(recommended.at), "the recommended rating"),
                );
            }
        }
    }
    found
}

fn question_from_outside(organisation: &Organisation, cycle: &Cycle) -> Vec<Finding> {
    let mut found = Vec::new();
    for session in cycle.sessions.iter() {
        for question in &session.record.record.question {
            let by = organisation.find_person(&question.by);
            if by.is_some_and(|by| !members(session).any(|member| member == by)) {
                let message = "`by` names somebody who does not take part in this session";
                let place = session.record.place(question.by.at);
                found.push(
                    Finding::new(&QUESTION_FROM_OUTSIDE, place, message)
                        .help("Correct the name, or add the participant."),
                );
            }
        }
    }
    found
}

fn members(session: &Session) -> impl Iterator<Item = PersonIx> + '_ {
    session.participants.iter().copied().chain(session.facilitator)
}

fn moved_without_rationale(review: &Review<'_>) -> Vec<ProcessFinding> {
    let Some(change) = review.facts.rating.change() else {
        return Vec::new();
    };
    let session = review.of.cycle.session(change.session);
    let record = &*session.record.record;
    let Some(decision) = record.decision.get(change.decision) else {
        return Vec::new();
    };
    if decision.rationale.as_ref().is_some_and(|text| !text.trim().is_empty()) {
        return Vec::new();
    }
    let message = "this decision moved a rating without a rationale";
    let place = session.record.place(decision.person.at);
    let finding = review.finding(
        &RATING_MOVED_WITHOUT_RATIONALE,
        place,
        message,
        "Add why the rating moved.",
        CALIBRATION,
    );
    vec![finding.for_actor(session.facilitator).since(record.date.value)]
}

/// People with a rating whom sessions cover, and who would be left alone with themselves and their own reports there.
fn no_calibrator_left(review: &Review<'_>) -> Vec<ProcessFinding> {
    let (Some(team), Some(_)) = (review.facts.team, review.facts.rating.rated()) else {
        return Vec::new();
    };
    let organisation = review.of.organisation;
    let person = review.of.packet.person;
    let day = review.of.cycle.role_day();
    let sessions = review
        .of
        .cycle
        .sessions
        .iter()
        .filter(|session| covers(organisation, session, team));
    let sessions: Vec<_> = sessions.filter(|session| members(session).next().is_some()).collect();
    let stands_apart =
        |member: PersonIx| member != person && !organisation.chain_on(member, day).any(|above| above == person);
    let Some(first) = sessions
        .first()
        .filter(|_| !sessions.iter().any(|session| members(session).any(stands_apart)))
    else {
        return Vec::new();
    };
    let message = "no calibrator is left for a person of this session's scope";
    let place = first.record.place(first.record.record.date.at);
    let act = "Add a participant who is neither the person nor one of their reports.";
    vec![
        review
            .finding(&NO_CALIBRATOR_LEFT, place, message, act, CALIBRATION)
            .since(first.record.record.date.value),
    ]
}

fn sessions(round: &Round<'_>) -> Vec<ProcessFinding> {
    let deadline = round.cycle.deadlines.calibration;
    let mut found = Vec::new();
    for session in round.cycle.sessions.iter() {
        let date = &session.record.record.date;
        let place = session.record.place(date.at);
        let late = u32::try_from((date.value - deadline).num_days()).unwrap_or(0);
        let (rule, message, act) = if !session.held && date.value < round.organisation.as_of {
            let message = "this session's day has passed, and it was not held".to_owned();
            (&SESSION_NOT_HELD, message, "Hold the session, or say that it was held.")
        } else if session.held && late > 0 {
            let message = format!("this session was held {} after the deadline", days(late));
            (&SESSION_LATE, message, "Plan the next session in time.")
        } else {
            continue;
        };
        let since = if session.held { deadline } else { date.value };
        found.push(
            round
                .finding(rule, place, message, act, CALIBRATION)
                .for_actor(session.facilitator)
                .since(since),
        );
    }
    found
}

/// Departments in no session, but for those whose session has a day that passed: that is told already.
fn departments(round: &Round<'_>) -> Vec<ProcessFinding> {
    let criterion = round
        .facts
        .criterion(round.organisation, round.cycle, CriterionKind::SessionsHeld);
    let missed = criterion.filter(|criterion| criterion.status == Status::Missed);
    let units = missed.into_iter().flat_map(|criterion| &criterion.short);
    let late = |team| {
        let mut open = round.cycle.sessions.iter().filter(|session| !session.held);
        open.any(|session| {
            covers(round.organisation, session, team) && session.record.record.date.value < round.organisation.as_of
        })
    };
    units
        .filter_map(|short| match short {
            Shortfall::Unit(team) => Some(*team),
            Shortfall::Packet(_) | Shortfall::Check(_) => None,
        })
        .filter(|team| !late(*team))
        .map(|team| {
            let place = round.organisation.team(team).place.clone();
            let message = "this department has rated people and lies in no session that was held";
            round
                .finding(
                    &DEPARTMENT_NOT_CALIBRATED,
                    place,
                    message,
                    "Hold a session for the department.",
                    RATINGS,
                )
                .of_team(team)
                .since(round.cycle.deadlines.calibration)
        })
        .collect()
}

/// Flags of a check of each team or manager that no justification answers.
fn open_flags<'a>(round: &Round<'a>, kind: Kind) -> impl Iterator<Item = &'a CheckResult> {
    let checks = round.facts.checks_of_each(round.organisation, round.cycle);
    let flags = checks
        .iter()
        .filter(move |check| check.kind == kind)
        .flat_map(Check::flags);
    flags.filter(|result| result.standing() == Standing::Open)
}

/// The record of the held session in which a justification belongs, by the unit that it covers; none before there is one.
fn held_for<'a>(round: &Round<'a>, team: Option<TeamIx>) -> Option<&'a Session> {
    let sessions = || round.cycle.sessions().map(|(_, session)| session);
    let held = || sessions().filter(|session| session.held);
    let covering = held().find(|session| team.is_some_and(|team| covers(round.organisation, session, team)));
    covering.or_else(|| held().next())
}

fn people_of<'r>(round: &'r Round<'_>, result: &'r CheckResult) -> impl Iterator<Item = PersonIx> + 'r {
    let packets = result.packets.iter();
    packets.map(|at| round.facts.packet(*at).person)
}

fn exceeds_share(round: &Round<'_>) -> Vec<ProcessFinding> {
    let mut found = Vec::new();
    for result in open_flags(round, Kind::ExceedsShare) {
        let Subject::Team(team) = result.subject else { continue };
        let Some(session) = held_for(round, Some(team)) else {
            continue;
        };
        let unit = round.organisation.team(team);
        let message = format!(
            "more of `{}` are rated \"Exceeds\" than the policy allows, and nobody says why",
            unit.id
        );
        let act = "Justify the share, or look at the ratings again.";
        let place = Place::file(&session.record.file);
        let mut finding = round
            .finding(&EXCEEDS_SHARE, place, message, act, RATINGS)
            .of_team(team)
            .counting(people_of(round, result));
        if let Some(Figures::Exceeds(figures)) = &result.figures {
            finding = finding.detail(format!("{} of {} rated people", figures.exceeds, result.n));
        }
        found.push(
            finding
                .for_actor(result.who.person)
                .since(session.record.record.date.value),
        );
    }
    found
}

fn all_the_same(round: &Round<'_>) -> Vec<ProcessFinding> {
    let mut found = Vec::new();
    for result in open_flags(round, Kind::AllSame) {
        let Subject::Manager(manager) = result.subject else {
            continue;
        };
        let person = round.organisation.person(manager);
        let team = person.role_on(round.cycle.role_day()).map(|role| role.team);
        let Some(session) = held_for(round, team) else { continue };
        let message = format!(
            "all rated reports of `{}` have the middle rating, and nobody says why",
            person.id
        );
        let place = Place::file(&session.record.file);
        let mut finding = round.finding(
            &ALL_THE_SAME,
            place,
            message,
            "Differentiate, or say why the ratings stand.",
            RATINGS,
        );
        finding.team = team;
        let finding = finding.counting(people_of(round, result));
        found.push(finding.for_actor(manager).since(session.record.record.date.value));
    }
    found
}
