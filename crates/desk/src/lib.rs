//! What people look at: timelines, marked documents, exports.
