//! haven compiles a folder of Markdown articles into a static educational site.
//!
//! A site is compiled like a program. Each file is compiled **alone** into a [`document`], an object file: HTML with
//! holes, the symbols it defines (address, title, anchors) and the symbols it needs (links, components, sources). All
//! documents are **linked** into a [`site`], the symbol table. Each route is **rendered** through a reader that notes
//! every fact it reads, and an output is fresh while its facts are. Everything between disk and disk is a pure function;
//! the shell ([`source::disk`], [`publish`], [`serve`] and the command line) feeds changes in and writes differences out.
//!
//! The modules below are in reading order.

pub mod source;
pub mod diagnostic;
pub mod yaml;
pub mod document;
pub mod config;
pub mod site;
pub mod theme;
pub mod check;
pub mod search;
pub mod render;
pub mod engine;
pub mod publish;
pub mod serve;
pub mod cli;
