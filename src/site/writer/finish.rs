//! What a finished build is made of: what was written, what is linked from the old site, and the manifest of all of it.

use std::io;
use std::path::Path;

use rayon::prelude::*;

use super::{How, PowerCut, Record, Report, Session, clash_or_machine, locked};
use crate::site::disk::{Modes, link_or_copy};
use crate::site::error::WriteError;
use crate::site::manifest::{self, Entry, MANIFEST_NAME, NEXT_MANIFEST_NAME};
use crate::site::swap;
use crate::site::tree::Address;

impl Session {
    pub(super) fn report(&mut self, files: &[(Address, Record)]) -> Report {
        let mut report = Report {
            mended: std::mem::take(&mut *locked(&self.mended)),
            foreign: self.previous.foreign_files.iter().cloned().collect(),
            left_behind: std::mem::take(&mut self.left_behind),
            ..Report::default()
        };
        report.mended.sort_unstable();
        let mut standing = 0;
        for (address, record) in files {
            standing += usize::from(self.previous.manifest.entries.contains_key(address));
            report.bytes += record.entry.size;
            match record.how {
                How::Written => report.written += 1,
                How::Kept => report.kept += 1,
                How::Linked(_) => report.linked += 1,
            }
        }
        report.removed = self.previous.manifest.entries.len() - standing;
        report
    }

    /// Whether the old site is what this build would put in place.
    pub(super) fn is_unchanged(&self, report: &Report) -> bool {
        let same_kind = self.previous.manifest.salt.is_some() == self.salt.is_some();
        self.previous.sound && same_kind && report.written + report.linked + report.removed == 0
    }

    /// Links what is kept, what has two names, and what others put into the old site.
    pub(super) fn lay_out(&self, files: &[(Address, Record)]) -> Result<(), WriteError> {
        files.par_iter().try_for_each(|(address, record)| match record.how {
            How::Kept => self.lay(&address.under(self.output.path()), address),
            _ => Ok(()),
        })?;
        files.par_iter().try_for_each(|(address, record)| match &record.how {
            How::Linked(first) => self.lay(&first.under(&self.building), address),
            _ => Ok(()),
        })?;
        self.carry_foreign()
    }

    fn lay(&self, from: &Path, address: &Address) -> Result<(), WriteError> {
        self.make_folder_of(address)?;
        let path = address.under(&self.building);
        link_or_copy(&*self.disk, from, &path).map_err(|error| clash_or_machine(address, &path, error))
    }

    fn carry_foreign(&self) -> Result<(), WriteError> {
        let old = self.output.path();
        for folder in &self.previous.foreign_folders {
            let path = old.join(folder);
            self.carry_folder(folder)
                .map_err(WriteError::machine("take over", &path))?;
        }
        for file in &self.previous.foreign_files {
            let path = old.join(file);
            let made = swap::make_folders(&*self.disk, &self.building, file, &self.modes);
            made.and_then(|()| link_or_copy(&*self.disk, &path, &self.building.join(file)))
                .map_err(WriteError::machine("take over", &path))?;
        }
        Ok(())
    }

    fn carry_folder(&self, folder: &Path) -> io::Result<()> {
        let stat = self.disk.stat(&self.output.path().join(folder))?;
        let group = Some(stat.group).filter(|_| self.modes.group.is_some());
        let modes = Modes {
            folder: stat.mode,
            group,
            masked: true,
            ..self.modes
        };
        swap::make_folders(&*self.disk, &self.building, folder, &self.modes)?;
        match self.disk.make_folder(&self.building.join(folder), &modes) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            made => made,
        }
    }

    /// The manifest gets its name only once everything that it lists is on the disk.
    pub(super) fn write_manifest(&self, files: &[(Address, Record)]) -> Result<(), WriteError> {
        let listed: Vec<(Address, Entry)> = files
            .iter()
            .map(|(address, record)| (address.clone(), record.entry))
            .collect();
        let text = manifest::text_of(self.salt.as_ref(), &listed);
        let next = self.building.join(NEXT_MANIFEST_NAME);
        self.disk
            .create(&next, text.as_bytes(), &self.modes.private())
            .map_err(WriteError::machine("write", &next))?;
        if self.power_cut == PowerCut::Outlived {
            self.disk
                .sync(&self.building)
                .map_err(WriteError::machine("bring to the disk", &self.building))?;
        }
        let named = self.disk.rename(&next, &self.building.join(MANIFEST_NAME));
        named.map_err(WriteError::machine("name", &next))
    }
}
