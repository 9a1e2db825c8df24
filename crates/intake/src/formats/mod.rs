//! One module per document format. Each turns bytes or text into a [`Draft`](crate::draft::Draft).

pub(crate) mod html;
pub(crate) mod text;
