//! Events in, HTML out: the only place that writes tags around a record's text.

use std::collections::{HashMap, HashSet, VecDeque};
use std::ops::Range;

use pulldown_cmark::{Alignment, CowStr, Event, LinkType, Tag, TagEnd};

use super::headings::HeadingIds;
use super::links::{Target, judge};
use super::{DEEPEST, Document, Notice, NoticeKind, Rendered, Setting, tags_before_text};
use crate::prose::SafeHtml;
use crate::prose::escape::escape;
use crate::records::body::{number_of, slug_of};

/// Writes some of a document's events, and the footnotes that they lead to.
pub(super) fn write(document: &Document<'_>, events: Range<usize>, setting: &Setting<'_>) -> Rendered {
    let mut writer = Writer::new(document, &events, setting);
    writer.write_all(events);
    writer.write_notes();
    Rendered {
        html: SafeHtml::new(writer.out),
        anchors: writer.ids.anchors,
        notices: writer.notices,
    }
}

/// What the end of an open element has to do.
pub(super) enum Open {
    /// Write this.
    Element(&'static str),
    /// Write nothing; the element is nested too deep or may not stand here.
    Nothing,
    Heading(u8),
    Table {
        body_is_open: bool,
    },
    Link {
        text_begins: usize,
        address: String,
        end: &'static str,
    },
}

pub(super) struct Writer<'d, 'a, 's> {
    pub(super) document: &'d Document<'a>,
    setting: &'s Setting<'s>,
    pub(super) prefix: String,
    pub(super) out: String,
    pub(super) open: Vec<Open>,
    /// How many elements were open when nesting became too deep.
    flat_from: Option<usize>,
    /// Links that are open, pictures included: an anchor holds no other.
    pub(super) links_open: usize,
    /// Levels, as written, of the headings above the present text.
    outline: Vec<u8>,
    ids: HeadingIds,
    notices: Vec<Notice>,
    columns: Vec<Alignment>,
    column: usize,
    in_table_head: bool,
    /// Notes to show, by their place among the definitions.
    pub(super) to_show: VecDeque<usize>,
    /// The number that readers see of each note that is shown, and whether a reference stands in the text.
    pub(super) shown_as: HashMap<usize, usize>,
    pub(super) referred: HashSet<usize>,
}

impl<'d, 'a, 's> Writer<'d, 'a, 's> {
    fn new(document: &'d Document<'a>, events: &Range<usize>, setting: &'s Setting<'s>) -> Self {
        let prefix = match slug_of(setting.id_prefix) {
            none if none.is_empty() => "text".to_owned(),
            slug => slug,
        };
        Self {
            document,
            setting,
            out: String::new(),
            open: Vec::new(),
            flat_from: None,
            links_open: 0,
            outline: Vec::new(),
            ids: HeadingIds::of(document, events, &prefix),
            prefix,
            notices: Vec::new(),
            columns: Vec::new(),
            column: 0,
            in_table_head: false,
            to_show: VecDeque::new(),
            shown_as: HashMap::new(),
            referred: HashSet::new(),
        }
    }

    pub(super) fn write_all(&mut self, events: Range<usize>) {
        let document = self.document;
        let mut at = events.start;
        while at < events.end {
            let Some((event, span)) = document.events.get(at) else {
                break;
            };
            at = match event {
                Event::Start(Tag::FootnoteDefinition(_)) => self.set_aside(at),
                Event::Start(tag) => {
                    self.start(at, tag, span);
                    at + 1
                }
                Event::End(tag) => {
                    self.end(*tag);
                    at + 1
                }
                other => {
                    self.inline(other, span);
                    at + 1
                }
            };
        }
    }

    /// Keeps a definition for the end if the text leads nowhere to it, and gives the event after it.
    fn set_aside(&mut self, at: usize) -> usize {
        let notes = &self.document.notes;
        let Some((number, note)) = notes
            .beginning_at(at + 1)
            .and_then(|number| Some((number, notes.get(number)?)))
        else {
            return at + 1;
        };
        let after = note.content.end + 1;
        if !note.reachable {
            self.number_of_note(number);
        }
        after
    }

    fn inline(&mut self, event: &Event<'_>, span: &Range<usize>) {
        match event {
            // Mathematics is not in the dialect that bodies are parsed in.
            Event::Text(text) | Event::Html(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.text(text);
            }
            Event::InlineHtml(html) => {
                self.notice(NoticeKind::HtmlShownAsText, span);
                self.text(html);
            }
            Event::Code(code) => {
                self.out.push_str("<code>");
                self.text(code);
                self.out.push_str("</code>");
            }
            Event::HardBreak => self.out.push_str("<br>\n"),
            Event::Rule if self.flat_from.is_none() => self.out.push_str("<hr>\n"),
            Event::SoftBreak | Event::Rule => self.out.push('\n'),
            Event::TaskListMarker(done) => self.task(*done),
            Event::FootnoteReference(label) => self.reference(label),
            Event::Start(_) | Event::End(_) => {}
        }
    }

    fn start(&mut self, at: usize, tag: &Tag<'_>, span: &Range<usize>) {
        if self.flat_from.is_some() || self.open.len() + tags_before_text(tag) > DEEPEST {
            if self.flat_from.is_none() {
                self.flat_from = Some(self.open.len());
                self.notice(NoticeKind::NestedTooDeep, span);
            }
            self.part_words();
            self.open.push(Open::Nothing);
            return;
        }
        match tag {
            Tag::Paragraph => self.element("<p>", "</p>\n"),
            Tag::Heading { level, .. } => self.heading(at, number_of(*level)),
            Tag::BlockQuote(_) => self.element("<blockquote>\n", "</blockquote>\n"),
            Tag::CodeBlock(_) => self.element("<pre><code>", "</code></pre>\n"),
            Tag::HtmlBlock => {
                self.notice(NoticeKind::HtmlShownAsText, span);
                self.element("<pre class=\"raw-html\">", "</pre>\n");
            }
            Tag::List(None) => self.element("<ul>\n", "</ul>\n"),
            Tag::List(Some(1)) => self.element("<ol>\n", "</ol>\n"),
            Tag::List(Some(first)) => {
                let start = format!("<ol start=\"{first}\">\n");
                self.element(&start, "</ol>\n");
            }
            Tag::Item if self.is_task(at) => self.element("<li class=\"task\">", "</li>\n"),
            Tag::Item => self.element("<li>", "</li>\n"),
            Tag::Table(columns) => self.table(columns),
            Tag::TableHead => {
                self.begin_row();
                self.in_table_head = true;
                self.element("<thead>\n<tr>", "</tr>\n</thead>\n");
            }
            Tag::TableRow => self.table_row(),
            Tag::TableCell => self.table_cell(at),
            Tag::Emphasis => self.element("<em>", "</em>"),
            Tag::Strong => self.element("<strong>", "</strong>"),
            Tag::Strikethrough => self.element("<del>", "</del>"),
            Tag::Link {
                link_type, dest_url, ..
            } => self.link(dest_url, *link_type, span, Shown::AsLink),
            Tag::Image {
                link_type, dest_url, ..
            } => {
                self.notice(NoticeKind::PictureNotShown, span);
                self.link(dest_url, *link_type, span, Shown::InsteadOfPicture);
            }
            // Definitions are set aside before; the others are not in the dialect that bodies are parsed in.
            Tag::FootnoteDefinition(_)
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::Superscript
            | Tag::Subscript
            | Tag::MetadataBlock(_) => self.open.push(Open::Nothing),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        let Some(open) = self.open.pop() else { return };
        if let Some(depth) = self.flat_from {
            self.part_words();
            if self.open.len() == depth {
                self.flat_from = None;
            }
        }
        match open {
            Open::Element(end) => self.out.push_str(end),
            Open::Nothing => {}
            Open::Heading(level) => {
                self.out.push_str("</h");
                self.out.push(char::from(b'0' + level));
                self.out.push_str(">\n");
            }
            Open::Table { body_is_open } => {
                self.out.push_str(if body_is_open {
                    "</tbody>\n</table></div>\n"
                } else {
                    "</table></div>\n"
                });
            }
            Open::Link {
                text_begins,
                address,
                end,
            } => {
                if self.out.len() == text_begins {
                    self.text(&address);
                }
                self.out.push_str(end);
            }
        }
        match tag {
            TagEnd::TableHead => self.in_table_head = false,
            TagEnd::Link | TagEnd::Image => self.links_open = self.links_open.saturating_sub(1),
            _ => {}
        }
    }

    fn element(&mut self, start: &str, end: &'static str) {
        self.out.push_str(start);
        self.open.push(Open::Element(end));
    }

    pub(super) fn text(&mut self, text: &str) {
        // A String takes all that is written to it.
        let _ = escape(&mut self.out, text);
    }

    /// Where the tags of a block are left out, a space keeps its words from those of its neighbours.
    fn part_words(&mut self) {
        if !self.out.ends_with([' ', '\n', '>']) {
            self.out.push(' ');
        }
    }

    fn notice(&mut self, kind: NoticeKind, span: &Range<usize>) {
        self.notices.push(Notice {
            kind,
            span: span.clone(),
        });
    }

    fn heading(&mut self, at: usize, written: u8) {
        while self.outline.last().is_some_and(|above| *above >= written) {
            self.outline.pop();
        }
        let level = (usize::from(self.setting.outermost_heading.clamp(1, 6)) + self.outline.len()).min(6);
        self.outline.push(written);
        let level = u8::try_from(level).unwrap_or(6);
        self.out.push_str("<h");
        self.out.push(char::from(b'0' + level));
        if let Some(id) = self.ids.of_event.get(&at) {
            self.out.push_str(" id=\"");
            self.out.push_str(id);
            self.out.push('"');
        }
        self.out.push('>');
        self.open.push(Open::Heading(level));
    }

    /// The marker stands first in the item, or first in its first paragraph.
    fn is_task(&self, item: usize) -> bool {
        let event = |at: usize| self.document.events.get(at).map(|(event, _)| event);
        match event(item + 1) {
            Some(Event::TaskListMarker(_)) => true,
            Some(Event::Start(Tag::Paragraph)) => matches!(event(item + 2), Some(Event::TaskListMarker(_))),
            _ => false,
        }
    }

    fn task(&mut self, done: bool) {
        self.out.push_str(if done {
            "<input type=\"checkbox\" disabled checked aria-label=\"Done\"> "
        } else {
            "<input type=\"checkbox\" disabled aria-label=\"Not done\"> "
        });
    }

    /// A wide table scrolls in its frame, which must take the keyboard's focus for that.
    fn table(&mut self, columns: &[Alignment]) {
        self.columns = columns.to_vec();
        self.out
            .push_str("<div class=\"prose-table\" role=\"group\" aria-label=\"Table\" tabindex=\"0\"><table>\n");
        self.open.push(Open::Table { body_is_open: false });
    }

    fn begin_row(&mut self) {
        self.column = 0;
    }

    fn table_row(&mut self) {
        self.begin_row();
        if let Some(Open::Table { body_is_open }) = self.open.last_mut()
            && !*body_is_open
        {
            *body_is_open = true;
            self.out.push_str("<tbody>\n");
        }
        self.element("<tr>", "</tr>\n");
    }

    fn table_cell(&mut self, at: usize) {
        let class = match self.columns.get(self.column) {
            Some(Alignment::Left) => " class=\"align-left\"",
            Some(Alignment::Center) => " class=\"align-center\"",
            Some(Alignment::Right) => " class=\"align-right\"",
            Some(Alignment::None) | None => "",
        };
        self.column += 1;
        let is_empty = matches!(self.document.events.get(at + 1), Some((Event::End(_), _)));
        // A heading without text would be announced as one.
        if self.in_table_head && !is_empty {
            self.element(&format!("<th scope=\"col\"{class}>"), "</th>");
        } else {
            self.element(&format!("<td{class}>"), "</td>");
        }
    }

    fn link(&mut self, address: &CowStr<'_>, written_as: LinkType, span: &Range<usize>, shown: Shown) {
        self.links_open += 1;
        if self.links_open > 1 {
            self.open.push(Open::Nothing);
            return;
        }
        let class = match shown {
            Shown::AsLink => "",
            Shown::InsteadOfPicture => " class=\"picture\"",
        };
        let target = match self.ids.place(address) {
            Some(place) => Ok(Target::Inside(place)),
            None => judge(address, written_as, self.setting.resolve),
        };
        let (rel, href) = match target {
            Ok(Target::Outside(href)) => (" rel=\"noreferrer\"", href),
            Ok(Target::Inside(href)) => ("", href),
            Err(refusal) => {
                self.notice(NoticeKind::LinkRefused(refusal), span);
                self.out.push_str("<span class=\"refused-link\">");
                let end = "</span> <small class=\"refused-note\">[link removed]</small>";
                self.open_link(address, end);
                return;
            }
        };
        self.out.push_str("<a");
        self.out.push_str(class);
        self.out.push_str(rel);
        self.out.push_str(" href=\"");
        self.text(&href);
        self.out.push_str("\">");
        self.open_link(address, "</a>");
    }

    fn open_link(&mut self, address: &str, end: &'static str) {
        self.open.push(Open::Link {
            text_begins: self.out.len(),
            address: address.to_owned(),
            end,
        });
    }
}

/// What a link's text stands for.
#[derive(Clone, Copy)]
enum Shown {
    AsLink,
    InsteadOfPicture,
}
