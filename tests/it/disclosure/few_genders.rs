//! Whether anybody states a gender, or only a few do, changes no byte of any tree: no figure stands on it.

use preread::model::testing::org;
use preread::site::examine;

use super::sites::{Site, Whole, ledger, render_unaudited};

/// Fourteen rated people in a session that moved half of them, of whom the first few state a gender.
fn site(stated: &[&str]) -> Site {
    let board =
        "title = \"Board\"\ndate = 2026-10-16\nheld = true\nteams = [\"core\"]\nparticipants = [\"p12\", \"p13\"]\n";
    let decisions = (0..12).filter(|at| at % 2 == 0);
    let decisions = decisions.map(|at| format!("[[decision]]\nperson = \"p{at}\"\nfinal = {}\n", 4 - at / 2 % 2));
    let board = decisions.fold(board.to_owned(), |board, decision| board + &decision);
    let org = org()
        .cycle_fields("[facilitation]\ncoordinator = \"p13\"\n")
        .in_cycle("calibration/board.toml", &board);
    let org = (0..14).fold(org, |org, at| {
        let org = org.person(&format!("p{at}"));
        let org = match stated.get(at) {
            Some(gender) => org.gender(gender),
            None => org,
        };
        org.rated(3 + u32::try_from(at).unwrap() / 2 % 2)
    });
    let examined = examine(&org.world(), None);
    assert!(!examined.is_broken(), "{:#?}", examined.findings);
    render_unaudited(&examined, &ledger(), &Whole)
}

#[test]
fn that_nobody_or_a_few_state_a_gender_changes_no_tree() {
    let nobody = site(&[]);
    assert!(nobody.keys().any(|tree| tree.starts_with("committee/")));
    for few in [
        &["woman"][..],
        &["man"],
        &["woman", "man"],
        &["woman"; 4],
        &["man", "woman", "man", "woman"],
    ] {
        let other = site(few);
        let differ = other.iter().flat_map(|(name, tree)| {
            let before = &nobody[name];
            assert!(before.keys().eq(tree.keys()), "{name}");
            let files = tree.iter().filter(|(file, bytes)| before[*file] != **bytes);
            files.map(move |(file, _)| format!("{name}: {file}"))
        });
        assert_eq!(differ.collect::<Vec<_>>(), [""; 0], "{few:?}");
    }
}
