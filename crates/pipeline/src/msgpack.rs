//! `MessagePack` with the extensions that spaCy's files use (numpy arrays as maps). Every length is checked against the
//! bytes that are left, so a damaged length cannot make the reader allocate.

use crate::LoadError;

/// Nesting beyond this is no model file.
const MAX_DEPTH: u32 = 24;

/// A decoded value; text and bytes are borrowed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value<'a> {
    Nil,
    Bool(bool),
    Int(i64),
    UInt(u64),
    Float(f64),
    Str(&'a str),
    Bin(&'a [u8]),
    Array(Vec<Value<'a>>),
    Map(Vec<(Value<'a>, Value<'a>)>),
}

impl<'a> Value<'a> {
    /// The value of a key, which may be stored as text or as bytes.
    pub(crate) fn get(&self, key: &str) -> Option<&Value<'a>> {
        let Self::Map(pairs) = self else { return None };
        pairs.iter().find(|(k, _)| k.as_str() == Some(key)).map(|(_, v)| v)
    }

    pub(crate) fn as_str(&self) -> Option<&'a str> {
        match self {
            Self::Str(s) => Some(s),
            Self::Bin(b) => std::str::from_utf8(b).ok(),
            _ => None,
        }
    }

    pub(crate) fn as_array(&self) -> Option<&[Value<'a>]> {
        if let Self::Array(items) = self { Some(items) } else { None }
    }

    pub(crate) fn as_map(&self) -> Option<&[(Value<'a>, Value<'a>)]> {
        if let Self::Map(pairs) = self { Some(pairs) } else { None }
    }

    pub(crate) fn as_u64(&self) -> Option<u64> {
        match self {
            Self::UInt(x) => Some(*x),
            Self::Int(x) => u64::try_from(*x).ok(),
            _ => None,
        }
    }

    pub(crate) fn as_usize(&self) -> Option<usize> {
        self.as_u64().and_then(|x| usize::try_from(x).ok())
    }

    pub(crate) fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(b) = self { Some(*b) } else { None }
    }
}

/// Reads one file from its start.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    path: &'a str,
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(path: &'a str, bytes: &'a [u8]) -> Self {
        Self { path, bytes, at: 0 }
    }

    /// The whole file as one value.
    pub(crate) fn read(path: &'a str, bytes: &'a [u8]) -> Result<Value<'a>, LoadError> {
        Self::new(path, bytes).value(0)
    }

    fn damaged(&self, problem: &str) -> LoadError {
        LoadError::damaged(self.path, format!("{problem} at byte {}", self.at))
    }

    fn take(&mut self, len: usize) -> Result<&'a [u8], LoadError> {
        let end = self.at.checked_add(len).filter(|&end| end <= self.bytes.len());
        let Some(end) = end else { return Err(self.damaged("the file ends too early")) };
        let slice = &self.bytes[self.at..end];
        self.at = end;
        Ok(slice)
    }

    fn be(&mut self, len: usize) -> Result<u64, LoadError> {
        Ok(self.take(len)?.iter().fold(0, |x, &b| x << 8 | u64::from(b)))
    }

    fn text(&mut self, len: usize) -> Result<Value<'a>, LoadError> {
        let bytes = self.take(len)?;
        std::str::from_utf8(bytes).map(Value::Str).map_err(|_| self.damaged("text is no UTF-8"))
    }

    fn array(&mut self, len: usize, depth: u32) -> Result<Value<'a>, LoadError> {
        self.check_len(len, 1)?;
        let mut items = Vec::with_capacity(len.min(1024));
        for _ in 0..len {
            items.push(self.value(depth + 1)?);
        }
        Ok(Value::Array(items))
    }

    fn map(&mut self, len: usize, depth: u32) -> Result<Value<'a>, LoadError> {
        self.check_len(len, 2)?;
        let mut pairs = Vec::with_capacity(len.min(1024));
        for _ in 0..len {
            let key = self.value(depth + 1)?;
            pairs.push((key, self.value(depth + 1)?));
        }
        Ok(Value::Map(pairs))
    }

    fn check_len(&self, len: usize, each: usize) -> Result<(), LoadError> {
        if len.saturating_mul(each) > self.bytes.len() - self.at {
            return Err(self.damaged("a list is longer than the file"));
        }
        Ok(())
    }

    /// The number of pairs of a map that starts here; its keys and values follow one by one.
    pub(crate) fn map_len(&mut self) -> Result<usize, LoadError> {
        let tag = self.take(1)?[0];
        let len = match tag {
            0x80..=0x8f => usize::from(tag & 15),
            0xde => self.be(2)? as usize,
            0xdf => self.be(4)? as usize,
            _ => return Err(self.damaged("a map was expected")),
        };
        self.check_len(len, 2)?;
        Ok(len)
    }

    /// The next value with everything in it.
    pub(crate) fn next(&mut self) -> Result<Value<'a>, LoadError> {
        self.value(0)
    }

    fn value(&mut self, depth: u32) -> Result<Value<'a>, LoadError> {
        if depth > MAX_DEPTH {
            return Err(self.damaged("values are nested too deeply"));
        }
        let tag = self.take(1)?[0];
        let short = usize::from(tag);
        Ok(match tag {
            0x00..=0x7f => Value::Int(i64::from(tag)),
            0x80..=0x8f => self.map(short & 15, depth)?,
            0x90..=0x9f => self.array(short & 15, depth)?,
            0xa0..=0xbf => self.text(short & 31)?,
            0xc0 => Value::Nil,
            0xc2 => Value::Bool(false),
            0xc3 => Value::Bool(true),
            0xc4..=0xc6 => {
                let len = self.be(1 << (tag - 0xc4))? as usize;
                Value::Bin(self.take(len)?)
            }
            0xca => Value::Float(f64::from(f32::from_bits(self.be(4)? as u32))),
            0xcb => Value::Float(f64::from_bits(self.be(8)?)),
            0xcc..=0xcf => Value::UInt(self.be(1 << (tag - 0xcc))?),
            0xd0 => Value::Int(i64::from(self.be(1)? as i8)),
            0xd1 => Value::Int(i64::from(self.be(2)? as i16)),
            0xd2 => Value::Int(i64::from(self.be(4)? as i32)),
            0xd3 => Value::Int(self.be(8)? as i64),
            0xd9..=0xdb => {
                let len = self.be(1 << (tag - 0xd9))? as usize;
                self.text(len)?
            }
            0xdc | 0xdd => {
                let len = self.be(2 << (tag - 0xdc))? as usize;
                self.array(len, depth)?
            }
            0xde | 0xdf => {
                let len = self.be(2 << (tag - 0xde))? as usize;
                self.map(len, depth)?
            }
            0xe0..=0xff => Value::Int(i64::from(tag as i8)),
            _ => return Err(self.damaged("an unknown type of value")),
        })
    }
}
