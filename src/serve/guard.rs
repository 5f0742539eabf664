//! Whose requests are answered: ours alone. Another site in the same browser must get nothing, whatever name it reaches us by.

use std::net::{IpAddr, SocketAddr};

use super::http::Request;

/// The names by which the server may be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guard {
    port: u16,
    names: Vec<String>,
    /// Bound to all addresses of the machine, whose numbers are then ours too: a number cannot be rebound, as a name can.
    any_number: bool,
}

/// Why a request is refused before anything is made for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stranger {
    /// It calls us by a name that is not ours.
    Host,
    /// A page of another site sent it.
    Site,
}

impl Guard {
    /// For a server at this address, which somebody may have named.
    pub fn new(address: SocketAddr, asked_for: Option<&str>) -> Self {
        let mut names: Vec<String> = ["127.0.0.1", "localhost", "[::1]"].map(str::to_owned).to_vec();
        names.extend(asked_for.map(str::to_ascii_lowercase));
        names.push(written(address.ip()));
        Self {
            port: address.port(),
            names,
            any_number: address.ip().is_unspecified(),
        }
    }

    /// Lets a request through that is ours.
    ///
    /// # Errors
    /// Why it is not.
    pub fn admit(&self, request: &Request) -> Result<(), Stranger> {
        let [host] = request.values("host") else {
            return Err(Stranger::Host);
        };
        if !self.is_ours(host) {
            return Err(Stranger::Host);
        }
        let foreign = |origin: &String| {
            origin
                .strip_prefix("http://")
                .is_none_or(|origin| !self.is_ours(origin))
        };
        if request.values("origin").iter().any(foreign) {
            return Err(Stranger::Site);
        }
        let sites = request.values("sec-fetch-site").iter();
        if sites.into_iter().any(|site| site != "same-origin" && site != "none") {
            return Err(Stranger::Site);
        }
        Ok(())
    }

    fn is_ours(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        let port = format!(":{}", self.port);
        let name = match host.strip_suffix(&port) {
            Some(name) => name,
            None if self.port == 80 => &host,
            None => return false,
        };
        let number = name.trim_start_matches('[').trim_end_matches(']');
        self.names.iter().any(|ours| ours == name) || (self.any_number && number.parse::<IpAddr>().is_ok())
    }
}

fn written(ip: IpAddr) -> String {
    match ip {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => format!("[{ip}]"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admitted(guard: &Guard, headers: &str) -> Result<(), Stranger> {
        let text = format!("GET / HTTP/1.1\r\n{headers}\r\n\r\n");
        guard.admit(&Request::read(text.as_bytes()).unwrap().unwrap().0)
    }

    #[test]
    fn our_own_names_with_our_port_are_admitted_and_no_others() {
        let guard = Guard::new("127.0.0.1:4100".parse().unwrap(), None);
        for host in ["127.0.0.1:4100", "localhost:4100", "LocalHost:4100", "[::1]:4100"] {
            assert_eq!(admitted(&guard, &format!("Host: {host}")), Ok(()), "{host}");
        }
        for host in [
            "127.0.0.1",
            "localhost:4101",
            "evil.example:4100",
            "127.0.0.1.evil.example:4100",
            "10.0.0.7:4100",
            "",
        ] {
            assert_eq!(
                admitted(&guard, &format!("Host: {host}")),
                Err(Stranger::Host),
                "{host}"
            );
        }
        assert_eq!(admitted(&guard, "Accept: */*"), Err(Stranger::Host));
        assert_eq!(
            admitted(&guard, "Host: localhost:4100\r\nHost: localhost:4100"),
            Err(Stranger::Host)
        );
    }

    #[test]
    fn a_name_that_was_asked_for_and_numbers_of_an_open_server_are_admitted() {
        let guard = Guard::new("0.0.0.0:4100".parse().unwrap(), Some("review.example"));
        for host in ["review.example:4100", "10.0.0.7:4100", "[fe80::1]:4100"] {
            assert_eq!(admitted(&guard, &format!("Host: {host}")), Ok(()), "{host}");
        }
        assert_eq!(admitted(&guard, "Host: rebound.example:4100"), Err(Stranger::Host));
    }

    #[test]
    fn what_a_page_of_another_site_sends_is_refused() {
        let guard = Guard::new("127.0.0.1:4100".parse().unwrap(), None);
        for (header, expected) in [
            ("Origin: http://localhost:4100", Ok(())),
            ("Origin: http://localhost:8080", Err(Stranger::Site)),
            ("Origin: https://localhost:4100", Err(Stranger::Site)),
            ("Origin: null", Err(Stranger::Site)),
            ("Sec-Fetch-Site: same-origin", Ok(())),
            ("Sec-Fetch-Site: none", Ok(())),
            ("Sec-Fetch-Site: same-site", Err(Stranger::Site)),
            ("Sec-Fetch-Site: cross-site", Err(Stranger::Site)),
        ] {
            let headers = format!("Host: localhost:4100\r\n{header}");
            assert_eq!(admitted(&guard, &headers), expected, "{header}");
        }
    }
}
