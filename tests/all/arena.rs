//! Arenas of the C ABI against a list of blocks and what was written into them.

use crate::random::Random;
use capi::arena::*;
use capi::status::*;
use std::ptr::null_mut;

struct Block {
    start: *mut u8,
    len: usize,
    fill: u8,
}

struct Program {
    arena: *mut ScipixArena,
    max_bytes: usize,
    blocks: Vec<Block>,
    /// A mark, how many blocks there were, and the usage.
    marks: Vec<(ScipixArenaMark, usize, usize)>,
}

fn usage(arena: *const ScipixArena) -> usize {
    // SAFETY: a live arena.
    unsafe { scipix_arena_usage(arena) }
}

impl Program {
    fn new(random: &Random) -> Self {
        let max_bytes = random.below(3) * random.below(300_000);
        let capacity = random.below(1 + if max_bytes == 0 { 100_000 } else { max_bytes });
        let mut arena = null_mut();
        // SAFETY: a live place.
        assert_eq!(unsafe { scipix_arena_new(capacity, max_bytes, &mut arena) }, SCIPIX_STATUS_OK);
        // SAFETY: a live arena.
        assert_eq!(unsafe { scipix_arena_capacity(arena) }, capacity);
        Self { arena, max_bytes, blocks: Vec::new(), marks: Vec::new() }
    }

    fn alloc(&mut self, len: usize, align: usize, fill: u8) {
        let before = usage(self.arena);
        let mut block = null_mut();
        // SAFETY: a live arena and place.
        let status = unsafe { scipix_arena_alloc(self.arena, len, align, &mut block) };
        if status == SCIPIX_STATUS_OUT_OF_MEMORY {
            assert!(self.max_bytes > 0 && block.is_null());
            assert_eq!(usage(self.arena), before);
            return;
        }
        assert_eq!(status, SCIPIX_STATUS_OK);
        self.keep(block.cast(), len, align, fill);
    }

    /// The bump as a caller's inline code does it.
    fn bump(&mut self, len: usize, align: usize, fill: u8) {
        // SAFETY: a live arena, whose cursor nobody else uses now.
        let cursor = unsafe { &mut *scipix_arena_cursor(self.arena) };
        let padding = cursor.cur.addr().wrapping_neg() & (align - 1);
        if cursor.end.addr() - cursor.cur.addr() < padding + len {
            return self.alloc(len, align, fill);
        }
        let block = cursor.cur.wrapping_add(padding);
        cursor.cur = block.wrapping_add(len);
        self.keep(block, len, align, fill);
    }

    fn keep(&mut self, start: *mut u8, len: usize, align: usize, fill: u8) {
        assert!(!start.is_null() && start.addr().is_multiple_of(align));
        let apart =
            |other: &Block| start.addr() + len <= other.start.addr() || other.start.addr() + other.len <= start.addr();
        assert!(len == 0 || self.blocks.iter().all(|other| other.len == 0 || apart(other)), "blocks overlap");
        // SAFETY: the block is ours.
        unsafe { start.write_bytes(fill, len) };
        self.blocks.push(Block { start, len, fill });
    }

    fn mark(&mut self) {
        let mut mark = ScipixArenaMark { opaque: [0; 2] };
        // SAFETY: a live arena and place.
        assert_eq!(unsafe { scipix_arena_mark(self.arena, &mut mark) }, SCIPIX_STATUS_OK);
        self.marks.push((mark, self.blocks.len(), usage(self.arena)));
    }

    fn rewind(&mut self, at: usize) {
        self.check();
        let (mark, blocks, used) = self.marks[at];
        // SAFETY: a live arena and mark; the blocks behind it are given up.
        assert_eq!(unsafe { scipix_arena_rewind(self.arena, &mark) }, SCIPIX_STATUS_OK);
        assert_eq!(usage(self.arena), used);
        self.blocks.truncate(blocks);
        self.marks.truncate(at + 1);
    }

    fn reset(&mut self) {
        self.check();
        // SAFETY: a live arena.
        let capacity = unsafe { scipix_arena_capacity(self.arena) };
        // SAFETY: a live arena; its blocks are given up.
        assert_eq!(unsafe { scipix_arena_reset(self.arena) }, SCIPIX_STATUS_OK);
        // SAFETY: a live arena.
        assert_eq!((usage(self.arena), unsafe { scipix_arena_capacity(self.arena) }), (0, capacity));
        self.blocks.clear();
        self.marks.clear();
    }

    /// Every block still holds what was written into it.
    fn check(&self) {
        for block in &self.blocks {
            // SAFETY: the block is ours, and was written whole.
            let bytes = unsafe { std::slice::from_raw_parts(block.start, block.len) };
            assert!(bytes.iter().all(|&byte| byte == block.fill));
        }
        let sum: usize = self.blocks.iter().map(|block| block.len).sum();
        // SAFETY: a live arena.
        let capacity = unsafe { scipix_arena_capacity(self.arena) };
        assert!(sum <= usage(self.arena) && usage(self.arena) <= capacity);
        assert!(self.max_bytes == 0 || capacity <= self.max_bytes);
    }
}

#[test]
fn random_programs_agree_with_a_list() {
    for seed in 0..300 {
        let random = &Random::new(seed);
        let mut program = Program::new(random);
        for _ in 0..400 {
            let len = random.below([16, 300, 40_000][random.below(3)]);
            let align = 1 << random.below(13);
            match random.below(100) {
                0..45 => program.alloc(len, align, random.next() as u8),
                45..85 => program.bump(len, align, random.next() as u8),
                85..92 => program.mark(),
                92..98 if !program.marks.is_empty() => program.rewind(random.below(program.marks.len())),
                98 => program.reset(),
                _ => program.check(),
            }
        }
        program.check();
        // SAFETY: a live arena.
        assert_eq!(unsafe { scipix_arena_free(program.arena) }, SCIPIX_STATUS_OK);
    }
}
