//! Several groups, several outcomes: Freeman and Halton's extension of Fisher's test.

use super::distributions::chi_square_upper;
use super::ranked::compositions;
use super::{COST_CAP, Exactness, TIE_SLACK, probability};

/// The conditional test of a table of groups (rows) by outcomes (columns).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FreemanHalton {
    /// The tables with the same margins that are no likelier than the observed one.
    pub p: f64,
    /// `p` less half the probability of the observed table; equal to `p` in the approximation.
    pub mid_p: f64,
    /// Whether every table was counted; otherwise `p` is the chi-square's.
    pub exactness: Exactness,
}

/// Pearson's chi-square of a table and what belongs beside it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChiSquare {
    /// The statistic.
    pub statistic: f64,
    /// Its large-sample p: not to be used where `smallest_expected` is below five.
    pub p: f64,
    /// Cramér's V, 0…1; none where a single row or column is left.
    pub cramers_v: Option<f64>,
    /// The smallest expected count of a cell.
    pub smallest_expected: f64,
}

/// A table without its empty rows and columns.
struct Table {
    cells: Vec<Vec<usize>>,
    rows: Vec<usize>,
    columns: Vec<usize>,
}

impl Table {
    fn new(rows: &[Vec<usize>]) -> Self {
        let width = rows.iter().map(Vec::len).max().unwrap_or(0);
        let cell = |row: &Vec<usize>, j: usize| row.get(j).copied().unwrap_or(0);
        let used: Vec<usize> = (0..width)
            .filter(|j| rows.iter().any(|row| cell(row, *j) > 0))
            .collect();
        let cells: Vec<Vec<usize>> = rows
            .iter()
            .map(|row| used.iter().map(|j| cell(row, *j)).collect::<Vec<usize>>())
            .filter(|row| row.iter().any(|c| *c > 0))
            .collect();
        let row_sums = cells.iter().map(|row| row.iter().sum()).collect();
        let columns = (0..used.len()).map(|j| cells.iter().map(|row| row[j]).sum()).collect();
        Self {
            cells,
            rows: row_sums,
            columns,
        }
    }

    fn n(&self) -> usize {
        self.rows.iter().sum()
    }

    fn freedom(&self) -> usize {
        self.rows.len().saturating_sub(1) * self.columns.len().saturating_sub(1)
    }
}

/// Pearson's chi-square (Pearson 1900; Cramér 1946); none for a table without people.
#[must_use]
pub fn chi_square(rows: &[Vec<usize>]) -> Option<ChiSquare> {
    let table = Table::new(rows);
    (table.n() > 0).then(|| chi_square_of(&table))
}

fn chi_square_of(table: &Table) -> ChiSquare {
    let n = table.n() as f64;
    let (mut statistic, mut smallest_expected) = (0.0, f64::INFINITY);
    for (row, row_sum) in table.cells.iter().zip(&table.rows) {
        for (cell, column_sum) in row.iter().zip(&table.columns) {
            let expected = *row_sum as f64 * *column_sum as f64 / n;
            statistic += (*cell as f64 - expected).powi(2) / expected;
            smallest_expected = smallest_expected.min(expected);
        }
    }
    let sides = table.rows.len().min(table.columns.len());
    ChiSquare {
        statistic,
        p: chi_square_upper(statistic, table.freedom()),
        cramers_v: (sides > 1).then(|| (statistic / (n * (sides - 1) as f64)).sqrt()),
        smallest_expected,
    }
}

/// Freeman and Halton's exact test (1951). A table with one group or one outcome left has p = 1.
#[must_use]
pub fn freeman_halton(rows: &[Vec<usize>]) -> FreemanHalton {
    let table = Table::new(rows);
    if table.freedom() == 0 {
        return FreemanHalton {
            p: 1.0,
            mid_p: 1.0,
            exactness: Exactness::Exact,
        };
    }
    Enumeration::new(&table).run(&table).unwrap_or_else(|| {
        let p = chi_square_of(&table).p;
        FreemanHalton {
            p,
            mid_p: p,
            exactness: Exactness::Approximation,
        }
    })
}

/// A walk over all tables with given margins, row by row.
struct Enumeration {
    /// ln k! for k up to n.
    ln_factorial: Vec<f64>,
    rows: Vec<usize>,
    /// Tables that may still be visited before the walk is too dear.
    left: u128,
    /// ln of the likeliest probability that still counts as extreme.
    limit: f64,
    sum: f64,
}

impl Enumeration {
    fn new(table: &Table) -> Self {
        let ln_factorial = (0..=table.n())
            .scan(0.0, |sum, k| {
                *sum += (k.max(1) as f64).ln();
                Some(*sum)
            })
            .collect();
        let cells = (table.rows.len() * table.columns.len()) as u128;
        Self {
            ln_factorial,
            rows: table.rows.clone(),
            left: COST_CAP / cells,
            limit: 0.0,
            sum: 0.0,
        }
    }

    /// None when there are more tables than the cost cap allows.
    fn run(mut self, table: &Table) -> Option<FreemanHalton> {
        if fewest_tables(table) > self.left {
            return None;
        }
        let margins: f64 = table
            .rows
            .iter()
            .chain(&table.columns)
            .map(|m| self.ln_factorial[*m])
            .sum();
        let start = margins - self.ln_factorial[table.n()];
        let cells: f64 = table.cells.iter().flatten().map(|c| self.ln_factorial[*c]).sum();
        let observed = start - cells;
        self.limit = observed + TIE_SLACK;
        let mut columns = table.columns.clone();
        self.row(0, 0, self.rows[0], &mut columns, start)?;
        let p = probability(self.sum);
        Some(FreemanHalton {
            p,
            mid_p: probability(p - observed.exp() / 2.0),
            exactness: Exactness::Exact,
        })
    }

    /// Fills cell `column` of row `row` with every number that fits, `people` of the row being left to place.
    fn row(&mut self, row: usize, column: usize, people: usize, columns: &mut Vec<usize>, ln_p: f64) -> Option<()> {
        if row + 1 == self.rows.len() {
            // The last row takes what is left in each column.
            self.left = self.left.checked_sub(1)?;
            let ln_p = ln_p - columns.iter().map(|c| self.ln_factorial[*c]).sum::<f64>();
            if ln_p <= self.limit {
                self.sum += ln_p.exp();
            }
            return Some(());
        }
        if column + 1 == columns.len() {
            let next = self.rows.get(row + 1).copied().unwrap_or(0);
            columns[column] -= people;
            self.row(row + 1, 0, next, columns, ln_p - self.ln_factorial[people])?;
            columns[column] += people;
            return Some(());
        }
        let room: usize = columns[column + 1..].iter().sum();
        for cell in people.saturating_sub(room)..=people.min(columns[column]) {
            columns[column] -= cell;
            self.row(row, column + 1, people - cell, columns, ln_p - self.ln_factorial[cell])?;
            columns[column] += cell;
        }
        Some(())
    }
}

/// A number of tables that is certainly reached: those that are left when all rows but one, or all columns but one,
/// are taken together. Exact for two rows or two columns.
fn fewest_tables(table: &Table) -> u128 {
    let by_rows = table.rows.iter().map(|row| compositions(&table.columns, *row));
    let by_columns = table.columns.iter().map(|column| compositions(&table.rows, *column));
    by_rows.chain(by_columns).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::super::fisher::TwoGroups;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_outcome_left_says_nothing() {
        assert!((freeman_halton(&[vec![3, 0], vec![4, 0]]).p - 1.0).abs() < 1e-12);
        assert!((freeman_halton(&[]).p - 1.0).abs() < 1e-12);
        assert_eq!(chi_square(&[vec![0], vec![0]]), None);
    }

    #[test]
    fn three_people_in_three_groups_and_three_outcomes_are_all_alike() {
        // Six tables, each a permutation, each as likely.
        let test = freeman_halton(&[vec![1, 0, 0], vec![0, 1, 0], vec![0, 0, 1]]);
        assert!((test.p - 1.0).abs() < 1e-12 && (test.mid_p - 11.0 / 12.0).abs() < 1e-12);
    }

    #[test]
    fn too_many_tables_give_the_labelled_approximation() {
        let row = |k: usize| vec![40 * k, 300 * k, 1600 * k, 750 * k, 240 * k];
        assert_eq!(freeman_halton(&[row(1), row(2)]).exactness, Exactness::Approximation);
    }

    proptest! {
        #[test]
        fn two_by_two_is_fishers_test(a in 0_usize..20, b in 0_usize..20, c in 0_usize..20, d in 0_usize..20) {
            let fisher = TwoGroups::from_cells([a, b], [c, d]).fisher();
            let table = freeman_halton(&[vec![a, b], vec![c, d]]);
            prop_assert!((table.p - fisher.p_two_sided).abs() < 1e-10);
        }

        #[test]
        fn turning_the_table_changes_nothing(cells in prop::collection::vec(0_usize..5, 6)) {
            let table = [cells[..3].to_vec(), cells[3..].to_vec()];
            let turned: Vec<Vec<usize>> = (0..3).map(|j| vec![cells[j], cells[3 + j]]).collect();
            let (there, back) = (freeman_halton(&table), freeman_halton(&turned));
            prop_assert!((there.p - back.p).abs() < 1e-10);
            prop_assert!((0.0..=1.0).contains(&there.p));
        }
    }
}
