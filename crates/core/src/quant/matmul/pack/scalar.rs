//! Squares of four columns by four groups, which the compiler transposes in registers; what is left, byte by byte.

use crate::quant::matmul::groups::PackedGroup;

/// Columns whose groups are copied together, and groups of each that are.
const SQUARE: usize = 4;

pub fn pack_panel(columns: &[u8], k: usize, flip: u8, panel: &mut [PackedGroup]) {
    for (index, columns) in columns.chunks(SQUARE * k).enumerate() {
        let done = pack_squares(columns, k, flip, panel, index);
        for (at, column) in columns.chunks(k).enumerate() {
            let groups = panel.iter_mut().map(|group| &mut group.0[SQUARE * index + at]);
            for (group, bytes) in groups.zip(column.chunks(SQUARE)).skip(done) {
                group.iter_mut().zip(bytes).for_each(|(to, &from)| *to = (from ^ flip) as i8);
            }
        }
    }
}

/// Copies the whole squares of four columns, which come at `index` times four in the panel, and returns how many groups they are.
fn pack_squares(columns: &[u8], k: usize, flip: u8, panel: &mut [PackedGroup], index: usize) -> usize {
    let squares = if columns.len() == SQUARE * k { k / (SQUARE * SQUARE) } else { 0 };
    let flip = u32::from_ne_bytes([flip; SQUARE]);
    let mut rows = [[].as_slice(); SQUARE];
    for (row, column) in rows.iter_mut().zip(columns.chunks(k)) {
        *row = &column.as_chunks().0.as_chunks().0[..squares];
    }
    let (groups, _) = panel.as_chunks_mut::<SQUARE>();
    for (at, groups) in groups[..squares].iter_mut().enumerate() {
        let words: [[u32; SQUARE]; SQUARE] = rows.map(|row| row[at].map(|word| u32::from_ne_bytes(word) ^ flip));
        for (group, to) in groups.iter_mut().enumerate() {
            to.0.as_chunks_mut().0[index] = words.map(|row| row[group].to_ne_bytes().map(|byte| byte as i8));
        }
    }
    SQUARE * squares
}
