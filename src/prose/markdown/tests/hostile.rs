//! What hostile bodies come to: tags that are known and balanced, and nothing that acts.

use proptest::prelude::*;

use super::*;

#[test]
fn nesting_bombs_become_text_and_are_said_once() {
    for bomb in [
        ">".repeat(10_000),
        "- ".repeat(10_000),
        "*_".repeat(5_000) + "x" + &"_*".repeat(5_000),
    ] {
        let shown = rendered(&format!("{bomb} end"));
        assert!(shown.html.as_str().contains("end"));
        assert!(greatest_depth(shown.html.as_str()) <= DEEPEST);
        assert!(
            shown
                .notices
                .iter()
                .filter(|notice| notice.kind == NoticeKind::NestedTooDeep)
                .count()
                <= 1
        );
    }
    assert_eq!(notices(&(">".repeat(10_000) + " x")), [NoticeKind::NestedTooDeep]);
    assert!(html(&"[".repeat(10_000)).contains("[[["));
}

#[test]
fn no_list_or_table_is_begun_where_its_text_would_be_too_deep() {
    for depth in 40..56 {
        let quote = "> ".repeat(depth);
        check_markup(&html(&format!("{quote}- a\n")));
        check_markup(&html(&format!("{quote}| a |\n{quote}|---|\n{quote}| b |\n")));
    }
}

/// Bodies that have run scripts in one Markdown program or another.
const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "a <img src=x onerror=alert(1)> b",
    "<svg/onload=alert(1)>",
    "<iframe src=\"javascript:alert(1)\">",
    "<!-- --><script>alert(1)</script>",
    "<!--\n<script>\n-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php <script> ?>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](&#106;avascript:alert(1))",
    "[a](&#x6A;avascript&colon;alert(1))",
    "[a](java&Tab;script:alert(1))",
    "[a](<java\\script:alert(1)>)",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](vbscript:x)",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    "[a]: javascript:alert(1)\n\n[a] [b][a]",
    "![a](javascript:alert(1))",
    "![a](data:image/svg+xml,<svg/onload=alert(1)>)",
    "![\" onerror=\"alert(1)](x)",
    "[a](https://a.example/\"onmouseover=\"alert(1))",
    "[a](https://a.example \"\\\" onmouseover=\\\"alert(1)\")",
    "[a](pages/\"><script>alert(1)</script>)",
    "[\"><script>alert(1)</script>](https://a.example)",
    "# a {onclick=alert(1)}",
    "# <script>alert(1)</script>",
    "```\"><script>alert(1)</script>\nx\n```",
    "``` x onclick=alert(1)\n</code></pre><script>alert(1)</script>\n```",
    "`</code><script>alert(1)</script>`",
    "| <script> | a |\n|---|---|\n| <b onclick=x> | `|` |",
    "[^\"><script>]\n\n[^\"><script>]: x",
    "- [x] <script>alert(1)</script>",
    "a\0b\u{202E}c\u{9B}d<\u{0}script>",
    "//a.example [a](//a.example) [b](\\\\a.example)",
    "<a href=\"https://a.example\">a</a>",
    "[a](https://a.example)<br onclick=x>",
    "<style>@import 'https://a.example'</style>",
    "<base href=https://a.example>",
    "<meta http-equiv=refresh content=0>",
    "&lt;script&gt; &#60;script&#62; &#x0;",
];

#[test]
fn hostile_bodies_come_to_nothing() {
    for body in HOSTILE {
        for body in [
            (*body).to_owned(),
            format!("> - {body}"),
            format!("x[^1]\n\n[^1]: {body}"),
            body.repeat(3),
        ] {
            check_markup(&html(&body));
        }
    }
}

/// The tags that the writer knows, with the attributes that each may have.
const KNOWN: &[(&str, &[&str])] = &[
    ("p", &[]),
    ("em", &[]),
    ("strong", &[]),
    ("del", &[]),
    ("code", &[]),
    ("br", &[]),
    ("hr", &[]),
    ("blockquote", &[]),
    ("pre", &["class"]),
    ("ul", &[]),
    ("ol", &["start"]),
    ("li", &["class", "id"]),
    ("input", &["type", "disabled", "checked", "aria-label"]),
    ("table", &[]),
    ("thead", &[]),
    ("tbody", &[]),
    ("tr", &[]),
    ("th", &["scope", "class"]),
    ("td", &["class"]),
    ("div", &["class", "role", "aria-label", "tabindex"]),
    ("a", &["class", "rel", "href", "aria-label"]),
    ("span", &["class"]),
    ("small", &["class"]),
    ("sup", &["class", "id"]),
    ("h3", &["id"]),
    ("h4", &["id"]),
    ("h5", &["id"]),
    ("h6", &["id"]),
];

/// Reads HTML as strictly as the writer should write it, and panics at anything that it should not have written.
fn check_markup(html: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut ids = std::collections::HashSet::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        check_text(&rest[..at]);
        let holds_no_text = matches!(open.last(), Some(&("ul" | "ol" | "table" | "thead" | "tbody" | "tr")));
        assert!(
            !holds_no_text || rest[..at].trim().is_empty(),
            "text outside an item or a cell: {html}"
        );
        let tag;
        (tag, rest) = rest[at + 1..]
            .split_once('>')
            .unwrap_or_else(|| panic!("a tag without an end: {html}"));
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{html}");
            continue;
        }
        let (name, mut attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        let (_, known) = KNOWN
            .iter()
            .find(|(known, _)| *known == name)
            .unwrap_or_else(|| panic!("<{name}> in {html}"));
        while !attributes.is_empty() {
            let attribute;
            if let Some((plain, after)) = attributes
                .split_once(' ')
                .or(Some((attributes, "")))
                .filter(|(plain, _)| !plain.contains('='))
            {
                (attribute, attributes) = (plain, after);
            } else {
                let (key, after) = attributes
                    .split_once("=\"")
                    .unwrap_or_else(|| panic!("{attributes} in {html}"));
                let (value, after) = after
                    .split_once('"')
                    .unwrap_or_else(|| panic!("{attributes} in {html}"));
                (attribute, attributes) = (key, after.trim_start());
                check_text(value);
                if attribute == "href" {
                    assert!(
                        ["https://", "http://", "mailto:", "#self--", "../pages/"]
                            .iter()
                            .any(|start| value.starts_with(start)),
                        "{html}"
                    );
                }
                if attribute == "id" {
                    assert!(value.starts_with("self--") && ids.insert(value), "id {value} in {html}");
                }
            }
            assert!(known.contains(&attribute), "{attribute} on {name} in {html}");
        }
        assert!(name != "a" || !open.contains(&"a"), "a link in a link: {html}");
        assert!(
            name != "li" || matches!(open.last(), Some(&("ul" | "ol"))),
            "an item without a list: {html}"
        );
        if !matches!(name, "br" | "hr" | "input") {
            open.push(name);
        }
    }
    check_text(rest);
    assert!(open.is_empty(), "{open:?} left open in {html}");
}

fn check_text(text: &str) {
    assert!(!text.contains(['>', '"', '\'', '\r']), "{text}");
    assert!(!text.chars().any(crate::prose::escape::is_kept_out), "{text:?}");
    for entity in text.split('&').skip(1) {
        assert!(
            ["amp;", "lt;", "gt;", "quot;", "#39;"]
                .iter()
                .any(|known| entity.starts_with(known)),
            "{text}"
        );
    }
}

fn greatest_depth(html: &str) -> usize {
    let (mut depth, mut greatest) = (0_usize, 0);
    for tag in html.split('<').skip(1) {
        if tag.starts_with('/') {
            depth -= 1;
        } else if !["br", "hr", "input"].iter().any(|void| tag.starts_with(void)) {
            depth += 1;
            greatest = greatest.max(depth);
        }
    }
    greatest
}

/// Pieces that Markdown is made of, in an order that nobody would write.
fn scraps() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        proptest::sample::select(vec![
            "> ",
            "- ",
            "1. ",
            "# ",
            "## ",
            "* ",
            "*",
            "**",
            "_",
            "~~",
            "`",
            "```",
            "\n",
            "\n\n",
            "    ",
            "[",
            "](",
            ")",
            "![",
            "[^1]",
            "[^1]: ",
            "[^a]",
            "\n\n[^a]: ",
            "| a | b |\n|--|:-:|\n",
            "|",
            "<",
            ">",
            "<b>",
            "</b>",
            "<script>",
            "<!--",
            "-->",
            "\\",
            "&",
            "&#0;",
            "[x] ",
            "[ ] ",
            "\n- [ ] ",
            "https://a.example",
            "<https://a.example>",
            "javascript:",
            "data:",
            "pages/a",
            "#a",
            "\"",
            "'",
            "===",
            "\n---\n",
            "\r\n",
            "\t",
            "\u{202E}",
            "\0",
            "onclick=x",
        ])
        .prop_map(str::to_owned),
        "[a-z ]{1,4}",
    ];
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn whatever_a_body_holds_its_html_has_only_known_tags_and_balanced(body in scraps()) {
        check_markup(&html(&body));
    }

    #[test]
    fn so_it_has_for_any_text(body in any::<String>()) {
        check_markup(&html(&body));
    }

    #[test]
    fn sections_shown_one_by_one_are_as_clean_as_the_whole(body in scraps()) {
        let document = Document::parse(&body);
        for section in sections(&body) {
            check_markup(document.html_of(&section.span, &setting(&|_| Err(String::new()))).html.as_str());
        }
    }

    #[test]
    fn no_word_of_a_body_is_lost(words in proptest::collection::vec("[a-z]{6}", 1..30), marks in scraps()) {
        let body = words.join(" ") + "\n\n" + &marks;
        let shown = html(&body);
        for word in &words {
            prop_assert!(shown.contains(word.as_str()));
        }
    }
}
