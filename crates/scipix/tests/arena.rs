//! Arenas as a Rust program uses them.

use scipix::ErrorKind;
use scipix::arena::Arena;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

#[test]
fn blocks_of_all_types_are_aligned_and_stay() {
    #[derive(Clone, Copy, Debug, PartialEq)]
    #[repr(align(128))]
    struct Wide(u8);

    let arena = Arena::with_capacity(256);
    let mut floats: Vec<&mut [f32]> = Vec::new();
    for round in 0..100u8 {
        let byte = arena.alloc(round).unwrap();
        let wide = arena.alloc(Wide(round)).unwrap();
        floats.push(arena.alloc_slice(usize::from(round), f32::from(round)).unwrap());
        assert_eq!((*byte, *wide, (&raw const *wide).addr() % 128), (round, Wide(round), 0));
    }
    for (round, block) in floats.iter_mut().enumerate() {
        assert_eq!(block.len(), round);
        assert!(block.iter().all(|&x| x == round as f32));
        block.fill(-1.0);
    }
    assert!(floats.iter().all(|block| block.iter().all(|&x| x == -1.0)));
    assert!(arena.used() > 100 * 101 / 2 * 4 && arena.used() <= arena.capacity());
}

#[test]
fn copies_texts_and_computed_slices() {
    let arena = Arena::new();
    assert_eq!(arena.alloc_slice_copy(&[1u16, 2, 3]).unwrap(), [1, 2, 3]);
    let text = arena.alloc_str("größe").unwrap();
    text.make_ascii_uppercase();
    assert_eq!(text, "GRößE");
    // The closure allocates, too, while the slice around it is being made.
    let rows: &mut [&[usize]] =
        arena.alloc_slice_with(5, |row| &*arena.alloc_slice_with(row, |column| row * column).unwrap()).unwrap();
    assert_eq!(rows, [&[][..], &[0], &[0, 2], &[0, 3, 6], &[0, 4, 8, 12]]);
    assert_eq!(arena.alloc_slice::<u64>(0, 1).unwrap(), []);
    assert_eq!(arena.alloc_slice(1_000_000, ()).unwrap().len(), 1_000_000);
    assert_eq!(arena.alloc_str("").unwrap(), "");
}

#[test]
fn reset_keeps_the_memory_and_uses_it_again() {
    let mut arena = Arena::with_capacity(1 << 16);
    let address = arena.alloc_slice(100, 1u8).unwrap().as_ptr().addr();
    let capacity = arena.capacity();
    for _ in 0..1000 {
        arena.reset();
        assert_eq!(arena.used(), 0);
        let block = arena.alloc_slice(1 << 15, 0u8).unwrap();
        assert_eq!(block.as_ptr().addr(), address);
    }
    assert_eq!(arena.capacity(), capacity);
}

#[test]
fn scopes_give_up_their_own_blocks_only() {
    let mut arena = Arena::with_capacity(1 << 12);
    let used = arena.scope(|outer| {
        let kept = outer.alloc_slice(10, 7u32).unwrap();
        let mut addresses = Vec::new();
        for round in 0..50u32 {
            outer.scope(|inner| {
                let scratch = inner.alloc_slice_with(2000, |i| i as u32).unwrap();
                let text = inner.alloc_str("scratch").unwrap();
                addresses.push((text.as_ptr().addr(), scratch.as_ptr().addr()));
                kept[0] = kept[0].max(scratch[1999]) + round;
                inner.scope(|innermost| assert_eq!(*innermost.alloc(1).unwrap(), 1));
                assert_eq!(inner.alloc_slice_copy(&[5u8; 3]).unwrap(), [5; 3]);
            });
        }
        addresses.dedup();
        // The first round may have needed a new chunk.
        assert!(addresses.len() <= 2, "{addresses:?}");
        assert!(kept[1..].iter().all(|&value| value == 7));
        kept[0]
    });
    assert_eq!((used, arena.used()), ((0..50).fold(7u32, |value, round| value.max(1999) + round), 0));
}

#[test]
fn a_scope_that_panics_is_given_up_too() {
    let mut arena = Arena::with_capacity(1 << 12);
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        arena.scope(|scope| {
            scope.alloc_slice(1000, 1u8).unwrap();
            panic!("on purpose");
        })
    }));
    assert!(panicked.is_err());
    assert_eq!(arena.used(), 0);
    assert!(arena.alloc(1).is_ok());
}

#[test]
fn limits_and_impossible_sizes_are_errors() {
    let arena = Arena::with_limit(100, 1000).unwrap();
    let error = arena.alloc_slice(1001, 0u8).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutOfMemory);
    assert!(error.to_string().contains("max_bytes is 1000"), "{error}");
    assert!(arena.alloc_slice(90, 0u8).is_ok(), "a failed allocation takes nothing");
    for error in [arena.alloc_slice(usize::MAX, 0u8).unwrap_err(), arena.alloc_slice(usize::MAX / 2, 0u64).unwrap_err()]
    {
        assert_eq!(error.kind(), ErrorKind::Overflow, "{error}");
    }
    #[derive(Clone, Copy, Debug)]
    #[repr(align(8192))]
    struct Huge;
    assert_eq!(arena.alloc(Huge).unwrap_err().kind(), ErrorKind::InvalidArgument);
    assert_eq!(Arena::with_limit(10, 9).unwrap_err().kind(), ErrorKind::InvalidArgument);
    assert_eq!(Arena::with_limit(0, 0).unwrap_err().kind(), ErrorKind::InvalidArgument);
    assert_eq!(Arena::with_limit(usize::MAX, usize::MAX).unwrap_err().kind(), ErrorKind::Overflow);
    // A capacity that cannot be had is no panic: the arena begins without memory.
    let modest = Arena::with_capacity(usize::MAX);
    assert_eq!(modest.capacity(), 0);
    assert_eq!(*modest.alloc(5).unwrap(), 5);
}

#[test]
fn an_arena_moves_to_another_thread() {
    let mut arena = Arena::with_capacity(100);
    arena.alloc(1).unwrap();
    arena.reset();
    let arena = thread::spawn(move || {
        assert_eq!(*arena.alloc(2).unwrap(), 2);
        arena
    });
    assert!(arena.join().unwrap().used() > 0);
}
