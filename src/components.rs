//! Connected components: which pixels of a page touch each other.
//!
//! Thread-safe. Scratch memory is kept from call to call, so that calls with no more content than before allocate nothing; a
//! page with more than 32 MiB of it gives it back.
//!
//! @code{.c}
//! const uint8_t page[3 * 5] = {1, 1, 0, 0, 1, // three groups of ink, two of which touch at a corner
//!                              0, 0, 1, 0, 0,
//!                              0, 0, 1, 0, 0};
//! ScipixImage src;
//! ScipixComponent components[8];
//! uint32_t labels[3 * 5];
//! size_t count;
//! ScipixStatus status = scipix_image_view(page, sizeof page, 5, 3, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &src);
//! if (status == SCIPIX_STATUS_OK) {
//!   status = scipix_image_components(&src, SCIPIX_CONNECTIVITY_EIGHT, labels, 0, components, 8, &count);
//! }
//! assert(status == SCIPIX_STATUS_OK && count == 2 && components[0].area == 4 && labels[4] == 2);
//! @endcode

use super::guard::guard;
use super::pixel_format::ScipixImage;
use super::scratch::{CachedScratch, Scratch};
use super::status::ScipixStatus;
use scipix_core::base::error::{Result, fail};
use scipix_core::image::components::{Component, ComponentScratch, Connectivity, LabelsMut, connected_components};

/// Number of the neighbours of a pixel that touch it.
pub type ScipixConnectivity = i32;
/// The pixels to the left, to the right, above and below.
pub const SCIPIX_CONNECTIVITY_FOUR: ScipixConnectivity = 4;
/// The diagonal neighbours too.
pub const SCIPIX_CONNECTIVITY_EIGHT: ScipixConnectivity = 8;

/// Bounding box and area of a component.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixComponent {
    /// Leftmost column.
    pub x: u32,
    /// Top row.
    pub y: u32,
    /// Columns of the box.
    pub width: u32,
    /// Rows of the box.
    pub height: u32,
    /// Number of pixels.
    pub area: u64,
}

impl From<Component> for ScipixComponent {
    fn from(Component { x, y, width, height, area }: Component) -> Self {
        Self { x, y, width, height, area }
    }
}

impl Scratch for ComponentScratch {
    fn bytes(&self) -> usize {
        ComponentScratch::bytes(self)
    }
}

static SCRATCH: CachedScratch<ComponentScratch> = CachedScratch::new();

/// Labels from one row to the next, and the number of labels that are written to.
fn labels_shape(stride: usize, width: usize, height: usize) -> Result<(usize, usize)> {
    if !stride.is_multiple_of(size_of::<u32>()) {
        fail!(InvalidArgument, "labels_stride: {stride} is not a multiple of 4 bytes");
    }
    let row = if stride == 0 { width } else { stride / size_of::<u32>() };
    if row < width {
        fail!(InvalidArgument, "labels_stride: {stride} is shorter than a row of {width} labels");
    }
    let len = row.checked_mul(height - 1).and_then(|rows| rows.checked_add(width));
    match len.filter(|&len| len <= isize::MAX as usize / size_of::<u32>()) {
        Some(len) => Ok((row, len)),
        None => fail!(Overflow, "out_labels: {height} rows of {stride} bytes exceed the address space"),
    }
}

/// Finds the connected components of the black pixels of a BIT1 image, or of the pixels of a GRAY8 image that are not 0:
/// the partition of OpenCV's connectedComponentsWithStats. Components come in the order of their first pixels, from top to
/// bottom and left to right; the pixels of component `i` get label `i + 1`, all others 0. @threadsafe
///
/// @param src             GRAY8 or BIT1
/// @param connectivity    a `SCIPIX_CONNECTIVITY_*`
/// @param out_labels      NULL, or receives a label for each pixel, row by row
/// @param labels_stride   bytes from one row of labels to the next, a multiple of 4; 0: no gaps
/// @param out_components  NULL, or receives boxes and areas
/// @param cap             components that fit at `out_components`
/// @param out_len         receives the number of components
/// @return OK; SIZE_MISMATCH where `out_components` is given and there are more than `cap`: then `out_len` has their
///         number, and nothing else is written; UNSUPPORTED for other formats and sides above 2^24. No result may overlap
///         `src` or another
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_image_components(
    src: *const ScipixImage,
    connectivity: ScipixConnectivity,
    out_labels: *mut u32,
    labels_stride: usize,
    out_components: *mut ScipixComponent,
    cap: usize,
    out_len: *mut usize,
) -> ScipixStatus {
    guard(|law| {
        let src = law.checked(src, "src")?;
        let connectivity = match connectivity {
            SCIPIX_CONNECTIVITY_FOUR => Connectivity::Four,
            SCIPIX_CONNECTIVITY_EIGHT => Connectivity::Eight,
            other => fail!(InvalidArgument, "connectivity: is {other}, must be 4 or 8"),
        };
        let (row, labels_len) = match out_labels.is_null() {
            true => (0, 0),
            false => labels_shape(labels_stride, src.geometry.width, src.geometry.height)?,
        };
        let cap = if out_components.is_null() { 0 } else { cap };
        let labels_span = ("out_labels", out_labels.cast_const().cast(), labels_len * size_of::<u32>());
        let room = law.out_list((out_components, cap, "out_components"), out_len, &[labels_span])?;
        let results = [
            (out_labels.cast::<u8>(), labels_len * size_of::<u32>(), "out_labels"),
            (out_components.cast(), cap * size_of::<ScipixComponent>(), "out_components"),
            (out_len.cast(), size_of::<usize>(), "out_len"),
        ];
        for (at, bytes, name) in results.into_iter().filter(|(_, bytes, _)| *bytes > 0) {
            src.check_disjoint_from(at, bytes, name)?;
        }
        let labels = law.slice_mut(out_labels, labels_len, "out_labels")?;
        SCRATCH.with(|scratch| {
            let components = connected_components(law.view(src), connectivity, None, scratch)?;
            match out_components.is_null() {
                true => room.write_len(components.len()),
                false => room.write(components.iter().map(|&component| component.into()))?,
            }
            match labels.is_empty() {
                true => Ok(()),
                false => scratch.write_labels(LabelsMut { data: labels, stride: row }),
            }
        })
    })
}
