//! The static word vectors of `_md` and `_lg` packages.

use rustc_hash::FxHashMap;

use crate::LoadError;
use crate::msgpack::Reader;
use crate::package::{Package, file};
use crate::weights::floats;

/// A vector per word; many words share one.
#[derive(Debug, Default)]
pub(crate) struct StaticVectors {
    width: usize,
    data: Vec<f32>,
    rows: FxHashMap<u64, u32>,
}

impl StaticVectors {
    pub(crate) fn load(package: &Package) -> Result<Self, LoadError> {
        let path = "vocab/vectors";
        let Some(table) = package.get(path) else { return Ok(Self::default()) };
        if let Some(settings) = package.get("vocab/vectors.cfg") {
            let settings: serde_json::Value =
                serde_json::from_slice(settings).map_err(|e| LoadError::damaged("vocab/vectors.cfg", e.to_string()))?;
            if let Some(mode) = settings.get("mode").and_then(|m| m.as_str()).filter(|&m| m != "default") {
                return Err(LoadError::unsupported("vectors", format!("mode {mode}")));
            }
        }
        let (count, width, data) = numpy(path, table)?;
        if count == 0 || width == 0 {
            return Ok(Self::default());
        }
        let path = "vocab/key2row";
        let mut reader = Reader::new(path, file(package, path)?);
        let len = reader.map_len()?;
        let mut rows = FxHashMap::with_capacity_and_hasher(len, rustc_hash::FxBuildHasher);
        for _ in 0..len {
            let (key, row) = (reader.next()?.as_u64(), reader.next()?.as_usize());
            match (key, row) {
                (Some(key), Some(row)) if row < count => rows.insert(key, row as u32),
                _ => return Err(LoadError::damaged(path, "a word has no row")),
            };
        }
        Ok(Self { width, data, rows })
    }

    /// Numbers per vector; 0 when there are none.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// The vector of a word by its id.
    pub(crate) fn get(&self, orth: u64) -> Option<&[f32]> {
        let row = *self.rows.get(&orth)? as usize;
        Some(&self.data[row * self.width..][..self.width])
    }
}

/// Rows, columns and numbers of a `.npy` file.
fn numpy(path: &str, file: &[u8]) -> Result<(usize, usize, Vec<f32>), LoadError> {
    let damaged = |problem: &str| LoadError::damaged(path, problem);
    let header_len = match file {
        [0x93, b'N', b'U', b'M', b'P', b'Y', 1, _, a, b, ..] => usize::from(u16::from_le_bytes([*a, *b])),
        _ => return Err(damaged("it is no numpy file of version 1")),
    };
    let header = file.get(10..10 + header_len).and_then(|h| std::str::from_utf8(h).ok());
    let header = header.ok_or_else(|| damaged("it has no header"))?;
    if !header.contains("'<f4'") || !header.contains("'fortran_order': False") {
        return Err(damaged("it is no table of 32-bit floats by row"));
    }
    let shape = header.split_once("'shape': (").and_then(|(_, s)| s.split_once(')')).map(|(s, _)| s);
    let shape: Vec<usize> = shape.unwrap_or_default().split(',').filter_map(|d| d.trim().parse().ok()).collect();
    let &[count, width] = shape.as_slice() else { return Err(damaged("it is no table")) };
    let bytes = &file[10 + header_len..];
    if count.checked_mul(width).and_then(|n| n.checked_mul(4)) != Some(bytes.len()) {
        return Err(damaged("its data does not fit its shape"));
    }
    Ok((count, width, floats(bytes)))
}
