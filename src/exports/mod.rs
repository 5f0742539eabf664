//! What leaves for other programs and comes from them: so far the roster, from the table that an HR system gives.

pub mod people_csv;
