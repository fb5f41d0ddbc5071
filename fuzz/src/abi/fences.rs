//! Memory between pages that nothing may touch.

use std::ptr::null_mut;

/// Arguments of a call, at most.
const SLOTS: usize = 32;
/// Bytes of an argument, at most, with the canary before it.
const SLOT: usize = 1 << 17;
/// Bytes before an argument that must stay.
const LEAD: usize = 64;
/// Their content.
const CANARY: u8 = 0xc3;

/// Slots of memory, each with an inaccessible page behind it.
pub struct Fences {
    memory: *mut u8,
    page: usize,
    /// The bytes of each slot in use.
    used: Vec<usize>,
}

impl Fences {
    /// Maps the memory.
    pub fn new() -> Self {
        // SAFETY: asks for a constant.
        let page = unsafe { libc::sysconf(libc::_SC_PAGESIZE) } as usize;
        let (read_write, anonymous) = (libc::PROT_READ | libc::PROT_WRITE, libc::MAP_PRIVATE | libc::MAP_ANONYMOUS);
        // SAFETY: a new mapping, of nothing that exists.
        let memory = unsafe { libc::mmap(null_mut(), SLOTS * (SLOT + page), read_write, anonymous, -1, 0) };
        assert!(memory != libc::MAP_FAILED, "no memory for fences");
        let fences = Self { memory: memory.cast(), page, used: Vec::new() };
        for slot in 0..SLOTS {
            // SAFETY: a page of the mapping, which nobody has a pointer to.
            let closed = unsafe { libc::mprotect(fences.end(slot).cast(), page, libc::PROT_NONE) };
            assert_eq!(closed, 0, "a page stays open");
        }
        fences
    }

    /// The inaccessible page of a slot.
    fn end(&self, slot: usize) -> *mut u8 {
        self.memory.wrapping_add(slot * (SLOT + self.page) + SLOT)
    }

    /// Frees all slots.
    pub fn clear(&mut self) {
        self.used.clear();
    }

    /// Copies bytes to the next slot, right before its end as far as `align` allows.
    pub fn place(&mut self, bytes: &[u8], align: usize) -> *mut u8 {
        let reach = bytes.len().next_multiple_of(align);
        assert!(self.used.len() < SLOTS && reach + LEAD <= SLOT, "{} bytes", bytes.len());
        let data = self.end(self.used.len()).wrapping_sub(reach);
        self.used.push(reach);
        // SAFETY: `LEAD + reach` bytes before the end of the slot lie in it, and `bytes` is elsewhere.
        unsafe {
            data.sub(LEAD).write_bytes(CANARY, LEAD);
            data.copy_from_nonoverlapping(bytes.as_ptr(), bytes.len());
        }
        data
    }

    /// Fails where something was written before an argument.
    pub fn check(&self) {
        for (slot, reach) in self.used.iter().enumerate() {
            // SAFETY: `place` wrote these bytes.
            let lead = unsafe { std::slice::from_raw_parts(self.end(slot).sub(reach + LEAD), LEAD) };
            assert!(lead.iter().all(|&byte| byte == CANARY), "written before argument {slot}");
        }
    }
}

impl Drop for Fences {
    fn drop(&mut self) {
        // SAFETY: the mapping of `new`; its thread ends, and pointers into it last no longer than a call.
        unsafe { libc::munmap(self.memory.cast(), SLOTS * (SLOT + self.page)) };
    }
}
