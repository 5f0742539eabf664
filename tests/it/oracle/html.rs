//! Reads a built page back: elements, their attributes and texts, and tables with where their cells lead.

use std::path::Path;

/// Elements that have no end.
const VOID: [&str; 7] = ["meta", "link", "input", "br", "hr", "img", "wbr"];

pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub inside: Vec<Inside>,
}

pub enum Inside {
    Text(String),
    Element(Element),
}

/// A table under its caption.
pub struct Table {
    pub caption: String,
    pub columns: Vec<String>,
    pub rows: Vec<Row>,
}

pub struct Row {
    pub id: String,
    pub cells: Vec<Cell>,
}

pub struct Cell {
    pub text: String,
    pub links: Vec<String>,
}

/// A page as a tree of elements.
pub fn read(file: &Path) -> Element {
    let html = std::fs::read_to_string(file).unwrap_or_else(|why| panic!("{}: {why}", file.display()));
    parse(&html, &file.display().to_string())
}

/// A text as a tree of elements; `page` names it in complaints.
pub fn parse(html: &str, page: &str) -> Element {
    let mut open = vec![Element::new("page")];
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        push(&mut open, Inside::Text(unescaped(&rest[..at])));
        rest = &rest[at + 1..];
        let end = end_of_tag(rest);
        let tag = &rest[..end];
        rest = &rest[end + 1..];
        if tag.starts_with('!') {
            continue;
        }
        if let Some(name) = tag.strip_prefix('/') {
            let closed = open.pop().unwrap();
            assert_eq!(closed.name, name, "{page}");
            push(&mut open, Inside::Element(closed));
            continue;
        }
        let alone = tag.ends_with('/');
        let element = Element::of(tag.trim_end_matches('/'));
        if alone || VOID.contains(&element.name.as_str()) {
            push(&mut open, Inside::Element(element));
        } else {
            open.push(element);
        }
    }
    assert_eq!(open.len(), 1, "{page}");
    open.pop().unwrap()
}

fn push(open: &mut [Element], inside: Inside) {
    open.last_mut().unwrap().inside.push(inside);
}

/// The place of the `>` that ends a tag: one within quotes does not.
fn end_of_tag(rest: &str) -> usize {
    let mut quoted = false;
    for (at, c) in rest.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '>' if !quoted => return at,
            _ => {}
        }
    }
    panic!("a tag does not end: {rest:.80}")
}

fn unescaped(text: &str) -> String {
    let pairs = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&#x2f;", "/"),
        ("&amp;", "&"),
    ];
    pairs
        .iter()
        .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

impl Element {
    fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            attributes: Vec::new(),
            inside: Vec::new(),
        }
    }

    /// From what stands between `<` and `>`.
    fn of(tag: &str) -> Self {
        let name = tag.split(char::is_whitespace).next().unwrap();
        let mut element = Self::new(name);
        let mut rest = tag[name.len()..].trim_start();
        while !rest.is_empty() {
            let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
            let key = rest[..end].to_owned();
            rest = &rest[end..];
            let value = match rest.strip_prefix("=\"") {
                Some(quoted) => {
                    let end = quoted.find('"').unwrap();
                    rest = &quoted[end + 1..];
                    unescaped(&quoted[..end])
                }
                None => String::new(),
            };
            rest = rest.trim_start();
            element.attributes.push((key, value));
        }
        element
    }

    pub fn attribute(&self, key: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.as_str())
    }

    pub fn is_hidden(&self) -> bool {
        self.attribute("aria-hidden") == Some("true")
    }

    /// All that is said in it, with single spaces: every element's text is a word of its own.
    pub fn text(&self) -> String {
        let mut words = Vec::new();
        self.collect(&mut words);
        // A link or a mark just behind a bracket is no word of its own.
        words.join(" ").replace("( ", "(")
    }

    fn collect(&self, words: &mut Vec<String>) {
        for inside in &self.inside {
            match inside {
                Inside::Text(text) => words.extend(text.split_whitespace().map(str::to_owned)),
                Inside::Element(element) if element.is_hidden() => {}
                Inside::Element(element) => element.collect(words),
            }
        }
    }

    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.inside.iter().filter_map(|inside| match inside {
            Inside::Element(element) => Some(element),
            Inside::Text(_) => None,
        })
    }

    /// Every element within this one, in the order of the page, of which something is true.
    pub fn all<'e>(&'e self, of: &dyn Fn(&Element) -> bool) -> Vec<&'e Element> {
        let mut found = Vec::new();
        for element in self.elements() {
            if of(element) {
                found.push(element);
            }
            found.extend(element.all(of));
        }
        found
    }

    pub fn named(&self, name: &str) -> Vec<&Element> {
        self.all(&|element| element.name == name)
    }

    /// Every table of the page.
    pub fn tables(&self) -> Vec<Table> {
        self.named("table").into_iter().map(Table::of).collect()
    }
}

impl Table {
    fn of(table: &Element) -> Self {
        let wide = table.named("caption").first().map(|caption| caption.text());
        let rows: Vec<Row> = table.named("tr").into_iter().map(Row::of).collect();
        let mut rows = rows.into_iter();
        let head = rows.next().unwrap();
        Self {
            caption: wide.unwrap_or_default(),
            columns: head.cells.into_iter().map(|cell| cell.text).collect(),
            rows: rows.collect(),
        }
    }

    /// The cell of a row in the column of a name.
    pub fn cell<'t>(&self, row: &'t Row, column: &str) -> &'t Cell {
        let at = self.columns.iter().position(|each| each == column);
        let at = at.unwrap_or_else(|| panic!("{} has no column {column}: {:?}", self.caption, self.columns));
        &row.cells[at]
    }
}

impl Row {
    fn of(row: &Element) -> Self {
        let cells = row.elements().map(|cell| {
            let links = cell.named("a").into_iter().filter_map(|link| link.attribute("href"));
            Cell {
                text: cell.text(),
                links: links.map(str::to_owned).collect(),
            }
        });
        Self {
            id: row.attribute("id").unwrap_or_default().to_owned(),
            cells: cells.collect(),
        }
    }
}
