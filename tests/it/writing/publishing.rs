//! A finished build put in place elsewhere: the trees and nothing private, and only what is whole and unchanged.

use std::fs;
use std::os::unix::fs::MetadataExt;

use preread::site::{MANIFEST_NAME, Refusal, publish};

use super::{Home, NEW, OLD, contents, map, mode, why};

#[test]
fn publishing_copies_the_trees_and_nothing_private() {
    let home = Home::new();
    home.build(&[
        ("hr/index.html", "home"),
        ("assets/a.css", "css"),
        ("builders-own.json", "{}"),
    ]);
    let web = home.folder.path().join("web");
    let report = publish(&home.site(), &web, None).unwrap();
    assert_eq!(report.written, 2);
    assert_eq!(
        contents(&web),
        map(&[("hr/index.html", "home"), ("assets/a.css", "css")])
    );
    assert_eq!((mode(&web), mode(&web.join("hr/index.html"))), (0o700, 0o600));
    let manifest = fs::read_to_string(web.join(MANIFEST_NAME)).unwrap();
    assert!(
        manifest.contains("\nsalt -\n")
            && manifest
                .lines()
                .skip(2)
                .all(|line| line.starts_with("- ") || line == "end 2")
    );
    let inode = fs::metadata(web.join("hr/index.html")).unwrap().ino();
    home.build(&[("hr/index.html", "home"), ("assets/a.css", "new css")]);
    let report = publish(&home.site(), &web, None).unwrap();
    assert_eq!((report.written, report.kept), (1, 1));
    assert_eq!(fs::metadata(web.join("hr/index.html")).unwrap().ino(), inode);
}

#[test]
fn what_is_one_file_in_the_build_is_one_in_the_copy() {
    let home = Home::new();
    home.build(&[
        ("hr/p.csv", "1,2"),
        ("people/a/p.csv", "1,2"),
        ("people/b/p.csv", "1,2"),
        ("hr/alone.csv", "1"),
    ]);
    let web = home.folder.path().join("web");
    let report = publish(&home.site(), &web, None).unwrap();
    assert_eq!((report.written, report.linked), (2, 2));
    let inode = |at: &str| fs::metadata(web.join(at)).unwrap().ino();
    assert_eq!(inode("hr/p.csv"), inode("people/b/p.csv"));
    assert_eq!(contents(&web), contents(&home.site()));
    assert_eq!(publish(&home.site(), &web, None).unwrap().kept, 4);
}

#[test]
fn publishing_for_a_group_opens_the_copy_to_it_but_not_the_manifest() {
    let home = Home::new();
    home.build(OLD);
    let group = fs::metadata(home.site()).unwrap().gid();
    let web = home.folder.path().join("web");
    publish(&home.site(), &web, None).unwrap();
    publish(&home.site(), &web, Some(&group.to_string())).unwrap();
    assert_eq!((mode(&web), mode(&web.join("hr/a"))), (0o750, 0o750));
    assert_eq!(
        (mode(&web.join("hr/index.html")), mode(&web.join(MANIFEST_NAME))),
        (0o640, 0o600)
    );
    assert_eq!(fs::metadata(web.join("hr/index.html")).unwrap().gid(), group);
    assert!(matches!(
        why(publish(&home.site(), &web, Some("no such group"))),
        Refusal::NoGroup(_)
    ));
}

#[test]
fn only_a_whole_and_unchanged_build_is_published() {
    let home = Home::new();
    let web = home.folder.path().join("web");
    fs::create_dir(home.site()).unwrap();
    assert_eq!(why(publish(&home.site(), &web, None)), Refusal::NotABuild);
    home.build(OLD);
    publish(&home.site(), &web, None).unwrap();
    home.build(NEW);
    fs::write(home.at("hr/b/index.html"), "MORE").unwrap();
    assert_eq!(why(publish(&home.site(), &web, None)), Refusal::Changed);
    fs::remove_file(home.at("hr/b/index.html")).unwrap();
    assert_eq!(why(publish(&home.site(), &web, None)), Refusal::Changed);
    assert_eq!(contents(&web), map(OLD));
    assert!(matches!(
        why(publish(&home.site(), &home.at("web"), None)),
        Refusal::HoldsInput(_)
    ));
}
