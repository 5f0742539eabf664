//! What bodies look like on a page, and what hostile ones come to.

use proptest::prelude::*;

use super::*;
use crate::records::body::sections;

fn setting(resolve: &dyn Fn(&str) -> Result<String, String>) -> Setting<'_> {
    Setting {
        id_prefix: "self",
        outermost_heading: 3,
        resolve,
    }
}

fn rendered(body: &str) -> Rendered {
    to_html(
        body,
        &setting(&|place| {
            if place.starts_with("pages/") {
                Ok(format!("../{place}"))
            } else {
                Err("no such page".to_owned())
            }
        }),
    )
}

fn html(body: &str) -> String {
    rendered(body).html.as_str().to_owned()
}

fn notices(body: &str) -> Vec<NoticeKind> {
    rendered(body).notices.into_iter().map(|notice| notice.kind).collect()
}

#[test]
fn common_markdown_is_common_html() {
    assert_eq!(
        html("A *b* **c** ~~d~~ `e<`  \nf\n\n> g\n\n1. h\n2. i\n\n---\n\n3. j\n"),
        "<p>A <em>b</em> <strong>c</strong> <del>d</del> <code>e&lt;</code><br>\nf</p>\n<blockquote>\n<p>g</p>\n</blockquote>\n\
         <ol>\n<li>h</li>\n<li>i</li>\n</ol>\n<hr>\n<ol start=\"3\">\n<li>j</li>\n</ol>\n"
    );
}

#[test]
fn a_table_is_aligned_by_class() {
    assert_eq!(
        html("| a | | c |\n|:--|:-:|--:|\n| d | e | f |\n"),
        "<div class=\"prose-table\" role=\"group\" aria-label=\"Table\" tabindex=\"0\"><table>\n<thead>\n<tr>\
         <th scope=\"col\" class=\"align-left\">a</th><td class=\"align-center\"></td><th scope=\"col\" class=\"align-right\">c</th>\
         </tr>\n</thead>\n<tbody>\n<tr><td class=\"align-left\">d</td><td class=\"align-center\">e</td>\
         <td class=\"align-right\">f</td></tr>\n</tbody>\n</table></div>\n"
    );
}

#[test]
fn a_task_is_a_disabled_box_with_a_name() {
    assert_eq!(
        html("- [x] a\n- [ ] b\n"),
        "<ul>\n<li class=\"task\"><input type=\"checkbox\" disabled checked aria-label=\"Done\"> a</li>\n\
         <li class=\"task\"><input type=\"checkbox\" disabled aria-label=\"Not done\"> b</li>\n</ul>\n"
    );
}

#[test]
fn raw_html_is_text_and_said_so() {
    assert_eq!(
        html("a <b onclick=x>b</b>"),
        "<p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>\n"
    );
    assert_eq!(
        html("<script>\nx\n</script>\n"),
        "<pre class=\"raw-html\">&lt;script&gt;\nx\n&lt;/script&gt;\n</pre>\n"
    );
    assert_eq!(notices("<div>\nx\n</div>\n"), [NoticeKind::HtmlShownAsText]);
}

#[test]
fn headings_move_under_the_pages_own_without_a_gap() {
    let shown = html("# a\n\n### b\n\n###### c\n\n## d\n");
    let levels: Vec<&str> = shown.lines().map(|line| &line[..3]).collect();
    assert_eq!(levels, ["<h3", "<h4", "<h5", "<h4"]);
}

#[test]
fn ids_never_meet_whatever_the_headings_say() {
    let body = "## a\n\n## a\n\n## a 2\n\n## a\n\n## 成\n\n## 果\n\n## section 1\n\n## fn 1\n\nx[^1]\n\n[^1]: y\n";
    let anchors = rendered(body).anchors;
    assert_eq!(
        anchors,
        [
            "self--a",
            "self--a-2",
            "self--a-2-2",
            "self--a-3",
            "self--section-1",
            "self--section-2",
            "self--section-1-2",
            "self--fn-1"
        ]
    );
    assert!(html(body).contains("id=\"self--fn--1\""));
}

#[test]
fn attributes_written_behind_a_heading_are_its_text() {
    assert_eq!(
        html("## a {#b onclick=c}"),
        "<h3 id=\"self--a-b-onclick-c\">a {#b onclick=c}</h3>\n"
    );
}

#[test]
fn links_lead_out_into_the_tree_or_to_a_heading_of_the_same_body() {
    assert_eq!(
        html("[a](https://a.example/?b&c \"t\")"),
        "<p><a rel=\"noreferrer\" href=\"https://a.example/?b&amp;c\">a</a></p>\n"
    );
    assert_eq!(html("[a](pages/x/)"), "<p><a href=\"../pages/x/\">a</a></p>\n");
    assert_eq!(
        html("<jane@a.example>"),
        "<p><a rel=\"noreferrer\" href=\"mailto:jane@a.example\">jane@a.example</a></p>\n"
    );
    assert!(html("[a](#what-went-well)\n\n## What went well?\n").contains("href=\"#self--what-went-well\""));
    assert_eq!(
        html("[](https://a.example)"),
        "<p><a rel=\"noreferrer\" href=\"https://a.example\">https://a.example</a></p>\n"
    );
}

#[test]
fn a_refused_link_is_its_text_marked_and_said_where() {
    let shown = rendered("see [a](javascript:alert(1)) now");
    assert_eq!(
        shown.html.as_str(),
        "<p>see <span class=\"refused-link\">a</span> <small class=\"refused-note\">[link removed]</small> now</p>\n"
    );
    assert_eq!(
        shown.notices,
        [Notice {
            kind: NoticeKind::LinkRefused(Refusal::Scheme),
            span: 4..28
        }]
    );
    assert_eq!(
        notices("[a](nowhere)"),
        [NoticeKind::LinkRefused(Refusal::Nowhere("no such page".to_owned()))]
    );
}

#[test]
fn a_picture_is_its_description_and_loads_nothing() {
    assert_eq!(
        html("![a *b*](https://a.example/x.png)"),
        "<p><a class=\"picture\" rel=\"noreferrer\" href=\"https://a.example/x.png\">a <em>b</em></a></p>\n"
    );
    assert_eq!(
        html("[![a](https://a.example/x.png)](https://b.example)"),
        "<p><a rel=\"noreferrer\" href=\"https://b.example\">a</a></p>\n"
    );
    assert_eq!(notices("![a](https://a.example/x.png)"), [NoticeKind::PictureNotShown]);
}

#[test]
fn footnotes_stand_below_in_the_order_of_reading() {
    assert_eq!(
        html("a[^x] b[^y]\n\n[^y]: second\n[^x]: first\n"),
        "<p>a<sup class=\"footnote\" id=\"self--fnref--1\"><a href=\"#self--fn--1\" aria-label=\"Footnote 1\">1</a></sup> \
         b<sup class=\"footnote\" id=\"self--fnref--2\"><a href=\"#self--fn--2\" aria-label=\"Footnote 2\">2</a></sup></p>\n\
         <div class=\"footnotes\">\n<ol>\n<li id=\"self--fn--1\"><p>first</p>\n\
         <a class=\"footnote-back\" href=\"#self--fnref--1\" aria-label=\"Back to the text\">↩</a></li>\n\
         <li id=\"self--fn--2\"><p>second</p>\n\
         <a class=\"footnote-back\" href=\"#self--fnref--2\" aria-label=\"Back to the text\">↩</a></li>\n</ol>\n</div>\n"
    );
}

#[test]
fn a_footnote_that_nothing_leads_to_is_still_shown() {
    for body in [
        "a\n\n[^x]: lost\n",
        "a\n\n[^x]: lost[^x]\n",
        "a\n\n[^x]: lost[^y]\n\n[^y]: too[^x]\n",
    ] {
        assert!(html(body).contains("lost"), "{body}");
    }
    let twice = html("a[^x]\n\n[^x]: kept\n\n[^x]: double\n");
    assert!(twice.contains("kept") && twice.contains("double"));
}

#[test]
fn sections_share_the_link_definitions_and_notes_of_their_body() {
    let body = "## Strengths\n\nSee [the plan][p] and a note[^n].\n\n## Growth\n\nMore.\n\n[p]: https://a.example\n[^n]: Noted.\n";
    let document = Document::parse(body);
    let parts: Vec<String> = sections(body)
        .iter()
        .map(|section| {
            document
                .html_of(&section.body, &setting(&|_| Err(String::new())))
                .html
                .as_str()
                .to_owned()
        })
        .collect();
    assert!(parts[0].contains("href=\"https://a.example\"") && parts[0].contains("Noted."));
    assert_eq!(parts[1], "<p>More.</p>\n");
}

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
