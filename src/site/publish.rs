//! Puts a finished build where readers find it, whole, and open to a web server's group if one is given.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::disk::{Disk, Modes, RealDisk};
use super::error::{Refusal, WriteError};
use super::lock::Lock;
use super::manifest::{Entry, Salt};
use super::output::Output;
use super::previous::read_manifest;
use super::tree::Address;
use super::writer::{Hashes, PowerCut, Report, Session};

/// Copies the trees and assets of the build at `build` to `target`, and puts them in place in one step.
///
/// Files and folders are their maker's alone, or readable by `group` (a name, or a number) too. The copy holds no
/// hashes. A build of which a file was changed after it was written and checked is refused.
///
/// # Errors
/// When there is no finished build, when `target` may not be replaced, when the group is not known, or when the disk fails.
pub fn publish(build: &Path, target: &Path, group: Option<&str>) -> Result<Report, WriteError> {
    let build = Output::new(build, &[])?;
    let target = Output::new(target, &[build.path()])?;
    let modes = match group {
        None => Modes::PRIVATE,
        Some(name) => Modes::for_group(
            group_number(name).ok_or_else(|| WriteError::refused(target.path(), Refusal::NoGroup(name.to_owned())))?,
        ),
    };
    let _built = Lock::take(&build)?;
    let not_a_build = || WriteError::refused(build.path(), Refusal::NotABuild);
    let manifest = read_manifest(&RealDisk, build.path())?.ok_or_else(not_a_build)?;
    let salt = manifest.salt.as_ref().ok_or_else(not_a_build)?;
    let session = Session::begin_on(Arc::new(RealDisk), &target, PowerCut::Outlived, modes, Hashes::Withheld)?;
    // Trees and assets are folders; what lies in the root is the builder's.
    let mut files: Vec<_> = manifest
        .entries
        .iter()
        .filter(|(address, _)| address.folder().is_some())
        .collect();
    // Files of the same bytes one after the other, so that the second finds the first.
    files.sort_unstable_by_key(|(_, entry)| entry.hash);
    let alike: Vec<_> = files.chunk_by(|(_, one), (_, other)| one.hash == other.hash).collect();
    alike
        .into_par_iter()
        .flat_map_iter(|files| files.iter())
        .try_for_each(|(address, entry)| copy(&session, build.path(), address, entry, salt))?;
    session.finish()
}

fn copy(session: &Session, build: &Path, address: &Address, entry: &Entry, salt: &Salt) -> Result<(), WriteError> {
    let path = address.under(build);
    let changed = || WriteError::refused(&path, Refusal::Changed);
    let found = fs::symlink_metadata(&path).ok().filter(fs::Metadata::is_file);
    let found = found.ok_or_else(changed)?;
    let bytes = RealDisk.read(&path).map_err(WriteError::machine("read", &path))?;
    if entry.hash != Some(salt.hash(&bytes)) {
        return Err(changed());
    }
    // What is one file in the build is one in the copy.
    let alike = entry.hash.filter(|_| found.nlink() > 1);
    session.write_alike(address, &bytes, alike)
}

fn group_number(name: &str) -> Option<u32> {
    let in_file = fs::read_to_string("/etc/group")
        .ok()
        .and_then(|text| number_in(&text, name));
    in_file.or_else(|| name.parse().ok())
}

/// The number of a group in the text of `/etc/group` (group(5)): name, password, number, members.
fn number_in(text: &str, name: &str) -> Option<u32> {
    text.lines().find_map(|line| {
        let mut fields = line.split(':');
        let found = fields.next() == Some(name);
        fields.nth(1).filter(|_| found)?.parse().ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_found_by_its_whole_name() {
        let text = "root:x:0:\nwww-data:x:33:caddy\nwww:x:99:\nbroken\n";
        assert_eq!(number_in(text, "www-data"), Some(33));
        assert_eq!(number_in(text, "www"), Some(99));
        assert_eq!(number_in(text, "broken"), None);
        assert_eq!(number_in(text, "caddy"), None);
    }
}
