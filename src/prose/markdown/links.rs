//! Which addresses a record may link to.

use pulldown_cmark::LinkType;

use super::Refusal;
use crate::prose::escape::is_kept_out;

/// Where a link leads, as it is to be written.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// Out of the tree.
    Outside(String),
    /// To a place in the tree.
    Inside(String),
}

/// Judges an address as the parser gives it, entities and escapes already undone.
pub(super) fn judge(
    address: &str,
    written_as: LinkType,
    resolve: impl Fn(&str) -> Result<String, String>,
) -> Result<Target, Refusal> {
    // Browsers drop white space around an address and read a backslash as a slash.
    let address = address.trim();
    if address.is_empty()
        || address
            .chars()
            .any(|letter| is_kept_out(letter) || matches!(letter, '\t' | '\n' | '\r' | '\\'))
    {
        return Err(Refusal::Malformed);
    }
    if written_as == LinkType::Email {
        return Ok(Target::Outside(encoded(&format!("mailto:{address}"))));
    }
    match scheme_of(address) {
        Some((scheme, rest)) => outside(scheme, rest).map(Target::Outside),
        None if address.starts_with("//") => Err(Refusal::Malformed),
        None => {
            let place = resolve(address).map_err(Refusal::Nowhere)?;
            // The answer may be built from what the record says, so it is not believed blindly.
            if scheme_of(&place).is_some() || place.starts_with("//") || place.contains('\\') {
                return Err(Refusal::Malformed);
            }
            Ok(Target::Inside(encoded(&place)))
        }
    }
}

fn outside(scheme: &str, rest: &str) -> Result<String, Refusal> {
    match scheme.to_ascii_lowercase().as_str() {
        web @ ("https" | "http") => match rest.strip_prefix("//") {
            Some(host) if !host.is_empty() && !host.starts_with('/') => Ok(encoded(&format!("{web}://{host}"))),
            _ => Err(Refusal::Malformed),
        },
        "mailto" if !rest.is_empty() => Ok(encoded(&format!("mailto:{rest}"))),
        "mailto" => Err(Refusal::Malformed),
        _ => Err(Refusal::Scheme),
    }
}

/// The scheme of an address and what follows its colon. A colon after a slash, a question mark or a hash is none.
fn scheme_of(address: &str) -> Option<(&str, &str)> {
    let (before, rest) = address.split_once(':')?;
    // Wider than the standard's grammar on purpose: what any browser might take for a scheme is treated as one.
    (!before.contains(['/', '?', '#'])).then_some((before, rest))
}

/// An address with all bytes that an address cannot hold written as `%XX`.
fn encoded(address: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = String::with_capacity(address.len());
    for byte in address.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~:/?#[]@!$&'()*+,;=%".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(address: &str) -> Result<Target, Refusal> {
        judge(address, LinkType::Inline, |place| {
            if place.starts_with("missing") {
                Err("there is no such page".to_owned())
            } else {
                Ok(place.to_owned())
            }
        })
    }

    #[test]
    fn web_and_mail_addresses_lead_outside() {
        assert_eq!(
            judged("HTTPS://a.example/x?y=1&z#q"),
            Ok(Target::Outside("https://a.example/x?y=1&z#q".into()))
        );
        assert_eq!(
            judged("mailto:jane@a.example"),
            Ok(Target::Outside("mailto:jane@a.example".into()))
        );
        assert_eq!(
            judge("jane@a.example", LinkType::Email, |_| Err(String::new())),
            Ok(Target::Outside("mailto:jane@a.example".into()))
        );
    }

    #[test]
    fn places_inside_are_the_resolvers_to_answer() {
        assert_eq!(
            judged("../pages/ratings/#a:b"),
            Ok(Target::Inside("../pages/ratings/#a:b".into()))
        );
        assert_eq!(judged("missing"), Err(Refusal::Nowhere("there is no such page".into())));
        let liar = judge("x", LinkType::Inline, |_| Ok("javascript:alert(1)".to_owned()));
        assert_eq!(liar, Err(Refusal::Malformed));
    }

    #[test]
    fn every_other_scheme_is_refused() {
        for address in [
            "javascript:alert(1)",
            " JavaScript:alert(1)",
            "java%0ascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "ftp://a.example",
            "blob:x",
            "tel:1",
            "javascript&colon;:x",
            "é:x",
        ] {
            assert_eq!(judged(address), Err(Refusal::Scheme), "{address}");
        }
    }

    #[test]
    fn what_browsers_read_differently_is_refused() {
        for address in [
            "",
            "//a.example",
            r"\\a.example",
            r"/\a.example",
            "https:a.example",
            "https:/a.example",
            "https://",
            "https:///x",
            "mailto:",
            "java\nscript:alert(1)",
            "\u{1}javascript:alert(1)",
            "a\u{202E}b",
        ] {
            assert_eq!(judged(address), Err(Refusal::Malformed), "{address:?}");
        }
    }

    #[test]
    fn bytes_that_no_address_holds_are_encoded() {
        assert_eq!(judged("a b\"<é>"), Ok(Target::Inside("a%20b%22%3C%C3%A9%3E".into())));
    }
}
