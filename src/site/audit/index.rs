//! What is distinctive, sorted by its hash, and who says it: small enough to lie in memory beside the organisation, and quick to ask,
//! since every word of a site asks it.

use rayon::prelude::*;

/// Of all hashes that a file holds nearly all are unknown. So many bits are kept for each known one, to answer those at once.
const BITS: usize = 16;
/// Hashes are found through the bits above this one.
const BUCKET: u32 = 47;

/// Hashes, and for each the texts that say it.
#[derive(Debug, Default)]
pub struct Index {
    hashes: Vec<u64>,
    /// Where the sayers of each hash begin; one more at the end.
    begins: Vec<u32>,
    sayers: Vec<u32>,
    /// Where each bucket of hashes begins; one more at the end.
    buckets: Vec<u32>,
    sieve: Vec<u64>,
}

impl Index {
    /// The index of pairs of a hash and a text that says it. Hashes that more than `most` texts say are left out.
    pub fn new(mut pairs: Vec<(u64, u32)>, most: usize) -> Self {
        pairs.par_sort_unstable();
        pairs.dedup();
        let mut index = Self::default();
        for same in pairs.chunk_by(|one, other| one.0 == other.0) {
            if same.len() > most {
                continue;
            }
            index.hashes.push(same[0].0);
            index.begins.push(narrow(index.sayers.len()));
            index.sayers.extend(same.iter().map(|(_, text)| *text));
        }
        drop(pairs);
        index.begins.push(narrow(index.sayers.len()));
        index.sayers.shrink_to_fit();
        index.hashes.shrink_to_fit();
        index.fill();
        index
    }

    fn fill(&mut self) {
        self.sieve = vec![0; (self.hashes.len() * BITS / 64).next_power_of_two()];
        self.buckets = vec![0; (1 << (u64::BITS - BUCKET)) + 1];
        for at in 0..self.hashes.len() {
            let hash = self.hashes[at];
            let (word, bit) = self.place(hash);
            self.sieve[word] |= bit;
            self.buckets[bucket(hash) + 1] += 1;
        }
        let mut sum = 0;
        for count in &mut self.buckets {
            sum += *count;
            *count = sum;
        }
    }

    /// Where a hash stands in the sieve. The lowest bits are those by which phrases were chosen.
    fn place(&self, hash: u64) -> (usize, u64) {
        let mixed = hash >> 8;
        let words = self.sieve.len().max(1);
        let word = usize::try_from(mixed >> 6).unwrap_or(usize::MAX) & (words - 1);
        (word, 1 << (mixed & 63))
    }

    /// Whether some text says it.
    pub fn knows(&self, hash: u64) -> bool {
        let (word, bit) = self.place(hash);
        self.sieve.get(word).is_some_and(|bits| bits & bit != 0) && self.position(hash).is_some()
    }

    /// The texts that say it.
    pub fn sayers(&self, hash: u64) -> &[u32] {
        self.position(hash).map_or(&[], |at| {
            let (begin, end) = (self.begins[at] as usize, self.begins[at + 1] as usize);
            &self.sayers[begin..end]
        })
    }

    fn position(&self, hash: u64) -> Option<usize> {
        let bucket = bucket(hash);
        let begin = *self.buckets.get(bucket)? as usize;
        let end = *self.buckets.get(bucket + 1)? as usize;
        let within = self.hashes[begin..end].binary_search(&hash).ok()?;
        Some(begin + within)
    }
}

fn bucket(hash: u64) -> usize {
    usize::try_from(hash >> BUCKET).unwrap_or(usize::MAX)
}

/// A position, of which there are fewer than four thousand million.
fn narrow(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hash_is_found_with_its_sayers_and_no_other_is() {
        let hash = |n: u64| n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let pairs: Vec<_> = (0..1000)
            .flat_map(|n| [(hash(n), 2), (hash(n), 1), (hash(n), 2)])
            .collect();
        let index = Index::new(pairs, 2);
        for n in 0..1000 {
            assert!(index.knows(hash(n)));
            assert_eq!(index.sayers(hash(n)), [1, 2]);
            assert!(!index.knows(hash(n + 1000)));
            assert!(index.sayers(hash(n + 1000)).is_empty());
        }
        assert!(!Index::default().knows(hash(1)));
        assert!(!Index::new(Vec::new(), 2).knows(hash(1)));
    }

    #[test]
    fn what_too_many_say_tells_of_nobody() {
        let index = Index::new(vec![(7, 0), (7, 1), (7, 2), (8, 1)], 2);
        assert!(!index.knows(7));
        assert_eq!(index.sayers(8), [1]);
    }
}
