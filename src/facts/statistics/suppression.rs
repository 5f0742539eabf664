//! What must not be published about a small group, and what would give it away.

/// Why a group's figure stays closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Withheld {
    /// The group itself is smaller than the minimum.
    SmallGroup,
    /// The rest of a published whole would be smaller than the minimum, and follows by subtraction.
    SmallRemainder,
    /// All members share one value: to publish it tells everyone's.
    Homogeneous,
    /// Together with other figures of the same tree it would tell of a group below the minimum.
    BesideOthers,
}

/// Whether a part of `part` people may stand beside its whole of `whole` people, nobody being a remainder of none.
///
/// # Errors
/// Says why not.
pub fn nested(whole: usize, part: usize, minimum: usize) -> Result<(), Withheld> {
    if part < minimum {
        return Err(Withheld::SmallGroup);
    }
    let remainder = whole.saturating_sub(part);
    if remainder > 0 && remainder < minimum {
        Err(Withheld::SmallRemainder)
    } else {
        Ok(())
    }
}

/// Whether a group's distribution over values, given as the count of each value, may be shown (k-anonymity, Samarati and
/// Sweeney 1998; l-diversity, Machanavajjhala and others 2007).
///
/// # Errors
/// Says why not.
pub fn distribution(counts: &[usize], minimum: usize) -> Result<(), Withheld> {
    if counts.iter().sum::<usize>() < minimum {
        return Err(Withheld::SmallGroup);
    }
    if counts.iter().filter(|count| **count > 0).count() < 2 {
        Err(Withheld::Homogeneous)
    } else {
        Ok(())
    }
}

/// A published mean and how many people it describes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PublishedMean {
    /// People.
    pub n: usize,
    /// Their mean, as printed.
    pub mean: f64,
}

/// The mean of the people in `whole` but not in `part`, which any reader can work out; none where nobody is left.
#[must_use]
pub fn reconstructed(whole: PublishedMean, part: PublishedMean) -> Option<PublishedMean> {
    let n = whole.n.checked_sub(part.n).filter(|n| *n > 0)?;
    let mean = (whole.n as f64 * whole.mean - part.n as f64 * part.mean) / n as f64;
    Some(PublishedMean { n, mean })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_that_is_the_whole_leaves_nobody_to_find() {
        assert_eq!(nested(8, 8, 5), Ok(()));
        assert_eq!(nested(13, 8, 5), Ok(()));
        assert_eq!(nested(12, 8, 5), Err(Withheld::SmallRemainder));
        assert_eq!(nested(40, 4, 5), Err(Withheld::SmallGroup));
    }

    #[test]
    fn a_mixed_group_at_the_minimum_may_be_shown() {
        assert_eq!(distribution(&[0, 1, 4], 5), Ok(()));
        assert_eq!(distribution(&[0, 0, 5], 5), Err(Withheld::Homogeneous));
        assert_eq!(distribution(&[2, 2], 5), Err(Withheld::SmallGroup));
    }

    #[test]
    fn the_same_people_twice_give_nobody_away() {
        let mean = PublishedMean { n: 50, mean: 3.28 };
        assert_eq!(reconstructed(mean, mean), None);
    }
}
