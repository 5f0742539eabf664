//! What pages say beside each check, whoever they are about.

use super::check::{Kind, Reason};

/// The fixed words of a check.
struct Words {
    title: &'static str,
    question: &'static str,
    method: &'static str,
    cannot_see: &'static str,
    must_do: &'static str,
}

impl Kind {
    /// What the check is called.
    #[must_use]
    pub fn title(self) -> &'static str {
        self.words().title
    }

    /// What it asks.
    #[must_use]
    pub fn question(self) -> &'static str {
        self.words().question
    }

    /// How it answers, in words.
    #[must_use]
    pub fn method(self) -> &'static str {
        self.words().method
    }

    /// What it cannot see, in one sentence.
    #[must_use]
    pub fn cannot_see(self) -> &'static str {
        self.words().cannot_see
    }

    /// What has to be done about a flag, by whoever the result names.
    #[must_use]
    pub fn must_do(self) -> &'static str {
        self.words().must_do
    }

    fn words(self) -> &'static Words {
        match self {
            Self::GenderExceeds => &GENDER_EXCEEDS,
            Self::GenderLowest => &GENDER_LOWEST,
            Self::GenderScale => &GENDER_SCALE,
            Self::GenderWithinLevel => &GENDER_WITHIN_LEVEL,
            Self::Tenure => &TENURE,
            Self::RecencyPerson => &RECENCY_PERSON,
            Self::RecencyManager => &RECENCY_MANAGER,
            Self::ExceedsShare => &EXCEEDS_SHARE,
            Self::AllSame => &ALL_SAME,
            Self::Severity => &SEVERITY,
            Self::Guideline => &GUIDELINE,
            Self::GuidelineUnit => &GUIDELINE_UNIT,
            Self::Calibration => &CALIBRATION,
        }
    }
}

impl Reason {
    /// Why the check cannot tell, as a sentence.
    #[must_use]
    pub fn sentence(self) -> String {
        let fixed = match self {
            Self::TooFew { have, needed } => return format!("There are {have}, and it takes {needed} or more."),
            Self::NobodyRated => "Nobody is rated yet.",
            Self::SmallGroup => {
                "Fewer than two groups reach the policy's minimum, or another does not, so nothing about groups is read or shown."
            }
            Self::OneGroup => "There are no two groups to compare.",
            Self::AllAlike => "All ratings are alike, so there is nothing to compare.",
            Self::NothingRarePossible => "With so few people not even the most extreme outcome would be rare.",
            Self::NoSessionHeld => "No calibration session has been held yet.",
        };
        fixed.into()
    }
}

const GENDER_EXCEEDS: Words = Words {
    title: "Gender: who is rated Exceeds",
    question: "Is a rating of Exceeds or better as common in one gender as in the other?",
    method: "Fisher's exact test with mid-p (with more than two groups, Freeman and Halton's), the impact ratio and the shortfall in people.",
    cannot_see: "It cannot see why: level, role and time in level differ between groups.",
    must_do: "Compare the people near the line with peers of their level, and write down what explains the difference.",
};

const GENDER_LOWEST: Words = Words {
    title: "Gender: the lowest two ratings",
    question: "Is it as common in one gender as in the other not to be among the lowest two ratings?",
    method: "The same as for Exceeds, asked about everyone above the lowest two ratings: a ratio of rare, unfavourable events misleads.",
    cannot_see: "It cannot see why: level, role and time in level differ between groups.",
    must_do: "Read the evidence of everyone among the lowest two ratings again, and write down what explains the difference.",
};

const GENDER_SCALE: Words = Words {
    title: "Gender: the whole scale",
    question: "Do ratings as a whole lie higher in one gender?",
    method: "All ratings are dealt out between the groups in every possible way; how often is the difference of the means as large? Cliff's δ says how large it is.",
    cannot_see: "It cannot see whether the ratings were right: if one group's work was stronger, a fair rating shows the same difference.",
    must_do: "Look where on the scale the difference arises, and write down what explains it.",
};

const GENDER_WITHIN_LEVEL: Words = Words {
    title: "Gender: the whole scale within levels",
    question: "Do ratings lie higher in one gender among people of the same level?",
    method: "The same as on the whole scale, dealing out ratings only among people of one level.",
    cannot_see: "It cannot see whether people were given the right level in the first place.",
    must_do: "Compare people of the same level with each other, and write down what explains the difference.",
};

const TENURE: Words = Words {
    title: "Tenure",
    question: "Do ratings follow how long people have been here, and are recent hires rated lower?",
    method: "Kendall's τ-b over all ways to deal out the ratings; people with less than twelve months against the rest by a one-sided permutation test.",
    cannot_see: "It cannot see whether experience earned the rating.",
    must_do: "Check that new people were rated against their level, and not against their seniors.",
};

const RECENCY_PERSON: Words = Words {
    title: "Recency, by person",
    question: "Does the evidence for a rating come from the whole cycle, or from its last days?",
    method: "The share of dated evidence from the cycle's last days, and how often so much would fall there if every day were alike (exact binomial tail).",
    cannot_see: "It cannot see evidence without a date, nor when something happened as opposed to when it was written down.",
    must_do: "Look for evidence from the rest of the cycle before the rating stands.",
};

const RECENCY_MANAGER: Words = Words {
    title: "Recency, by manager",
    question: "Does a manager's evidence for all reports come from the whole cycle, or from its last days?",
    method: "As for one person, over everything that the manager dated.",
    cannot_see: "It cannot see evidence without a date, nor whether something late in the cycle concerned the whole team.",
    must_do: "Look for evidence from the rest of the cycle for every report, and say why it clusters.",
};

const EXCEEDS_SHARE: Words = Words {
    title: "Exceeds share of a team",
    question: "Are more people of a team rated Exceeds or better than the policy lets stand without a reason?",
    method: "Counting; beside it how often a team of this size trips the rule by luck at the overall rate.",
    cannot_see: "It cannot see whether the team is in fact strong: it asks for reasons, not for fewer ratings.",
    must_do: "Write the justification: what each of these people did, set beside the same level in other teams.",
};

const ALL_SAME: Words = Words {
    title: "All the same",
    question: "Did a manager give the middle value to every report?",
    method: "Counting; beside it how often so many people would all have the middle value by luck, at its overall share.",
    cannot_see: "It cannot see whether the team is in truth even.",
    must_do: "Say who did best, and what would have to happen for another rating.",
};

const SEVERITY: Words = Words {
    title: "Severity and leniency",
    question: "Does one manager rate clearly higher or lower than all others together?",
    method: "An exact permutation test of each manager's reports against everyone else, adjusted by Holm over all managers; the difference is shrunken, because small teams differ by luck. One supervisor's rating has a reliability near 0.5, and committees reduce leniency while they push people to the middle.",
    cannot_see: "It cannot see whether the team is in truth better.",
    must_do: "Bring two or three people to compare with peers of their level in other teams.",
};

const GUIDELINE: Words = Words {
    title: "Guideline",
    question: "How many ratings would have to change for the distribution to meet the guideline?",
    method: "The guideline's percentages become whole people, from 14 people on rounded inward and below outward; people over and under the bounds are counted.",
    cannot_see: "It cannot see whether the guideline suits this group.",
    must_do: "Look at the ratings at the edge of the range, and write down why the distribution stands.",
};

const GUIDELINE_UNIT: Words = Words {
    title: "Guideline, by unit",
    question: "How many ratings of a unit would have to change for its distribution to meet the guideline?",
    method: "As for everyone, in people of the unit.",
    cannot_see: "It cannot see whether the guideline suits the unit: a team of eight is not a small organisation.",
    must_do: "Say in the session what makes the unit's distribution differ.",
};

const CALIBRATION: Words = Words {
    title: "What calibration did",
    question: "Did calibration move ratings mostly one way?",
    method: "The sign test of changes up against changes down; beside it the share of the middle value before and after, and changes by gender (Fisher's test).",
    cannot_see: "It cannot see whether the changes were right: their written rationales are for that.",
    must_do: "Read the rationales of the changes one after the other, and write down why they lean one way.",
};
