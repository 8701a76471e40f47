//! A fast hash for keys of our own, and the digest of a file as it is read.

use std::hash::{BuildHasherDefault, Hasher};
use std::io::Read;

use sha2::{Digest, Sha256};

/// Builds [`FastHasher`]s. The order of such a map is never looked at.
pub(crate) type FastBuild = BuildHasherDefault<FastHasher>;

/// Multiply and rotate, eight bytes at a time.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct FastHasher(u64);

impl FastHasher {
    fn add(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

impl Hasher for FastHasher {
    fn write(&mut self, bytes: &[u8]) {
        let mut chunks = bytes.chunks_exact(8);
        for chunk in &mut chunks {
            self.add(u64::from_le_bytes(chunk.try_into().expect("chunks of eight bytes")));
        }
        let rest = chunks.remainder();
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        self.add(u64::from_le_bytes(last) ^ ((bytes.len() as u64) << 56));
    }

    fn write_u32(&mut self, value: u32) {
        self.add(u64::from(value));
    }

    fn finish(&self) -> u64 {
        // The high bits are the well-mixed ones; hash tables look at the low ones.
        self.0 ^ (self.0 >> 32)
    }
}

/// The hash of a text below a number.
pub(crate) fn hash_of(scope: u32, text: &str) -> u64 {
    let mut hasher = FastHasher::default();
    hasher.write_u32(scope);
    hasher.write(text.as_bytes());
    hasher.finish()
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from(b"0123456789abcdef"[usize::from(value)]);
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(digit(byte >> 4));
        text.push(digit(byte & 0xf));
    }
    text
}

/// SHA-256 of what it is told, piece by piece.
#[derive(Default)]
pub(crate) struct FileDigest(Sha256);

impl FileDigest {
    /// Takes the next bytes.
    pub(crate) fn add(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest in hexadecimal.
    pub(crate) fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}

/// A reader that digests what it hands on.
pub(crate) struct Digesting<R> {
    inner: R,
    digest: FileDigest,
}

impl<R: Read> Digesting<R> {
    /// Starts a digest.
    pub(crate) fn new(inner: R) -> Self {
        Self { inner, digest: FileDigest::default() }
    }

    /// Reads to the end and gives the digest in hexadecimal.
    pub(crate) fn finish(mut self) -> std::io::Result<String> {
        let mut buffer = vec![0; 1 << 16];
        while self.read(&mut buffer)? > 0 {}
        Ok(self.digest.finish())
    }
}

impl<R: Read> Read for Digesting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.digest.add(&buffer[..n]);
        Ok(n)
    }
}
