//! haven
