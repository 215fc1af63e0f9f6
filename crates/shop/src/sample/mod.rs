//! The sample shop 布と器 みなも堂.
