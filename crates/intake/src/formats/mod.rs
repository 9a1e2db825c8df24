//! One module per document format. Each turns bytes or text into a [`Draft`](crate::draft::Draft), or into several.

pub(crate) mod archive;
pub(crate) mod docx;
pub(crate) mod feed;
pub(crate) mod html;
pub(crate) mod mail;
pub(crate) mod pdf;
pub(crate) mod piece;
pub(crate) mod raw;
pub(crate) mod table;
pub(crate) mod text;
pub(crate) mod warc;
mod xml;
