//! Pages of small organisations, for tests of what they say.

use super::{PageKey, PageView, page};
use crate::disclosure::{Audience, Lens, Matrix};
use crate::facts::derive;
use crate::model::testing::Org;
use crate::model::{CycleIx, Organisation, TeamIx};
use crate::records::id::TeamId;

/// Shows a page of the last cycle in the tree at an address such as `people/jane`.
pub(super) fn shown(
    org: &Org,
    tree: &str,
    key: impl Fn(&Organisation, CycleIx) -> PageKey,
    check: impl Fn(&PageView<'_>),
) {
    in_tree(org, tree, |organisation, lens| {
        let cycle = lens.current_cycle().unwrap();
        check(&page(lens, key(organisation, cycle)).0.view);
    });
}

/// Looks at a tree as a whole.
pub(super) fn in_tree(org: &Org, tree: &str, check: impl Fn(&Organisation, &Lens<'_>)) {
    let organisation = org.build();
    let (facts, matrix) = (derive(&organisation), Matrix::default());
    let audience = Audience::find(&organisation, tree).unwrap();
    check(&organisation, &Lens::new(&organisation, &facts, &matrix, audience));
}

/// A unit by its id.
pub(super) fn unit(organisation: &Organisation, id: &str) -> TeamIx {
    organisation.find_team(&TeamId::new(id).unwrap()).unwrap()
}
