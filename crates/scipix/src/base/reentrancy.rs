//! Whose callbacks this thread is in, where waiting for that object would be waiting for itself.

use std::cell::RefCell;
use std::marker::PhantomData;

// What shuttle runs are threads of its own.
#[cfg(all(test, shuttle))]
use shuttle::thread_local;

thread_local! {
    static INSIDE: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
}

/// While it lives, this thread is inside a callback of `owner`, which lives as long.
pub struct Inside(PhantomData<*const ()>);

impl Inside {
    pub fn of<T>(owner: &T) -> Self {
        // A thread past the end of its thread-locals goes unmarked.
        let _ = INSIDE.try_with(|inside| inside.borrow_mut().push(std::ptr::from_ref(owner).addr()));
        Self(PhantomData)
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        let _ = INSIDE.try_with(|inside| inside.borrow_mut().pop());
    }
}

/// Whether this thread is inside a callback of `owner`.
pub fn is_inside<T>(owner: &T) -> bool {
    INSIDE.try_with(|inside| inside.borrow().contains(&std::ptr::from_ref(owner).addr())).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn callbacks_nest_and_belong_to_their_thread() {
        let (one, two, three) = (1_u64, 2_u64, 3_u64);
        let outer = Inside::of(&one);
        {
            let _inner = Inside::of(&two);
            assert!(is_inside(&one) && is_inside(&two) && !is_inside(&three));
        }
        assert!(is_inside(&one) && !is_inside(&two));
        std::thread::scope(|scope| _ = scope.spawn(|| assert!(!is_inside(&one))));
        drop(outer);
        assert!(!is_inside(&one));
    }
}
