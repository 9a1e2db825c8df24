//! Archives: ZIP, tar, and gzip around either or around one file. Nothing is written anywhere.

use std::io::{Cursor, Read};

use legation_model::Problem;

/// Most members of one archive.
const MAX_MEMBERS: usize = 100_000;

/// A file of an archive, or why it could not be unpacked.
pub(crate) type Member = (String, Result<Vec<u8>, Problem>);

/// Unpacks gzip data of one or several members, at most `max` bytes.
///
/// # Errors
/// With the problem to list when it unpacks to more; a broken tail leaves what came before it.
pub(crate) fn gunzip(bytes: &[u8], max: u64) -> Result<(Vec<u8>, bool), Problem> {
    let mut out = Vec::new();
    let whole = flate2::read::MultiGzDecoder::new(bytes).take(max + 1).read_to_end(&mut out).is_ok();
    if out.len() as u64 > max {
        return Err(bomb(max));
    }
    if out.is_empty() {
        return Err(Problem::error("damaged", "the gzip data cannot be unpacked"));
    }
    Ok((out, whole))
}

/// The files of a ZIP archive, at most `max` bytes in all.
///
/// # Errors
/// With the problem to list when it cannot be opened.
pub(crate) fn unzip(bytes: &[u8], max: u64) -> Result<Vec<Member>, Problem> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes))
        .map_err(|e| Problem::error("damaged", format!("the archive cannot be opened: {e}")))?;
    if archive.len() > MAX_MEMBERS {
        return Err(Problem::error("too-large", format!("the archive has {} members", archive.len())));
    }
    let mut left = max;
    let mut out = Vec::new();
    for i in 0..archive.len() {
        let name = archive.name_for_index(i).unwrap_or("?").to_owned();
        if name.ends_with('/') {
            continue;
        }
        let member = match archive.by_index(i) {
            Ok(mut file) => take(&mut file, &mut left, max),
            Err(zip::result::ZipError::UnsupportedArchive(zip::result::ZipError::PASSWORD_REQUIRED)) => {
                Err(Problem::error("encrypted", "the member is encrypted").hint("unpack the archive with its password"))
            }
            Err(e) => Err(Problem::error("damaged", format!("the member cannot be unpacked: {e}"))),
        };
        out.push((name, member));
    }
    Ok(out)
}

/// The files of a tar archive, at most `max` bytes in all.
pub(crate) fn untar(bytes: &[u8], max: u64) -> Vec<Member> {
    let mut archive = tar::Archive::new(Cursor::new(bytes));
    let mut left = max;
    let mut out = Vec::new();
    let damaged = |e: std::io::Error| Problem::error("damaged", format!("the archive cannot be read to its end: {e}"));
    match archive.entries() {
        Ok(entries) => {
            for entry in entries.take(MAX_MEMBERS) {
                match entry {
                    Ok(mut entry) if entry.header().entry_type().is_file() => {
                        let name =
                            entry.path().map_or_else(|_| "?".to_owned(), |p| p.to_string_lossy().replace('\\', "/"));
                        let size = entry.size();
                        let bytes = take(&mut entry, &mut left, max).and_then(|bytes| {
                            let whole = bytes.len() as u64 == size;
                            let cut = || Problem::error("damaged", "the archive ends in the middle of this member");
                            if whole { Ok(bytes) } else { Err(cut()) }
                        });
                        out.push((name, bytes));
                    }
                    Ok(_) => {}
                    Err(e) => {
                        out.push(("?".to_owned(), Err(damaged(e))));
                        break;
                    }
                }
            }
        }
        Err(e) => out.push(("?".to_owned(), Err(damaged(e)))),
    }
    out
}

fn take(file: &mut dyn Read, left: &mut u64, max: u64) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    let read = file.take(*left + 1).read_to_end(&mut bytes);
    if bytes.len() as u64 > *left {
        // Nothing more is unpacked: the rest would come at the same price.
        *left = 0;
        return Err(bomb(max));
    }
    *left -= bytes.len() as u64;
    read.map_err(|e| Problem::error("damaged", format!("the member cannot be unpacked: {e}")))?;
    Ok(bytes)
}

fn bomb(max: u64) -> Problem {
    Problem::error("too-large", format!("it unpacks to more than {} MiB", max >> 20))
        .hint("unpack it and read the parts")
}

/// Whether bytes are a tar archive: the magic of its first header.
pub(crate) fn is_tar(bytes: &[u8]) -> bool {
    bytes.get(257..262) == Some(b"ustar")
}
