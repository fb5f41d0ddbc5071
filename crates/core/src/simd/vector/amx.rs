//! AMX: tiles of sixteen rows of 64 bytes, and products of bytes. Stable Rust has neither the intrinsics nor the detection, so
//! both are written here in assembly.
//!
//! The processor's announcement is not enough: Linux keeps tile state only for processes that ask for it, and some virtual
//! machines announce AMX and do not run it. So the kernel is asked, and one small product is checked, before it is used.

use std::arch::asm;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicU8, Ordering::Relaxed};

/// The number of rows of a tile.
pub const ROWS: usize = 16;
/// The bytes of a tile row.
pub const ROW_BYTES: usize = 64;

/// The operand of `LDTILECFG`: palette 1, eight tiles of full size.
#[repr(C, align(64))]
struct Palette {
    palette: u8,
    start_row: u8,
    reserved: [u8; 14],
    row_bytes: [u16; 16],
    rows: [u8; 16],
}

static PALETTE: Palette = {
    let (mut row_bytes, mut rows) = ([0; 16], [0; 16]);
    let mut tile = 0;
    while tile < 8 {
        row_bytes[tile] = ROW_BYTES as u16;
        rows[tile] = ROWS as u8;
        tile += 1;
    }
    Palette { palette: 1, start_row: 0, reserved: [0; 14], row_bytes, rows }
};

/// The eight configured tiles of this thread. Dropping it releases them, so that thread switches stay cheap.
pub struct Tiles {
    /// Tiles belong to a thread.
    _thread: PhantomData<*mut ()>,
}

impl Tiles {
    /// Configures them.
    ///
    /// # Safety
    /// The processor has AMX tiles and the kernel lets this process use them.
    pub unsafe fn configure() -> Self {
        // SAFETY: the palette is 64 bytes, and the caller promises that the processor has the instruction.
        unsafe { asm!("ldtilecfg [{}]", in(reg) &raw const PALETTE, options(nostack, readonly, preserves_flags)) };
        Self { _thread: PhantomData }
    }
}

impl Drop for Tiles {
    fn drop(&mut self) {
        // SAFETY: tiles were configured on this thread, which this type does not leave.
        unsafe { asm!("tilerelease", options(nostack, nomem, preserves_flags)) };
    }
}

/// Returns whether tiles of bytes can be used: the kernel allows it and a product comes out right. The processor and the
/// operating system must have announced AMX-INT8. The answer is kept; threads do not wait for each other to find it.
pub fn works() -> bool {
    const UNKNOWN: u8 = 0;
    const NO: u8 = 1;
    const YES: u8 = 2;
    static FOUND: AtomicU8 = AtomicU8::new(UNKNOWN);
    if FOUND.load(Relaxed) == UNKNOWN {
        // SAFETY: the kernel has just said that this process may use tiles.
        let found = permitted() && unsafe { multiplies() };
        FOUND.store(if found { YES } else { NO }, Relaxed);
    }
    FOUND.load(Relaxed) == YES
}

/// Asks the kernel for tile state, for every thread of this process and for its children.
#[cfg(target_os = "linux")]
fn permitted() -> bool {
    const ARCH_REQ_XCOMP_PERM: libc::c_int = 0x1023;
    const XFEATURE_XTILEDATA: libc::c_ulong = 18;
    // SAFETY: arch_prctl with this code takes a number and touches no memory of ours.
    unsafe { libc::syscall(libc::SYS_arch_prctl, ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA) == 0 }
}

#[cfg(not(target_os = "linux"))]
fn permitted() -> bool {
    false
}

/// Returns whether one product of tiles, which includes the extreme bytes, is right.
///
/// # Safety
/// The kernel lets this process use tiles, which the processor announces.
unsafe fn multiplies() -> bool {
    let mut rows = [[0u8; ROW_BYTES]; ROWS];
    let mut columns = [[0u8; ROW_BYTES]; ROWS];
    for at in 0..ROWS * ROW_BYTES {
        rows[at / ROW_BYTES][at % ROW_BYTES] = (255 - at * 7 % 256) as u8;
        columns[at / ROW_BYTES][at % ROW_BYTES] = (at * 13 + 0x80) as u8;
    }
    let mut sums = [[0i32; ROWS]; ROWS];
    // SAFETY: promised by the caller.
    let tiles = unsafe { Tiles::configure() };
    // SAFETY: the tiles are configured; each array is sixteen rows of 64 bytes.
    unsafe {
        asm!(
            "tilezero tmm0",
            "tileloadd tmm1, [{rows} + {stride}]",
            "tileloadd tmm2, [{columns} + {stride}]",
            "tdpbusd tmm0, tmm1, tmm2",
            "tilestored [{sums} + {stride}], tmm0",
            rows = in(reg) rows.as_ptr(),
            columns = in(reg) columns.as_ptr(),
            sums = in(reg) sums.as_mut_ptr(),
            stride = in(reg) ROW_BYTES,
            out("tmm0") _, out("tmm1") _, out("tmm2") _,
            options(nostack, preserves_flags),
        );
    }
    drop(tiles);
    let expected = |row: usize, column: usize| -> i32 {
        let of = |l: usize| i32::from(rows[row][l]) * i32::from(columns[l / 4][4 * column + l % 4] as i8);
        (0..ROW_BYTES).map(of).sum()
    };
    (0..ROWS * ROWS).all(|at| sums[at / ROWS][at % ROWS] == expected(at / ROWS, at % ROWS))
}
