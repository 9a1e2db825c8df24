//! The façade that calls Legation's stages in order.
