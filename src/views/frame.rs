//! What stands on every page: whose it is, where it stands, and the way to the others.

use serde::Serialize;

use super::context::{Context, Link};
use super::page::PageKey;
use crate::disclosure::{Audience, AudienceKind, Totals};
use crate::model::CycleIx;
use crate::source::Date;

/// The frame of a page, under the names that templates know.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Frame<'a> {
    /// What holds for the whole site.
    pub site: SiteFrame<'a>,
    /// What holds for this page.
    pub page: PageFrame<'a>,
    /// The way from the page to the root of its tree.
    pub root: String,
    /// The navigation, group by group.
    pub nav: Vec<NavGroup>,
    /// The content security policy.
    pub csp: &'static str,
}

/// What holds for the whole site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct SiteFrame<'a> {
    /// Its title.
    pub title: &'a str,
    /// The organisation.
    pub organisation: &'a str,
    /// The language of the pages.
    pub language: &'a str,
    /// The direction of the language's script.
    pub direction: &'static str,
    /// The currency of all amounts.
    pub currency: &'a str,
}

/// What holds for one page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PageFrame<'a> {
    /// Its title.
    pub title: String,
    /// For whom.
    pub audience: AudienceFrame,
    /// The cycle that it is about.
    pub cycle: Option<Link>,
    /// The phase of that cycle.
    pub phase: Option<&'static str>,
    /// Whether ratings and outcomes of that cycle are released.
    pub release: Option<String>,
    /// The day on which the site stands.
    pub as_of: Date,
    /// The way here, from the top; the last one is the page itself.
    pub breadcrumbs: Vec<Crumb>,
    /// Who reads the page as a member and is therefore not listed, in a sentence.
    pub left_out: Option<String>,
    /// Links that the organisation wants on every page.
    pub links: Vec<FootLink<'a>>,
}

/// For whom a page is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AudienceFrame {
    /// The kind of audience.
    pub kind: &'static str,
    /// Who.
    pub label: String,
    /// What they may do with it.
    pub notice: &'static str,
}

/// One step of the way to a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Crumb {
    /// What it is called.
    pub label: String,
    /// Where it leads; none for the page itself.
    pub href: Option<String>,
}

/// Links that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NavGroup {
    /// What they are about.
    pub label: Option<String>,
    /// The links.
    pub links: Vec<NavLink>,
}

/// One link of the navigation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NavLink {
    /// What it says.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// Whether it leads to this very page.
    pub current: bool,
}

/// A link out of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct FootLink<'a> {
    /// What it says.
    pub title: &'a str,
    /// Where it leads.
    pub href: &'a str,
}

/// What a page may load and do, in every tree; a server adds what it needs.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; script-src 'self'; base-uri 'none'; form-action 'none'";

/// The frame of a page with this title. `above` is the way to it, from the top, without home and without itself.
pub fn frame<'a>(context: &Context<'_, 'a>, title: String, above: Vec<Link>) -> Frame<'a> {
    let lens = context.lens;
    let settings = lens.settings();
    let cycle = context.page.cycle().map(|cycle| lens.cycle(cycle));
    let readers = lens.readers();
    let page = PageFrame {
        audience: AudienceFrame {
            kind: readers.kind,
            label: readers_of(context).unwrap_or(readers.label),
            notice: notice(lens.audience().kind()),
        },
        cycle: context
            .page
            .cycle()
            .map(|cycle| context.link(lens.cycle(cycle).title, PageKey::Cycle(cycle))),
        phase: cycle.as_ref().map(|cycle| cycle.phase.title()),
        release: cycle
            .as_ref()
            .map(|cycle| released(cycle.released, cycle.deadlines.release)),
        as_of: lens.as_of(),
        left_out: context.page.cycle().and_then(|cycle| left_out(context, cycle)),
        breadcrumbs: breadcrumbs(context, &title, above),
        links: settings
            .links
            .iter()
            .map(|link| FootLink {
                title: &link.title,
                href: &link.href,
            })
            .collect(),
        title,
    };
    Frame {
        site: SiteFrame {
            title: &settings.title,
            organisation: &settings.organisation,
            language: &settings.language,
            direction: direction(&settings.language),
            currency: &settings.currency,
        },
        page,
        root: context.root.clone(),
        nav: navigation(context),
        csp: CONTENT_SECURITY_POLICY,
    }
}

/// That those who read the page as members are not in its lists, and whether its totals count them.
fn left_out(context: &Context<'_, '_>, cycle: CycleIx) -> Option<String> {
    let scope = context.lens.scope(cycle);
    let who = match scope.left_out.len() {
        0 => return None,
        1 => "The one person who reads these pages as a member is left out of lists".to_owned(),
        many => format!("The {many} people who read these pages as members are left out of lists"),
    };
    Some(match context.lens.totals(cycle) {
        Totals::CountAll => format!("{who}; totals count them."),
        Totals::CountListed => {
            format!("{who} and of figures about ratings, goals and pay: beside the lists, those would tell theirs.")
        }
    })
}

fn released(released: bool, on: Date) -> String {
    let day = on.format("%-d %B %Y");
    if released {
        format!("Released {day}")
    } else {
        format!("Not released (due {day})")
    }
}

/// Who reads a page that stands in the trees of all managers above a person in one form, and so may name none of them.
fn readers_of(context: &Context<'_, '_>) -> Option<String> {
    match (context.lens.audience().kind(), context.page) {
        (AudienceKind::Manager, PageKey::Person(person) | PageKey::Packet(person, _)) => {
            Some(format!("Managers above {}", context.lens.name(person).name))
        }
        _ => None,
    }
}

fn notice(kind: AudienceKind) -> &'static str {
    match kind {
        AudienceKind::Company => "For everyone in the company. Do not pass it on outside.",
        AudienceKind::Person => "For the person named above and nobody else.",
        AudienceKind::Manager => {
            "For the managers named above. Do not pass it on; each manager has pages of their own."
        }
        AudienceKind::Committee => "For this session's participants and facilitator. Do not pass it on or keep copies.",
        AudienceKind::Hr => "For the coordinator and the performance management specialist. Do not pass it on.",
    }
}

fn breadcrumbs(context: &Context<'_, '_>, title: &str, above: Vec<Link>) -> Vec<Crumb> {
    if context.page == PageKey::Home {
        return Vec::new();
    }
    let home = context.link("Home", PageKey::Home);
    let way = std::iter::once(home).chain(above).map(|link| Crumb {
        label: link.label,
        href: Some(link.href),
    });
    way.chain([Crumb {
        label: title.to_owned(),
        href: None,
    }])
    .collect()
}

fn navigation(context: &Context<'_, '_>) -> Vec<NavGroup> {
    let lens = context.lens;
    let link = |label: &str, page: PageKey| NavLink {
        label: label.to_owned(),
        href: context.href(page),
        current: context.page == page,
    };
    let mut groups = vec![NavGroup {
        label: None,
        links: vec![link("Home", PageKey::Home)],
    }];
    let cycle = context.page.cycle().or_else(|| lens.current_cycle());
    groups.extend(cycle.map(|cycle| of_cycle(context, cycle, &link)));
    let pages = lens
        .pages()
        .iter()
        .enumerate()
        .map(|(at, page)| link(&page.title, PageKey::Free(at)));
    let pages: Vec<_> = pages.collect();
    if !pages.is_empty() {
        groups.push(NavGroup {
            label: Some("About".to_owned()),
            links: pages,
        });
    }
    groups
}

fn of_cycle(context: &Context<'_, '_>, cycle: CycleIx, link: &dyn Fn(&str, PageKey) -> NavLink) -> NavGroup {
    let title = context.lens.cycle(cycle).title;
    // A manager's own ratings; to those of others the calibration leads. What stands in the trees of all managers above a person in one
    // form leads to none of them.
    let own_ratings = match (context.lens.audience(), context.page) {
        (_, PageKey::Packet(..) | PageKey::Person(_)) => None,
        (Audience::Manager(manager), _) => Some(("Ratings", PageKey::Manager(cycle, manager))),
        _ => None,
    };
    let uppermost = [
        (title, PageKey::Cycle(cycle)),
        ("Goals", PageKey::Goals(cycle)),
        ("Mid-cycle", PageKey::MidCycle(cycle)),
        ("Teams", PageKey::Teams(cycle)),
    ];
    let pages = [
        ("Calibration", PageKey::Calibration(cycle)),
        ("Bias checks", PageKey::Bias(cycle)),
        ("Outcomes", PageKey::Outcomes(cycle)),
        ("Success", PageKey::Success(cycle)),
        ("Movement", PageKey::Movement(cycle)),
        ("Open items", PageKey::Open(cycle)),
    ];
    let pages = uppermost.into_iter().chain(own_ratings).chain(pages);
    let stands = pages.filter(|(_, page)| page.stands_in(context.lens));
    NavGroup {
        label: Some(title.to_owned()),
        links: stands.map(|(label, page)| link(label, page)).collect(),
    }
}

/// The direction of a language's script, by its tag.
fn direction(language: &str) -> &'static str {
    let language = language.split(['-', '_']).next().unwrap_or_default();
    if matches!(language, "ar" | "he" | "fa" | "ur" | "yi" | "ps" | "dv" | "ug" | "ckb") {
        "rtl"
    } else {
        "ltr"
    }
}
