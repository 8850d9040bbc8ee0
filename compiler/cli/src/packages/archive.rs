//! A package as one archive: tar in gzip, the same bytes for the same files.

use std::io::{self, Read, Write};

use flate2::read::GzDecoder;
use flate2::{Compression, GzBuilder};
use tar::{Archive, Builder, EntryType, Header};

use super::tree::{self, LARGEST_PACKAGE, MOST_FILES, Tree};
use crate::Error;

/// The most that an archive has when it is unpacked: its files, and for each of them heads and padding.
const LARGEST: u64 = LARGEST_PACKAGE + MOST_FILES as u64 * 2048;

/// Packs files: sorted, without times, owners and modes of their own.
pub(crate) fn pack(tree: &Tree) -> Result<Vec<u8>, Error> {
    let failed = |error: io::Error| Error::of("cannot pack the package", &error);
    let gzip = GzBuilder::new().mtime(0).operating_system(255).write(Vec::new(), Compression::best());
    let mut archive = Builder::new(gzip);
    for (path, bytes) in tree.files() {
        let mut header = Header::new_gnu();
        header.set_entry_type(EntryType::Regular);
        header.set_mode(0o644);
        header.set_mtime(0);
        header.set_uid(0);
        header.set_gid(0);
        header.set_size(bytes.len() as u64);
        archive.append_data(&mut header, path, bytes).map_err(failed)?;
    }
    let mut gzip = archive.into_inner().map_err(failed)?;
    gzip.flush().map_err(failed)?;
    gzip.finish().map_err(failed)
}

/// Unpacks files into memory: nothing that an archive says reaches the file system before it is checked.
pub(crate) fn unpack(bytes: &[u8]) -> Result<Tree, String> {
    unpack_within(bytes, LARGEST)
}

fn unpack_within(bytes: &[u8], largest: u64) -> Result<Tree, String> {
    let unreadable = |error: io::Error| format!("the archive cannot be read: {error}");
    let stream = Bounded { inner: GzDecoder::new(bytes), left: largest };
    let mut archive = Archive::new(stream);
    let mut tree = Tree::default();
    let mut entries = 0;
    for entry in archive.entries().map_err(unreadable)? {
        let mut entry = entry.map_err(unreadable)?;
        entries += 1;
        if entries > 2 * MOST_FILES {
            return Err(format!("the archive has more than {} entries", 2 * MOST_FILES));
        }
        let path = entry.path_bytes().into_owned();
        let path = str::from_utf8(&path).map_err(|_| "the name of a file is not UTF-8".to_owned())?;
        match entry.header().entry_type() {
            EntryType::Regular | EntryType::Continuous => {}
            EntryType::Directory => {
                tree::check_path(path.trim_end_matches('/'))?;
                continue;
            }
            _ => return Err(format!("`{}` is no regular file", tree::visible(path))),
        }
        let size = entry.size();
        tree::check_path(path)?;
        tree::check_size(path, size, size)?;
        let mut content = Vec::new();
        entry.read_to_end(&mut content).map_err(unreadable)?;
        if content.len() as u64 != size {
            return Err("the archive is cut off".to_owned());
        }
        tree.add(path, content)?;
    }
    // The checksum of gzip stands at its very end, behind the padding of tar.
    io::copy(&mut archive.into_inner(), &mut io::sink()).map_err(unreadable)?;
    tree.whole()
}

/// A stream that ends in an error where it goes on for too long.
struct Bounded<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left = self
            .left
            .checked_sub(read as u64)
            .ok_or_else(|| io::Error::other("it is too large when it is unpacked"))?;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> Tree {
        let mut tree = Tree::default();
        let long = format!("{}/a.o8", ["folder"; 25].join("/"));
        for path in ["o8.toml", "a/b.o8", &long] {
            tree.add(path, format!("// {path}\n").into_bytes()).expect("a file");
        }
        tree
    }

    /// An archive of one entry beside `o8.toml`.
    fn with(kind: EntryType, path: &[u8], size: u64, content: &[u8]) -> Vec<u8> {
        let gzip = GzBuilder::new().write(Vec::new(), Compression::fast());
        let mut archive = Builder::new(gzip);
        let mut entry = |kind: EntryType, path: &[u8], size: u64, content: &[u8]| {
            let mut header = Header::new_gnu();
            header.as_gnu_mut().expect("GNU").name[..path.len()].copy_from_slice(path);
            header.set_entry_type(kind);
            header.set_size(size);
            if matches!(kind, EntryType::Symlink | EntryType::Link) {
                header.set_link_name("/etc/passwd").expect("short");
            }
            header.set_cksum();
            archive.append(&header, content).expect("in memory");
        };
        entry(EntryType::Regular, b"o8.toml", 0, b"");
        entry(kind, path, size, content);
        archive.into_inner().expect("in memory").finish().expect("in memory")
    }

    #[test]
    fn what_is_packed_is_unpacked() {
        let packed = pack(&tree()).expect("in memory");
        assert_eq!(unpack(&packed), Ok(tree()));
        assert_eq!(pack(&tree()).expect("in memory"), packed);
        assert_eq!(packed[4..8], [0; 4], "no time");
    }

    #[test]
    fn what_is_cut_off_or_damaged_is_refused() {
        let packed = pack(&tree()).expect("in memory");
        for end in 0..packed.len() {
            assert!(unpack(&packed[..end]).is_err(), "the first {end} bytes");
        }
        let mut damaged = packed.clone();
        let end = damaged.len() - 6;
        damaged[end] ^= 1;
        assert!(unpack(&damaged).is_err());
    }

    #[test]
    fn nothing_leads_out() {
        assert!(unpack(&with(EntryType::Regular, b"a.o8", 1, b"x")).is_ok());
        assert!(unpack(&with(EntryType::Directory, b"a/", 0, b"")).is_ok());
        for (kind, path) in [
            (EntryType::Regular, &b"../a.o8"[..]),
            (EntryType::Regular, b"/a.o8"),
            (EntryType::Regular, b"a/../../b.o8"),
            (EntryType::Regular, b"run.sh"),
            (EntryType::Regular, b"o8.toml"),
            (EntryType::Regular, b"\xff.o8"),
            (EntryType::Directory, b"../a/"),
            (EntryType::Symlink, b"a.o8"),
            (EntryType::Link, b"a.o8"),
            (EntryType::Fifo, b"a.o8"),
            (EntryType::Char, b"a.o8"),
        ] {
            assert!(unpack(&with(kind, path, 0, b"")).is_err(), "{kind:?} {path:?}");
        }
    }

    #[test]
    fn bombs_do_not_go_off() {
        // It says at its head what it would become.
        let large = with(EntryType::Regular, b"a.o8", 17 * 1024 * 1024, b"");
        assert!(unpack(&large).is_err_and(|reason| reason.contains("more than 16 MB")));
        // Behind what looks like the end.
        let mut gzip = GzBuilder::new().write(Vec::new(), Compression::fast());
        gzip.write_all(&vec![0; 1024 * 1024]).expect("in memory");
        let endless = gzip.finish().expect("in memory");
        assert!(endless.len() < 10_000);
        assert!(unpack_within(&endless, 512 * 1024).is_err_and(|reason| reason.contains("too large")));
    }
}
