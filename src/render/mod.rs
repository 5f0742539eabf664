//! Pages to bytes: the engine of the theme, charts laid out, and the search index.
