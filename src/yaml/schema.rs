//! JSON Schema (draft 2020-12) of a shape, for editors.
