//! What buyers see.
