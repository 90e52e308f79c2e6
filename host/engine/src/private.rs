//! Folders into which nobody but the user can put anything.

use std::fs;
use std::io;
use std::path::Path;

/// Makes a folder in which others cannot put machine code.
pub(super) fn make(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Returns true if nobody else can change a file or what lies in a folder: it and all folders above it
/// belong to the user or to root, and others may write to none of them.
#[cfg(unix)]
pub(super) fn is_ours(place: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    /// The rights of the group and of others to write.
    const WRITABLE: u32 = 0o022;
    /// The mark of folders like `/tmp`: everybody may write there, but nobody can replace what is another's.
    const STICKY: u32 = 0o1000;
    // Names may lead elsewhere.
    let (Ok(place), Some(user)) = (fs::canonicalize(place), user()) else {
        return false;
    };
    place.ancestors().enumerate().all(|(above, place)| {
        let Ok(found) = fs::metadata(place) else {
            return false;
        };
        let own = found.uid() == user || found.uid() == 0;
        let guarded = above > 0 && found.mode() & STICKY != 0;
        own && (found.mode() & WRITABLE == 0 || guarded)
    })
}

/// Returns the number of the user who runs the program: the owner of its process, else of the home folder.
#[cfg(unix)]
fn user() -> Option<u32> {
    use std::os::unix::fs::MetadataExt;
    let process = fs::metadata("/proc/self");
    let found = process.or_else(|_| fs::metadata(dirs::home_dir().unwrap_or_default()));
    Some(found.ok()?.uid())
}

/// Returns true: the rights to folders are not looked at on this system.
#[cfg(not(unix))]
pub(super) fn is_ours(_: &Path) -> bool {
    true
}
