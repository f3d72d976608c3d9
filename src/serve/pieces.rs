//! Several pieces of bytes written as if they were one. Putting them together would cost each connection's thread a block of
//! memory as large as the page, which the allocator keeps: with 200 open streams whose page is saved the server held 484 MB,
//! and 246 MB without.

use std::io::{self, IoSlice, Write};

/// Writes all of the pieces, as few packets as they fit into.
pub fn write(writer: &mut dyn Write, pieces: &[&[u8]]) -> io::Result<()> {
    let mut slices: Vec<IoSlice<'_>> = pieces.iter().map(|piece| IoSlice::new(piece)).collect();
    let mut rest = slices.as_mut_slice();
    // Empty ones at the start go too.
    IoSlice::advance_slices(&mut rest, 0);
    while !rest.is_empty() {
        match writer.write_vectored(rest) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => IoSlice::advance_slices(&mut rest, written),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes three bytes at a time and is interrupted before each.
    #[derive(Default)]
    struct Reluctant(Vec<u8>, bool);

    impl Write for Reluctant {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.1 ^= true;
            if self.1 {
                return Err(io::ErrorKind::Interrupted.into());
            }
            let count = bytes.len().min(3);
            self.0.extend_from_slice(&bytes[..count]);
            Ok(count)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn everything_arrives_in_order() {
        let mut reluctant = Reluctant::default();
        write(&mut reluctant, &[b"", b"one", b"", b"seven", b""]).unwrap();
        assert_eq!(reluctant.0, b"oneseven");
        write(&mut reluctant, &[]).unwrap();
        assert!(write(&mut &mut [0u8; 2][..], &[b"abc"]).is_err());
    }
}
