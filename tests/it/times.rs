//! When files were changed last. Those that were changed just now may change once more without a trace, and are not relied on.

use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, SystemTime};

/// Makes all files below a folder an hour old.
pub fn age(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            age(&path);
        } else {
            set_time(&path, Duration::from_secs(3_600));
        }
    }
}

/// Gives a file the time that was so long ago.
pub fn set_time(path: &Path, ago: Duration) {
    File::open(path).unwrap().set_modified(SystemTime::now() - ago).unwrap();
}
