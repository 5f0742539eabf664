//! What leaves for other programs and comes from them: the roster from the table that an HR
//! system gives, and every derived figure as one JSON document.

pub mod figures;
pub mod people_csv;
