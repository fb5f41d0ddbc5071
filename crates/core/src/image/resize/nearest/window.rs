//! Tables for picking eight bytes of the result from 16 of the source.

use crate::base::error::{Result, try_zeroed};
use crate::image::row_source::RowSource;
use crate::simd::each_block_of;
use crate::split::RowsMut;

/// Eight bytes of the result and their places within 16 bytes of the source.
#[derive(Clone, Copy, Debug, Default)]
pub struct PickWindow {
    /// The first of the 16 bytes, all of which lie within the row.
    pub base: u32,
    pub places: [u8; Self::LEN],
}

impl PickWindow {
    pub const LEN: usize = 8;
    const BYTES: usize = 16;

    /// The windows of a row, of which the last ends with it. There are none where neighbouring pixels lie too far apart or
    /// either row is too short.
    pub fn for_row(columns: &[usize], channels: usize, row_bytes: usize) -> Result<Vec<PickWindow>> {
        let len = columns.len().saturating_mul(channels);
        let (Some(last), Some(last_begin)) = (row_bytes.checked_sub(Self::BYTES), len.checked_sub(Self::LEN)) else {
            return Ok(Vec::new());
        };
        if u32::try_from(last).is_err() {
            return Ok(Vec::new());
        }
        let mut windows: Vec<PickWindow> = try_zeroed(len.div_ceil(Self::LEN), "resize: tables")?;
        for (index, window) in windows.iter_mut().enumerate() {
            let begin = (index * Self::LEN).min(last_begin);
            let (mut pixel, mut channel) = (begin / channels, begin % channels);
            // From the pixel's first byte: the next pixel may repeat the same one of the source.
            window.base = (columns[pixel] * channels).min(last) as u32;
            for place in &mut window.places {
                match columns[pixel] * channels + channel - window.base as usize {
                    within @ ..Self::BYTES => *place = within as u8,
                    _ => return Ok(Vec::new()),
                }
                channel += 1;
                if channel == channels {
                    (pixel, channel) = (pixel + 1, 0);
                }
            }
        }
        Ok(windows)
    }
}

/// Rows of the result, and what they are picked from.
pub struct PickStrip<'a> {
    pub src: &'a mut dyn RowSource,
    /// The row of the source that becomes each row.
    pub rows: &'a [usize],
    pub windows: &'a [PickWindow],
    pub dst: RowsMut<'a>,
}

impl PickStrip<'_> {
    /// Writes `pick` of each window of each row to its bytes. The last window ends with the row, over bytes already written.
    #[inline(always)]
    pub fn make(self, pick: impl Fn(&[u8], &PickWindow) -> [u8; PickWindow::LEN]) {
        let Self { src, rows, windows, mut dst } = self;
        for (index, &y) in rows.iter().enumerate() {
            let src = src.row(y);
            each_block_of(windows.iter(), || windows.last(), dst.row(index), |window, dst| *dst = pick(src, window));
        }
    }
}
