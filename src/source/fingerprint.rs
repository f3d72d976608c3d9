//! Fingerprints: 128-bit hashes (XXH3) by which haven decides that two values are the same. They never leave the
//! process, except the fingerprints of bytes that name an asset, which depend on the bytes alone.

use std::hash::{Hash, Hasher};

use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// The fingerprint of a value, over everything its `Hash` covers.
pub fn of<T: Hash + ?Sized>(value: &T) -> u128 {
    let mut hasher = Wide(Xxh3::new());
    value.hash(&mut hasher);
    hasher.0.digest128()
}

/// The fingerprint of bytes; the same on every machine.
pub fn of_bytes(bytes: &[u8]) -> u128 {
    xxh3_128(bytes)
}

/// Ten characters of `fingerprint` for a file's name: 50 bits, in Crockford's base 32.
pub fn short(fingerprint: u128) -> String {
    const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    (0..10).map(|place| char::from(DIGITS[(fingerprint >> (place * 5)) as usize & 31])).collect()
}

struct Wide(Xxh3);

impl Hasher for Wide {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }
    fn finish(&self) -> u64 {
        self.0.digest()
    }
}
