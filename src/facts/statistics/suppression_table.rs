//! A two-way table of people with its totals published: which cells must be hidden, and what can still be worked out.
//!
//! A count below the minimum is hidden; then the smallest further set, so that no row or column hides exactly one cell
//! (which its total would give away). That is not enough in every table, so the range that each hidden cell could still
//! have is computed too, as a flow through the hidden cells (Fischetti and Salazar 2001 on the problem).

use std::cmp::Ordering;
use std::collections::VecDeque;

/// A cell by row and column, from zero.
pub type Cell = (usize, usize);

/// A table with its small cells hidden.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// Cells hidden because their own count is from one to the minimum less one.
    pub primary: Vec<Cell>,
    /// All hidden cells, in reading order.
    pub hidden: Vec<Cell>,
    /// The smallest and largest count that each hidden cell could have, as far as the rest and the totals tell.
    pub ranges: Vec<(usize, usize)>,
}

impl Suppression {
    /// Hidden cells that the rest of the table gives away all the same: a table with any must not be published.
    #[must_use]
    pub fn disclosed(&self) -> Vec<Cell> {
        let known = self
            .hidden
            .iter()
            .zip(&self.ranges)
            .filter(|(_, (low, high))| low == high);
        known.map(|(cell, _)| *cell).collect()
    }

    /// Whether a cell is hidden.
    #[must_use]
    pub fn hides(&self, cell: Cell) -> bool {
        self.hidden.binary_search(&cell).is_ok()
    }
}

/// Wider tables than this are turned on their side; wider on both sides, and hidden whole.
const WIDEST: usize = 8;

/// Hides cells of `counts` (rows of equal length, people) for the minimum group size.
///
/// Of all sufficient sets the one with the fewest cells, then the fewest people, then the first in reading order (down
/// columns in a table with more than eight of them).
#[must_use]
pub fn suppress(counts: &[Vec<usize>], minimum: usize) -> Suppression {
    let width = counts.iter().map(Vec::len).max().unwrap_or(0);
    let at = |(i, j): Cell| counts[i].get(j).copied().unwrap_or(0);
    let cells = || (0..counts.len()).flat_map(move |i| (0..width).map(move |j| (i, j)));
    let primary: Vec<Cell> = cells().filter(|cell| (1..minimum).contains(&at(*cell))).collect();
    let grid: Vec<Vec<usize>> = (0..counts.len())
        .map(|i| (0..width).map(|j| at((i, j))).collect())
        .collect();
    let hidden = if primary.is_empty() {
        Vec::new()
    } else if width <= WIDEST {
        smallest_set(&grid, &primary)
    } else if grid.len() <= WIDEST {
        let turned: Vec<Vec<usize>> = (0..width).map(|j| grid.iter().map(|row| row[j]).collect()).collect();
        let swap = |cells: Vec<Cell>| -> Vec<Cell> { cells.into_iter().map(|(i, j)| (j, i)).collect() };
        let mut hidden = swap(smallest_set(&turned, &swap(primary.clone())));
        hidden.sort_unstable();
        hidden
    } else {
        cells().collect()
    };
    let ranges = hidden.iter().map(|cell| range(&grid, &hidden, *cell)).collect();
    Suppression {
        primary,
        hidden,
        ranges,
    }
}

/// A set of hidden cells from some row downward, ordered by cells, people, reading order.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Candidate {
    people: usize,
    cells: Vec<Cell>,
}

impl Candidate {
    fn compare(&self, other: &Self) -> Ordering {
        let key = |c: &Self| (c.cells.len(), c.people);
        key(self).cmp(&key(other)).then_with(|| self.cells.cmp(&other.cells))
    }
}

/// Rows from the last to the first; the state says of each column whether the rows above hide none, one or more of it.
fn smallest_set(grid: &[Vec<usize>], primary: &[Cell]) -> Vec<Cell> {
    let width = grid.first().map_or(0, Vec::len);
    let states = 3_usize.pow(u32::try_from(width).unwrap_or(0));
    // Below the last row nothing is left to add: columns with exactly one hidden cell have failed.
    let mut best: Vec<Option<Candidate>> = (0..states)
        .map(|state| {
            (0..width).all(|j| digit(state, j) != 1).then(|| Candidate {
                people: 0,
                cells: Vec::new(),
            })
        })
        .collect();
    for (i, row) in grid.iter().enumerate().rev() {
        let must: usize = primary.iter().filter(|cell| cell.0 == i).map(|cell| 1 << cell.1).sum();
        let choices: Vec<usize> = (0..1_usize << width)
            .filter(|set| set & must == must && set.count_ones() != 1)
            .collect();
        best = (0..states)
            .map(|state| {
                let sets = choices.iter().filter_map(|set| extend(&best, state, *set, i, row));
                sets.min_by(Candidate::compare)
            })
            .collect();
    }
    best.swap_remove(0).map(|set| set.cells).unwrap_or_default()
}

fn digit(state: usize, column: usize) -> usize {
    (0..column).fold(state, |rest, _| rest / 3) % 3
}

/// The best set below row `i`, with the cells of `set` of that row before it.
fn extend(best: &[Option<Candidate>], state: usize, set: usize, i: usize, row: &[usize]) -> Option<Candidate> {
    let chosen = || (0..row.len()).filter(move |j| set >> j & 1 == 1);
    let mut next = state;
    for j in chosen().filter(|j| digit(state, *j) < 2) {
        next += (0..j).fold(1, |place, _| place * 3);
    }
    let below = best[next].as_ref()?;
    let cells = chosen().map(|j| (i, j)).chain(below.cells.iter().copied()).collect();
    Some(Candidate {
        people: below.people + chosen().map(|j| row[j]).sum::<usize>(),
        cells,
    })
}

/// The smallest and largest count of a hidden cell that agrees with the totals: counts may move round any cycle of
/// hidden cells, so the true table is a flow and the bounds are its cut.
fn range(grid: &[Vec<usize>], hidden: &[Cell], cell: Cell) -> (usize, usize) {
    let (i, j) = cell;
    let others: Vec<Cell> = hidden.iter().copied().filter(|other| *other != cell).collect();
    let (row, column) = (i, grid.len() + j);
    let count = grid[i][j];
    (
        count - count.min(flow(grid, &others, row, column, count)),
        count + flow(grid, &others, column, row, usize::MAX),
    )
}

/// The largest flow from one node to another, up to `most`: rows are nodes, then columns; a hidden cell can always grow
/// (row to column) and shrink by what it holds (column to row).
fn flow(grid: &[Vec<usize>], cells: &[Cell], from: usize, to: usize, most: usize) -> usize {
    let mut held: Vec<usize> = cells.iter().map(|(i, j)| grid[*i][*j]).collect();
    let rows = grid.len();
    let nodes = rows + grid.first().map_or(0, Vec::len);
    let mut total = 0;
    while total < most {
        let Some(path) = path(cells, &held, rows, nodes, from, to) else {
            break;
        };
        let shrinking = path.iter().filter(|step| !step.grows).map(|step| held[step.cell]).min();
        let amount = shrinking.unwrap_or(usize::MAX).min(most - total);
        if amount == usize::MAX {
            return most;
        }
        for step in path {
            held[step.cell] = if step.grows {
                held[step.cell] + amount
            } else {
                held[step.cell] - amount
            };
        }
        total += amount;
    }
    total
}

/// One cell on a path, growing or shrinking.
#[derive(Debug, Clone, Copy)]
struct Step {
    cell: usize,
    grows: bool,
}

/// A shortest path from one node to another.
fn path(cells: &[Cell], held: &[usize], rows: usize, nodes: usize, from: usize, to: usize) -> Option<Vec<Step>> {
    let mut came: Vec<Option<(usize, Step)>> = vec![None; nodes];
    let mut queue = VecDeque::from([from]);
    while let Some(node) = queue.pop_front() {
        for (cell, (i, j)) in cells.iter().enumerate() {
            let (next, grows) = if node == *i {
                (rows + j, true)
            } else if node == rows + j && held[cell] > 0 {
                (*i, false)
            } else {
                continue;
            };
            if next != from && came[next].is_none() {
                came[next] = Some((node, Step { cell, grows }));
                queue.push_back(next);
            }
        }
    }
    let mut steps = Vec::new();
    let mut node = to;
    while node != from {
        let (before, step) = came[node]?;
        steps.push(step);
        node = before;
    }
    Some(steps)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nothing_small_hides_nothing() {
        let table = suppress(&[vec![5, 0], vec![9, 7]], 5);
        assert_eq!((table.hidden.len(), table.disclosed().len()), (0, 0));
        assert!(suppress(&[], 5).hidden.is_empty());
    }

    #[test]
    fn a_single_row_cannot_keep_its_secret() {
        // The column totals are the cells.
        let table = suppress(&[vec![3, 9, 9]], 5);
        assert!(table.hidden.is_empty() || !table.disclosed().is_empty());
    }

    fn small_table() -> impl Strategy<Value = Vec<Vec<usize>>> {
        prop::collection::vec(prop::collection::vec(0_usize..9, 3), 2..=3)
    }

    /// Whether no row and no column of a set of cells holds exactly one.
    fn sufficient(set: &[Cell]) -> bool {
        let alone = |of: fn(&Cell) -> usize| (0..3).any(|k| set.iter().filter(|cell| of(cell) == k).count() == 1);
        !alone(|cell| cell.0) && !alone(|cell| cell.1)
    }

    proptest! {
        #[test]
        fn no_sufficient_set_is_smaller(grid in small_table()) {
            let table = suppress(&grid, 5);
            prop_assert!(sufficient(&table.hidden));
            let cells: Vec<Cell> = (0..grid.len()).flat_map(|i| (0..3).map(move |j| (i, j))).collect();
            let key = |set: &[Cell]| (set.len(), set.iter().map(|(i, j)| grid[*i][*j]).sum::<usize>(), set.to_vec());
            let best = (0_u32..1 << cells.len())
                .map(|bits| (0..cells.len()).filter(|k| bits >> k & 1 == 1).map(|k| cells[k]).collect::<Vec<_>>())
                .filter(|set| sufficient(set) && table.primary.iter().all(|cell| set.contains(cell)))
                .min_by_key(|set| key(set))
                .unwrap();
            prop_assert_eq!(best, table.hidden);
        }

        #[test]
        fn a_range_holds_the_true_count(grid in small_table()) {
            let table = suppress(&grid, 5);
            for ((i, j), (low, high)) in table.hidden.iter().zip(&table.ranges) {
                prop_assert!(*low <= grid[*i][*j] && grid[*i][*j] <= *high);
            }
        }
    }
}
