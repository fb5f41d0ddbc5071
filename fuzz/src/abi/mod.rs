//! The C functions around a recogniser, as a careless program calls them: NULL, misaligned pointers, sizes that overflow,
//! structs of other releases, unknown enumerators. Arguments lie right before pages that nothing may touch, so that an access
//! past an end ends the process. No call panics, and none that fails writes a result.

mod boxes;
mod call;
mod crops;
mod ctc;
mod fences;
mod polygons;

use crate::bytes::Bytes;
use call::Call;
use fences::Fences;
use std::cell::RefCell;

thread_local! {
    static FENCES: RefCell<Fences> = RefCell::new(Fences::new());
}

/// Calls C functions with arguments of any kind.
pub fn abi(bytes: &[u8]) {
    FENCES.with_borrow_mut(|fences| {
        fences.clear();
        let mut bytes = Bytes::new(bytes);
        let chapter = bytes.below(8);
        let mut call = Call { bytes: &mut bytes, fences };
        match chapter {
            0 | 1 => boxes::boxes(&mut call),
            2 => boxes::order_and_groups(&mut call),
            3 => crops::crop(&mut call),
            4 => crops::tensor(&mut call),
            5 => polygons::polygons(&mut call),
            6 => ctc::greedy(&mut call),
            _ => ctc::decoder(&mut call),
        }
        fences.check();
    });
}
