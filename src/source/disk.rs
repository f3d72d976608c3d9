//! The shell side of stage 0: a folder becomes a list of changes. (walkdir; read in parallel.)
