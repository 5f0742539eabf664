//! What of the records' texts is looked for: the phrases by which each sentence is known.
//!
//! A phrase that stands within one sentence of eight words or more is said by whoever says that sentence, and by nobody by chance: one of
//! them in a tree that may hold no record which says it is a leak, however long the text around it is. A phrase that runs from one sentence into
//! the next may stand wherever the end of one text meets the beginning of another. (Of an invented organisation of 10,000 people 117 files
//! were once taken for leaks so, each for such a phrase: people who write from one stock of sentences, two of which met on
//! somebody else's page.) So it counts only where sentences are too short to be known by themselves, and then only beside another of their run.

use std::ops::Range;

use super::tokens::{Commas, Figures, PHRASE, Reader};

/// Of so many phrases of a sentence that follow each other one is looked for, the one with the least hash: whoever copies a sentence of up to
/// fifteen words, or as many words of a longer one, copies one that is looked for.
const WINDOW: usize = 8;

/// A run of short sentences ends with the one that makes it so many words long.
const RUN: usize = 16;

/// One text, as it was read.
#[derive(Debug, Default)]
pub struct Text {
    /// Its phrases in order: each begins one word after the one before.
    phrases: Vec<u64>,
    figures: Vec<u64>,
    /// The words of each sentence.
    sentences: Vec<Range<usize>>,
}

/// Phrases by which something in a text is known.
#[derive(Debug, PartialEq, Eq)]
pub struct Mark {
    /// Sorted, each once.
    pub phrases: Vec<u64>,
    /// By how many it is known: found where more than half as many are.
    pub known_by: u32,
}

impl Text {
    /// Reads what stands between the marks of a JSON string.
    fn read(&mut self, json: &[u8]) {
        self.phrases.clear();
        self.figures.clear();
        self.sentences.clear();
        let mut reader = Reader::new(Commas::BetweenDigits);
        let mut rest = json;
        while !rest.is_empty() {
            let (sentence, more) = rest.split_at(length_of_sentence(rest));
            let mut found = |hash| {
                let kind = if Figures::is_figure(hash) {
                    &mut self.figures
                } else {
                    &mut self.phrases
                };
                kind.push(hash);
            };
            let begin = reader.words();
            reader.text(sentence, &mut found);
            self.sentences.push(begin..reader.words());
            rest = more;
        }
    }

    /// All its phrases, in order.
    pub fn phrases(&self) -> &[u64] {
        &self.phrases
    }

    /// The figures in it.
    pub fn figures(&self) -> &[u64] {
        &self.figures
    }

    /// The phrases that stand within some words.
    fn within(&self, words: &Range<usize>) -> &[u64] {
        let end = (words.end + 1).saturating_sub(PHRASE);
        self.phrases.get(words.start..end).unwrap_or_default()
    }

    /// What it is known by: its sentences, each by itself, and the runs of those that are too short for that.
    pub fn marks(&self) -> Vec<Mark> {
        let mut of_sentences = Vec::new();
        let mut marks = Vec::new();
        let mut run = 0..0;
        let mut end_run = |run: &mut Range<usize>, at: usize| {
            marks.extend(mark_of_run(self.within(run)));
            *run = at..at;
        };
        for words in &self.sentences {
            let phrases = self.within(words);
            if phrases.is_empty() {
                run.end = words.end;
                if run.len() >= RUN {
                    end_run(&mut run, words.end);
                }
            } else {
                end_run(&mut run, words.end);
                of_sentences.extend(
                    phrases
                        .windows(WINDOW.min(phrases.len()))
                        .filter_map(|some| some.iter().min()),
                );
            }
        }
        end_run(&mut run, 0);
        marks.extend(mark(of_sentences).map(|mark| Mark { known_by: 1, ..mark }));
        marks
    }
}

/// A run of short sentences is known by its first phrase, its last and the one with the least hash.
fn mark_of_run(phrases: &[u64]) -> Option<Mark> {
    let few = [phrases.first(), phrases.last(), phrases.iter().min()];
    mark(few.into_iter().flatten().copied().collect())
}

fn mark(mut phrases: Vec<u64>) -> Option<Mark> {
    phrases.sort_unstable();
    phrases.dedup();
    let known_by = u32::try_from(phrases.len()).ok().filter(|count| *count > 0)?;
    Some(Mark { phrases, known_by })
}

/// How long the first sentence of a text is, as JSON writes it: up to a mark that ends one and a blank, or up to a new paragraph or list item.
fn length_of_sentence(json: &[u8]) -> usize {
    for (at, byte) in json.iter().enumerate() {
        let next = &json[at + 1..];
        let ends = match byte {
            b'.' | b'!' | b'?' => matches!(next.first(), None | Some(b' ' | b'\\' | b'"' | b')' | b'*' | b'_')),
            b'n' if at > 0 && json[at - 1] == b'\\' => begins_anew(next),
            _ => false,
        };
        if ends {
            return at + 1;
        }
    }
    json.len()
}

/// Whether what follows the end of a line begins something of its own, and does not go on with the sentence.
fn begins_anew(line: &[u8]) -> bool {
    let line = line.trim_ascii_start();
    line.starts_with(b"\\n") || matches!(line, [b'-' | b'*' | b'+' | b'>', b' ', ..] | [b'#' | b'|', ..])
}

/// Reads the texts of a JSON document, keys included, and tells each; its numbers are told one by one.
pub fn read_json(json: &[u8], number: &mut impl FnMut(u64), mut each: impl FnMut(&Text)) {
    let mut text = Text::default();
    let mut rest = json;
    while let Some(&first) = rest.first() {
        let length = match first {
            b'"' => {
                let length = length_of_string(&rest[1..]);
                text.read(&rest[1..=length]);
                each(&text);
                length + 2
            }
            b'0'..=b'9' => {
                let length = rest.iter().take_while(|byte| is_of_number(**byte)).count();
                // What has a fraction or is too large is no amount.
                let read = str::from_utf8(&rest[..length]).ok().and_then(|text| text.parse().ok());
                read.into_iter().for_each(&mut *number);
                length
            }
            _ => 1,
        };
        rest = rest.get(length..).unwrap_or_default();
    }
}

fn is_of_number(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-')
}

/// How long a string is, up to the mark that ends it.
fn length_of_string(rest: &[u8]) -> usize {
    let mut at = 0;
    while let Some(found) = memchr::memchr2(b'"', b'\\', rest.get(at..).unwrap_or_default()) {
        if rest[at + found] == b'"' {
            return at + found;
        }
        at += found + 2;
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::super::tokens::read_file;
    use super::*;

    fn marks(text: &str) -> Vec<Mark> {
        let mut marks = Vec::new();
        read_json(&serde_json::to_vec(text).unwrap(), &mut |_| (), |text| {
            marks = text.marks();
        });
        marks
    }

    fn is_found(marks: &[Mark], file: &str) -> bool {
        let mut found = Vec::new();
        read_file("a.html", file.as_bytes(), &mut |hash| found.push(hash));
        marks.iter().any(|mark| {
            let hits = mark.phrases.iter().filter(|hash| found.contains(hash)).count();
            2 * hits > mark.known_by as usize
        })
    }

    /// A sentence of so many words of its own.
    fn sentence(name: &str, words: usize) -> String {
        let words: Vec<_> = (0..words).map(|at| format!("{name}x{at}")).collect();
        format!("{}.", words.join(" "))
    }

    #[test]
    fn each_sentence_of_a_text_of_any_length_is_found_by_itself() {
        for sentences in [1, 2, 5, 40] {
            for ends in [" ", "\n\n", "\n- "] {
                let all: Vec<_> = (0..sentences)
                    .map(|at| sentence(&format!("s{at}"), 8 + at % 8))
                    .collect();
                let marks = marks(&all.join(ends));
                for one in &all {
                    assert!(
                        is_found(&marks, &format!("<p>Before it. {one} And after it.</p>")),
                        "{one}"
                    );
                }
                assert!(!is_found(
                    &marks,
                    "<p>Nothing of all that stands on this page of mine.</p>"
                ));
            }
        }
    }

    #[test]
    fn fifteen_words_out_of_a_long_sentence_are_found() {
        let whole = sentence("w", 60);
        let marks = marks(&format!("It began well. {whole} So it went on."));
        let words: Vec<_> = whole.split(' ').collect();
        for part in words.windows(15) {
            assert!(is_found(&marks, &format!("<td>{}</td>", part.join(" "))), "{part:?}");
        }
    }

    #[test]
    fn a_line_that_only_breaks_ends_no_sentence_and_neither_does_a_fraction() {
        for text in [
            "It took four\nweeks and 3.5\n  people until the import ran",
            "**It took four weeks** and 3.5 people until the import ran!",
        ] {
            let marks = marks(text);
            assert_eq!(marks.len(), 1, "{text}: {marks:?}");
            assert_eq!(marks[0].known_by, 1, "{text}");
            assert!(is_found(
                &marks,
                "<p>It took four weeks and 3.5 people until the import ran.</p>"
            ));
        }
    }

    #[test]
    fn what_runs_from_one_sentence_into_the_next_is_not_found_where_two_such_sentences_meet() {
        for number in 0..100 {
            for length in [5, 9, 13] {
                let (first, second) = (
                    sentence(&format!("a{number}"), length),
                    sentence(&format!("b{number}"), length),
                );
                let marks = marks(&format!("{first} {second}"));
                assert!(is_found(&marks, &format!("<p>{first} {second}</p>")), "{number}");
                // The end of what somebody else wrote, and the beginning of what a third one did.
                let (one, other): (Vec<_>, Vec<_>) = (first.split(' ').collect(), second.split(' ').collect());
                let met = format!("<p>{}</p><p>{}</p>", one[length - 4..].join(" "), other[..4].join(" "));
                assert!(!is_found(&marks, &met), "{number}: {met}");
            }
        }
    }

    #[test]
    fn short_sentences_are_found_together() {
        let text = "She asked first. He said no. They went on. It ended there. Nobody was told. All of it was kept.";
        let marks = marks(text);
        assert!(is_found(&marks, &format!("<p>{text}</p>")));
        assert!(!is_found(
            &marks,
            "<p>They went on. It ended there. Nobody was asked.</p>"
        ));
    }
}
