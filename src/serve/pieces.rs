//! What waits to be written to a connection: pieces of bytes, most of which others hold too. Putting them together would
//! cost each connection a block of memory as large as the page.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, IoSlice, Write};

use bytes::Bytes;

/// How many pieces one call of the system takes.
const AT_ONCE: usize = 16;

/// How far a queue was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// To its end.
    All,
    /// Until the other side takes no more now; whether it took anything.
    Blocked {
        /// At least one byte.
        some: bool,
    },
}

/// Pieces in the order in which they are to be written. None of them is empty.
#[derive(Default)]
pub struct Queue {
    pieces: VecDeque<Bytes>,
    /// How much of the first piece has been written.
    done: usize,
}

impl Queue {
    /// Adds pieces at the end.
    pub fn extend(&mut self, pieces: impl IntoIterator<Item = Bytes>) {
        self.pieces.extend(pieces.into_iter().filter(|piece| !piece.is_empty()));
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Writes as much as a writer that does not block takes, in as few packets as it fits into.
    pub fn write(&mut self, writer: &mut impl Write) -> io::Result<Written> {
        let mut some = false;
        while !self.pieces.is_empty() {
            let mut slices = [IoSlice::new(&[]); AT_ONCE];
            let mut skipped = self.done;
            let mut count = 0;
            for (slice, piece) in slices.iter_mut().zip(&self.pieces) {
                *slice = IoSlice::new(&piece[skipped..]);
                skipped = 0;
                count += 1;
            }
            match writer.write_vectored(&slices[..count]) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(written) => self.advance(written),
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(Written::Blocked { some }),
                Err(error) => return Err(error),
            }
            some = true;
        }
        // Nothing that a busy moment needed is kept for a connection that may be silent for hours.
        self.pieces = VecDeque::new();
        Ok(Written::All)
    }

    fn advance(&mut self, written: usize) {
        self.done += written;
        while let Some(length) = self.pieces.front().map(|piece| piece.len()).filter(|length| self.done >= *length) {
            self.done -= length;
            self.pieces.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes three bytes at a time; before each it is interrupted, and after each it wants a rest.
    #[derive(Default)]
    struct Reluctant {
        taken: Vec<u8>,
        calls: usize,
    }

    impl Write for Reluctant {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.calls += 1;
            match self.calls % 3 {
                1 => Err(ErrorKind::Interrupted.into()),
                2 => {
                    let count = bytes.len().min(3);
                    self.taken.extend_from_slice(&bytes[..count]);
                    Ok(count)
                }
                _ => Err(ErrorKind::WouldBlock.into()),
            }
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn everything_arrives_in_order() {
        let mut queue = Queue::default();
        let shared: Bytes = b"-seven-".as_slice().into();
        queue.extend([b"".as_slice().into(), b"one".to_vec().into(), shared.slice(1..6), b"".as_slice().into()]);
        queue.extend((0..40).map(|_| Bytes::from(b"x".as_slice())));
        let mut reluctant = Reluctant::default();
        let mut rests = 0;
        while queue.write(&mut reluctant).unwrap() == (Written::Blocked { some: true }) {
            rests += 1;
            assert!(rests < 100 && !queue.is_empty());
        }
        assert_eq!(reluctant.taken, [b"oneseven".as_slice(), &[b'x'; 40]].concat());
        assert!(queue.is_empty());
        assert_eq!(queue.write(&mut reluctant).unwrap(), Written::All);
    }

    #[test]
    fn whoever_takes_nothing_more_is_left() {
        let mut queue = Queue::default();
        queue.extend([b"abc".as_slice().into()]);
        assert!(queue.write(&mut &mut [0u8; 2][..]).is_err());
    }
}
