//! A small generator of pseudo-random numbers, so that a seed makes the same organisation on every machine and version.

/// Splitmix64 (Steele, Lea and Flood, 2014): 64 bits of state, and good enough for a sample.
#[derive(Debug, Clone)]
pub struct Prng(u64);

impl Prng {
    /// The generator of one thing, told from others by what it is for.
    pub fn of(seed: u64, parts: &[u64]) -> Self {
        let mut prng = Self(seed);
        for part in parts {
            prng.0 = prng.next() ^ part.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        }
        prng
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to `bound` − 1; 0 where the bound is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        // The bias of the remainder is far below anything that a sample could show.
        usize::try_from(self.next() % bound.max(1) as u64).unwrap_or_default()
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + i64::try_from(self.below(usize::try_from(high - low + 1).unwrap_or(1))).unwrap_or_default()
    }

    /// True with a chance of so many percent.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of a list, which must not be empty.
    pub fn pick<'t, T: ?Sized>(&mut self, list: &[&'t T]) -> &'t T {
        list[self.below(list.len())]
    }

    /// One of a list by weights in percent; the last takes what is left.
    pub fn weighted<T: Copy>(&mut self, list: &[(T, usize)], otherwise: T) -> T {
        let mut at = self.below(100);
        for (value, weight) in list {
            if at < *weight {
                return *value;
            }
            at -= weight;
        }
        otherwise
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_the_published_algorithm() {
        // The first outputs of the reference implementation for the state 0.
        let mut prng = Prng(0);
        assert_eq!(
            [prng.next(), prng.next()],
            [0xe220_a839_7b1d_cdaf, 0x6e78_9e6a_a1b9_65f4]
        );
    }
}
