//! What bodies look like on a page.

mod hostile;

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
