//! Who may read which tree, in the words of web servers: pure texts, made from the roster's addresses, and put beside the site.
//!
//! Everything that is not allowed is refused, and no address means nobody. A server asks the identity provider who the reader is with
//! each request and takes the answer's header alone.

mod caddy;
mod nginx;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use super::error::{Refusal, WriteError};
use super::output::Output;
use super::tree::Address;
use super::writer::{PowerCut, Session};
use crate::disclosure::trees;
use crate::model::Organisation;
use crate::rules::is_servable;

/// The file in that folder that names the site to which the rules belong: two sites beside each other would overwrite one another's.
const SITE_FILE: &str = "site.txt";

/// Headers by which proxies tell a server who the reader is. One that a client sends is never believed.
const IDENTITY_HEADERS: &[&str] = &[
    "X-Auth-Request-Email",
    "X-Auth-Request-User",
    "X-Auth-Request-Preferred-Username",
    "X-Auth-Request-Groups",
    "X-Auth-Request-Access-Token",
    "X-Forwarded-Email",
    "X-Forwarded-User",
    "X-Forwarded-Preferred-Username",
    "X-Forwarded-Groups",
    "Remote-User",
    "Remote-Email",
];

/// The paths that a site can have: plain components that begin with no dot; nothing encoded, nothing empty, and never the root.
const PLAIN_PATH: &str = "(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)+/?";

/// The trees that a path can lead to. What follows them is a slash, so that no name is taken for another that it begins.
const TREE_OF_PATH: &str = "(company|hr|people/[a-z0-9-]+|managers/[a-z0-9-]+|committee/[a-z0-9-]+/[a-z0-9-]+)/";

/// For each tree, the addresses of those who may read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessRules {
    trees: BTreeMap<String, BTreeSet<String>>,
}

impl AccessRules {
    /// The folder beside the site's that holds them.
    pub const FOLDER: &str = "access";

    /// The rules of all trees of an organisation.
    ///
    /// An address that two people share, capital letters aside, or that a server could misread is left out.
    pub fn of(organisation: &Organisation) -> Self {
        let mut owners: HashMap<String, u32> = HashMap::new();
        for person in organisation.people.iter() {
            if let Some(email) = &person.email {
                *owners.entry(email.trim().to_lowercase()).or_default() += 1;
            }
        }
        let address = |person| {
            let email = organisation.person(person).email.as_deref()?;
            let alone = owners.get(&email.trim().to_lowercase()) == Some(&1);
            (alone && is_servable(email)).then(|| email.to_owned())
        };
        let trees = trees(organisation).into_iter().map(|audience| {
            let readers = audience.readers(organisation).into_iter();
            (audience.tree(organisation), readers.filter_map(address).collect())
        });
        Self { trees: trees.collect() }
    }

    /// `trees.json`: for each tree, the addresses of its readers.
    pub fn json(&self) -> String {
        let mut text = format!("{:#}", serde_json::json!(self.trees));
        text.push('\n');
        text
    }

    /// `nginx.conf`, for the `http` block.
    pub fn nginx(&self) -> String {
        nginx::text(self)
    }

    /// `Caddyfile`, to be imported.
    pub fn caddy(&self) -> String {
        caddy::text(self)
    }

    /// Each tree with each address that may read it.
    fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        let trees = self.trees.iter();
        trees.flat_map(|(tree, readers)| readers.iter().map(move |reader| (tree.as_str(), reader.as_str())))
    }
}

/// The rules' folder in the making, taken before the site is put in place, so that a folder in the way is told before.
pub struct AccessSession {
    session: Session,
    /// The name of the site's folder.
    site: String,
}

impl AccessSession {
    /// Takes the folder `access` beside a site. `inputs` are the folders that the build reads.
    ///
    /// # Errors
    /// When what is there is not ours, or the disk fails.
    pub fn begin(site: &Output, inputs: &[&Path]) -> Result<Self, WriteError> {
        let folder = site.beside().join(AccessRules::FOLDER);
        if folder == site.path() {
            return Err(WriteError::refused(site.path(), Refusal::NameOfRules));
        }
        let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
        let own = name(site.path()).unwrap_or_default();
        let output = Output::new(&folder, inputs)?;
        let other = std::fs::read_to_string(folder.join(SITE_FILE)).unwrap_or_default();
        let other = other.trim();
        if !other.is_empty() && other != own && site.beside().join(other).is_dir() {
            return Err(WriteError::refused(&folder, Refusal::RulesOfAnother(other.to_owned())));
        }
        let session = Session::begin(&output, PowerCut::Outlived)?;
        Ok(Self { session, site: own })
    }

    /// Writes the rules, whole.
    ///
    /// # Errors
    /// When the disk fails; the rules that were there before still are.
    pub fn finish(self, rules: &AccessRules) -> Result<(), WriteError> {
        let files = [
            ("nginx.conf", rules.nginx()),
            ("Caddyfile", rules.caddy()),
            ("trees.json", rules.json()),
            (SITE_FILE, format!("{}\n", self.site)),
        ];
        for (name, text) in files {
            let address = Address::new(name).map_err(|_| WriteError::Incomplete)?;
            self.session.write(&address, text.as_bytes())?;
        }
        self.session.finish().map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::org;

    fn rules(people: &[(&str, &str)]) -> AccessRules {
        let mut org = org();
        for (id, address) in people {
            org = org.person(id).email(address);
        }
        AccessRules::of(&org.build())
    }

    fn readers(rules: &AccessRules, tree: &str) -> Vec<String> {
        rules.trees[tree].iter().cloned().collect()
    }

    #[test]
    fn each_reads_their_own_tree_and_all_read_the_companys() {
        let rules = rules(&[("head", "head@acme.example"), ("jane", "jane@acme.example")]);
        assert_eq!(readers(&rules, "people/jane"), ["jane@acme.example"]);
        assert_eq!(readers(&rules, "managers/head"), ["head@acme.example"]);
        assert_eq!(readers(&rules, "company"), ["head@acme.example", "jane@acme.example"]);
        assert_eq!(readers(&rules, "hr"), <[String; 0]>::default());
    }

    #[test]
    fn who_has_left_reads_nothing() {
        let org = org().person("jane").email("jane@acme.example").left("2026-10-01");
        let rules = AccessRules::of(&org.build());
        assert_eq!(rules.pairs().collect::<Vec<_>>(), []);
    }

    #[test]
    fn an_address_that_a_server_could_misread_opens_nothing() {
        let rules = rules(&[("jane", "ja${x}ne@acme.example"), ("omar", "omar@acme.example")]);
        assert_eq!(readers(&rules, "people/jane"), <[String; 0]>::default());
        for text in [rules.nginx(), rules.caddy(), rules.json()] {
            assert!(!text.contains("ja${x}ne"), "{text}");
            assert!(text.contains("omar@acme.example"), "{text}");
        }
    }
}
