//! Where a key or value stands in a YAML text. Only asked when a diagnostic is printed.
