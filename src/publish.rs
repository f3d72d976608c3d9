//! Outputs to a folder: write what differs, delete only what haven itself wrote.
