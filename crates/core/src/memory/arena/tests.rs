use super::chunks::POISON;
use super::*;
use crate::base::error::ErrorKind;

fn kind<T>(result: Result<T>) -> ErrorKind {
    result.err().expect("an error").kind()
}

#[test]
fn addresses_are_aligned_and_blocks_stay() {
    let arena = Arena::new(100, 0).unwrap();
    let mut blocks = Vec::new();
    for i in 0..300usize {
        let align = 1 << (i % 13);
        let block = arena.alloc(i * 7 % 500, align).unwrap();
        assert_eq!(block.as_ptr().addr() % align, 0);
        block.fill(MaybeUninit::new(i as u8));
        blocks.push(block);
    }
    for (i, block) in blocks.iter().enumerate() {
        // SAFETY: filled above.
        assert!(block.iter().all(|byte| unsafe { byte.assume_init() } == i as u8));
    }
    assert!(arena.usage() <= arena.capacity());
}

#[test]
fn no_bytes_have_an_address() {
    let arena = Arena::new(0, 0).unwrap();
    assert_eq!(arena.alloc(0, MAX_ALIGN).unwrap().len(), 0);
    assert_eq!((arena.usage(), arena.capacity()), (0, 0));
}

#[test]
fn reset_keeps_capacity_and_uses_it_again() {
    let mut arena = Arena::new(1000, 0).unwrap();
    let run = |arena: &Arena| (0..1000).for_each(|_| arena.alloc(1000, 8).unwrap().fill(MaybeUninit::new(1)));
    run(&arena);
    let capacity = arena.capacity();
    for _ in 0..3 {
        arena.reset();
        assert_eq!((arena.usage(), arena.capacity()), (0, capacity));
        run(&arena);
    }
    assert_eq!(arena.capacity(), capacity);
}

#[test]
fn marks_come_back_and_foreign_or_passed_ones_are_refused() {
    let mut arena = Arena::new(0, 0).unwrap();
    let empty = arena.mark();
    arena.alloc(100, 1).unwrap();
    let early = arena.mark();
    arena.alloc(1 << 20, 1).unwrap();
    let late = arena.mark();
    arena.alloc(5, 1).unwrap();
    arena.rewind(late).unwrap();
    assert_eq!(arena.usage(), 100 + (1 << 20));
    arena.rewind(early).unwrap();
    assert_eq!(arena.usage(), 100);
    assert_eq!(kind(arena.rewind(late)), ErrorKind::InvalidArgument);
    arena.rewind(empty).unwrap();
    assert_eq!(arena.usage(), 0);
    assert_eq!(kind(arena.rewind(early)), ErrorKind::InvalidArgument);
    assert_eq!(kind(Arena::new(0, 0).unwrap().rewind(empty)), ErrorKind::WrongOwner);
}

#[test]
fn the_limit_holds_and_idle_chunks_do_not_stand_in_the_way() {
    let mut arena = Arena::new(1000, 10_000).unwrap();
    for _ in 0..10 {
        arena.alloc(1000, 1).unwrap();
    }
    assert_eq!(kind(arena.alloc(1, 1)), ErrorKind::OutOfMemory);
    assert_eq!((arena.usage(), arena.capacity()), (10_000, 10_000));
    arena.reset();
    arena.alloc(9000, 1).unwrap();
    assert!(arena.capacity() <= 10_000);
    assert_eq!(kind(arena.alloc(9000, 1)), ErrorKind::OutOfMemory);
    let mut arena = Arena::new(1000, 100_000).unwrap();
    for _ in 0..90 {
        arena.alloc(1000, 1).unwrap();
    }
    arena.reset();
    arena.alloc(90_000, 1).unwrap();
    assert_eq!(kind(Arena::new(2, 1)), ErrorKind::InvalidArgument);
}

#[test]
fn odd_arguments_are_refused() {
    let arena = Arena::new(100, 0).unwrap();
    for align in [0, 3, 2 * MAX_ALIGN] {
        assert_eq!(kind(arena.alloc(1, align)), ErrorKind::InvalidArgument);
    }
    assert_eq!(kind(arena.alloc(usize::MAX, 1)), ErrorKind::Overflow);
    assert_eq!(kind(arena.alloc(isize::MAX as usize / 2, 1)), ErrorKind::OutOfMemory);
    assert_eq!(kind(Arena::new(usize::MAX, 0)), ErrorKind::Overflow);
    assert_eq!(arena.usage(), 0);
}

#[cfg(debug_assertions)]
#[test]
fn rewound_memory_is_poisoned() {
    let mut arena = Arena::new(100, 0).unwrap();
    let mark = arena.mark();
    let block = arena.alloc(10, 1).unwrap();
    block.fill(MaybeUninit::new(1));
    arena.rewind(mark).unwrap();
    let again = arena.alloc(10, 1).unwrap();
    // SAFETY: the same memory, filled when it was rewound.
    assert!(again.iter().all(|byte| unsafe { byte.assume_init() } == POISON));
}

/// Usage and capacity before and after a block that there is no room for.
fn refused(arena: &Arena, size: usize) {
    let before = (arena.usage(), arena.capacity());
    assert_eq!(kind(arena.alloc(size, 1)), ErrorKind::OutOfMemory);
    assert_eq!((arena.usage(), arena.capacity()), before, "a failed allocation changes nothing");
}

#[test]
fn small_blocks_go_on_in_the_chunk_that_has_room() {
    let arena = Arena::new(0, 1_114_112).unwrap();
    arena.alloc(10, 1).unwrap();
    arena.alloc(1 << 20, 1).unwrap();
    arena.alloc(10, 1).unwrap();
    arena.alloc((64 << 10) - 20, 1).unwrap();
    assert_eq!((arena.usage(), arena.capacity()), (1_114_112, 1_114_112), "every byte can be used");
    refused(&arena, 1);
}

#[test]
fn a_large_block_does_not_set_the_size_of_the_next_chunk() {
    let arena = Arena::new(0, 0).unwrap();
    arena.alloc(1000, 8).unwrap();
    arena.alloc(40 << 20, 8).unwrap();
    arena.alloc(1000, 8).unwrap();
    assert_eq!(arena.capacity(), (64 << 10) + (40 << 20));
    arena.alloc(64 << 10, 8).unwrap();
    assert!(arena.capacity() < 41 << 20, "{}", arena.capacity());
}

#[test]
fn blocks_of_one_size_need_few_chunks() {
    let arena = Arena::new(0, 0).unwrap();
    (0..1000).for_each(|_| arena.alloc(100_000, 8).map(|_| ()).unwrap());
    assert!(arena.chunks.borrow().count() < 16, "{}", arena.chunks.borrow().count());
    assert!(arena.capacity() < 220_000_000, "{}", arena.capacity());
}

#[test]
fn room_that_was_passed_over_is_used_when_nothing_else_is_left() {
    let arena = Arena::new(0, 200_000).unwrap();
    arena.alloc(10, 1).unwrap();
    arena.alloc(100_000, 1).unwrap();
    arena.alloc(34_000, 1).unwrap();
    let mut small = 0;
    while arena.alloc(100, 1).is_ok() {
        small += 1;
    }
    assert!(arena.usage() + 200 > 200_000, "{small} blocks, {} bytes used", arena.usage());
}

#[test]
fn a_block_that_no_limit_allows_changes_nothing() {
    let mut arena = Arena::new(128, 10_000).unwrap();
    (0..9).for_each(|_| arena.alloc(1000, 1).map(|_| ()).unwrap());
    arena.reset();
    assert_eq!(arena.capacity(), 10_000);
    refused(&arena, 10_001);
    refused(&arena, 9_990);
}

#[test]
fn a_mark_that_was_rewound_past_stays_refused() {
    let mut arena = Arena::new(1 << 12, 0).unwrap();
    arena.alloc(100, 1).unwrap();
    let early = arena.mark();
    arena.alloc(100, 1).unwrap();
    let passed = arena.mark();
    arena.rewind(early).unwrap();
    arena.alloc(500, 1).unwrap();
    let later = arena.mark();
    assert_eq!(kind(arena.rewind(passed)), ErrorKind::InvalidArgument);
    assert_eq!(arena.usage(), 600, "nothing was given up");
    arena.alloc(10, 1).unwrap();
    arena.rewind(later).unwrap();
    arena.rewind(early).unwrap();
    arena.rewind(early).unwrap();
    for mark in [later, passed, ArenaMark { usage: 1 << 40, ..early }] {
        assert_eq!(kind(arena.rewind(mark)), ErrorKind::InvalidArgument);
    }
}

#[test]
fn a_number_that_no_mark_ever_had_is_refused() {
    let mut arena = Arena::new(0, 0).unwrap();
    arena.alloc(10, 1).unwrap();
    arena.alloc(1 << 20, 1).unwrap();
    let mark = arena.mark();
    // Inside the large block, which has a chunk of its own.
    for usage in [11, 5000, 1 << 20] {
        assert_eq!(kind(arena.rewind(ArenaMark { usage, ..mark })), ErrorKind::InvalidArgument, "{usage}");
    }
    arena.rewind(ArenaMark { usage: 10, ..mark }).unwrap();
    assert_eq!(arena.usage(), 10);
}

#[test]
fn slices_hold_what_they_were_made_with() {
    let arena = Arena::new(0, 0).unwrap();
    let squares = arena.alloc_slice_with(100, |i| i * i).unwrap();
    let (sevens, copy) = (arena.alloc_slice(9, 7u8).unwrap(), arena.alloc_slice_copy(squares).unwrap());
    assert!(squares.iter().enumerate().all(|(i, &square)| square == i * i));
    assert_eq!((&*sevens, &*copy), (&[7; 9][..], &*squares));
    assert!(arena.alloc_slice_with(0, |_| 0u64).unwrap().is_empty());
}

#[test]
fn marks_agree_with_a_model_that_forgets_nothing() {
    let mut arena = Arena::new(0, 0).unwrap();
    // Marks, and whether each is still good.
    let mut marks: Vec<(ArenaMark, bool)> = Vec::new();
    let mut state = 1u64;
    let mut random = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) % below
    };
    for _ in 0..20_000 {
        match random(10) {
            0..4 => {
                let most = if random(40) == 0 { 300_000 } else { 700 };
                arena.alloc(random(most) as usize, 8).unwrap();
            }
            4..6 => marks.push((arena.mark(), true)),
            _ if marks.is_empty() => {}
            step => {
                let at = random(marks.len() as u64) as usize;
                let (mark, good) = marks[at];
                assert_eq!(arena.rewind(mark).is_ok(), good, "{mark:?}");
                if good {
                    assert_eq!(arena.usage() as u64, mark.usage);
                    marks.iter_mut().for_each(|(other, good)| *good &= other.usage <= mark.usage);
                }
                if step == 9 {
                    marks.swap_remove(random(marks.len() as u64) as usize);
                }
            }
        }
    }
    assert!(marks.iter().any(|(_, good)| !good));
}
