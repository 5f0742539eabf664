//! The word lists of invented organisations. Names and texts are made up and mean nobody.

pub const FIRST_NAMES: &[&str] = &[
    "Aisha", "Alba", "Amir", "Ana", "Anders", "Aya", "Bela", "Bruno", "Chidi", "Clara", "Dalia", "Daniel", "Deepa",
    "Elif", "Emeka", "Erik", "Esra", "Fatou", "Felix", "Filip", "Giulia", "Hana", "Hugo", "Ines", "Ivan", "Jana",
    "Jonas", "Julia", "Kaito", "Karim", "Katya", "Kwame", "Lara", "Leon", "Lin", "Lucia", "Magda", "Malik", "Marta",
    "Mateo", "Maya", "Milan", "Mina", "Nadia", "Nils", "Noa", "Oskar", "Paula", "Pedro", "Petra", "Priya", "Rafael",
    "Rana", "Ravi", "Rosa", "Samira", "Selma", "Soren", "Tariq", "Tessa", "Tomas", "Uma", "Vera", "Wanda", "Yara",
    "Yusuf", "Zofia", "Zuri",
];

pub const LAST_NAMES: &[&str] = &[
    "Abara", "Adeyemi", "Ahmadi", "Almeida", "Andersen", "Arslan", "Bakker", "Banerjee", "Baros", "Becker", "Bianchi",
    "Borg", "Campos", "Castro", "Chaudhry", "Cohen", "Costa", "Dahl", "Diallo", "Dimitrov", "Dubois", "Eriksen",
    "Farouk", "Fischer", "Fonseca", "Garcia", "Gomes", "Gupta", "Haas", "Hansen", "Hoang", "Horvat", "Ibrahim", "Ito",
    "Jansen", "Jensen", "Kaya", "Keita", "Khan", "Kim", "Kovac", "Kowalski", "Kruger", "Laine", "Larsen", "Lindberg",
    "Lopez", "Maier", "Marino", "Mbeki", "Mehta", "Mendes", "Mensah", "Moreau", "Nagy", "Nakamura", "Ndiaye", "Nguyen",
    "Novak", "Okafor", "Olsen", "Osman", "Ozturk", "Park", "Patel", "Pavlov", "Pereira", "Petrov", "Popescu", "Quispe",
    "Rahman", "Ramos", "Reyes", "Ricci", "Rossi", "Sato", "Schmid", "Shah", "Silva", "Singh", "Sousa", "Stein",
    "Suzuki", "Szabo", "Tanaka", "Torres", "Toth", "Tran", "Urban", "Vargas", "Vega", "Vogel", "Wang", "Weber",
    "Weiss", "Wolff", "Yilmaz", "Zeman", "Zhang", "Zubiri",
];

/// What teams work on.
pub const THEMES: &[&str] = &[
    "Routing",
    "Ledger",
    "Settlement",
    "Identity",
    "Search",
    "Billing",
    "Catalogue",
    "Delivery",
    "Messaging",
    "Reporting",
    "Storage",
    "Observability",
    "Checkout",
    "Onboarding",
    "Pricing",
    "Risk",
    "Mobile",
    "Web",
    "Data",
    "Scheduling",
    "Payouts",
    "Compliance",
    "Accounts",
    "Documents",
    "Partners",
    "Inventory",
    "Notifications",
    "Build",
    "Release",
    "Network",
];

pub const LEVELS: &[(&str, &str, i64)] = &[
    ("IC1", "Associate Engineer", 62_000),
    ("IC2", "Engineer", 78_000),
    ("IC3", "Engineer", 98_000),
    ("IC4", "Senior Engineer", 124_000),
    ("IC5", "Staff Engineer", 156_000),
];

pub const WORKS: &[&str] = &[
    "migration of the old queue",
    "importer",
    "audit trail",
    "retry logic",
    "access review",
    "public interface",
    "nightly batch",
    "failover",
    "test environment",
    "cache",
    "admin screen",
    "error budget",
    "partner feed",
    "schema",
    "export",
    "alerting",
];

pub const VERBS: &[&str] = &[
    "Finish",
    "Rebuild",
    "Harden",
    "Simplify",
    "Replace",
    "Take over",
    "Document",
    "Speed up",
];

pub const MEASURES: &[(&str, &str, i64, i64)] = &[
    ("Time to answer", "ms", 420, 200),
    ("Alerts at night", "alerts a month", 36, 10),
    ("Failed runs", "runs a month", 24, 6),
    ("Coverage by tests", "percent", 52, 80),
    ("Open defects", "defects", 64, 20),
    ("Time of a build", "minutes", 28, 12),
    ("Requests answered in a day", "percent", 61, 90),
];

pub const SKILLS: &[&str] = &[
    "writing design notes",
    "leading incidents",
    "estimating work",
    "speaking to customers",
    "reviewing code kindly",
    "mentoring",
    "facilitating meetings",
    "reading data before deciding",
    "saying no early",
    "handing work over",
];

pub const GOING_WELL: &[&str] = &[
    "The {work} is further than planned, and {theme} already relies on it.",
    "Reviews are quick since we pair on the {work}; two people can now change it.",
    "The first users of the {work} answered within a day, and what they asked for was small.",
    "We found the hard part of the {work} in week three instead of week ten.",
];

pub const BLOCKING: &[&str] = &[
    "A decision about the {work} waits for another team in {theme}.",
    "The test environment is shared, and the {work} loses a day a week to it.",
    "Support questions take every second afternoon away from the {work}.",
    "Nothing at the moment; the {work} only needs time.",
];

pub const SUPPORT: &[&str] = &[
    "Somebody who knows the {work} from before, for an afternoon.",
    "A clear word on what may wait while the {work} is finished.",
    "Time to practise {skill} with a person who is good at it.",
    "An introduction to those who use what {theme} builds.",
];

pub const STRENGTHS: &[&str] = &[
    "{name} brought the {work} to its end and left it so that others can change it.",
    "{name} asks what the {work} is for before starting, and has spared us twice what nobody needed.",
    "When the {work} failed in week eight, {name} wrote down what happened before anybody asked.",
    "Others in {theme} go to {name} with the questions that they would rather not ask.",
];

pub const GROWTH: &[&str] = &[
    "{name} should practise {skill}; the {work} showed where it is missing.",
    "The {work} was shown late. Half of it in week four would have been worth more than all of it in week eleven.",
    "{name} takes on what others leave, and then has no time for {skill}.",
    "More of what {name} knows about the {work} should stand somewhere.",
];

pub const PEER_WELL: &[&str] = &[
    "I built on the {work} and never had to ask twice how it was meant.",
    "{name} said early that my part of the {work} would not fit, and helped me to mend it.",
    "Working on the {work} together I learned most about {skill}.",
    "In the worst week of the {work} {name} stayed calm and kept a list.",
];

pub const PEER_IMPROVE: &[&str] = &[
    "I would have liked to hear about the delay of the {work} before the meeting.",
    "{name} could leave more room for others when the {work} is discussed.",
    "{skill_up} would help with what comes after the {work}.",
    "The notes on the {work} are short; I had to read the code.",
];

pub const RELATIONSHIPS: &[&str] = &[
    "same team",
    "reviews my changes",
    "works on the same project",
    "depends on what they build",
    "on call together",
    "shared a project last quarter",
];
