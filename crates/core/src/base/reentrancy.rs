//! Re-entrancy guard: it tells which objects' callbacks run on this thread. Waiting for one of them there would deadlock.

use std::cell::RefCell;
use std::marker::PhantomData;

// Shuttle's threads are not those of the system, so they need its thread-locals.
#[cfg(all(test, shuttle))]
use shuttle::thread_local;

thread_local! {
    // It has no destructor, which some systems need memory to register.
    static OWNERS: RefCell<Owners> = const { RefCell::new(Owners { addresses: [0; NESTED], depth: 0 }) };
}

/// Callbacks of so many objects can be nested. The object of a callback nested deeper goes unmarked, unless it is one of
/// these.
const NESTED: usize = 32;

/// Addresses of the objects whose callbacks run on a thread, the outermost first.
struct Owners {
    addresses: [usize; NESTED],
    depth: usize,
}

impl Owners {
    fn push(&mut self, owner: usize) {
        if let Some(place) = self.addresses.get_mut(self.depth) {
            *place = owner;
        }
        self.depth += 1;
    }

    fn pop(&mut self) {
        self.depth -= 1;
    }

    fn contains(&self, owner: usize) -> bool {
        self.addresses[..self.depth.min(NESTED)].contains(&owner)
    }
}

/// Marks this thread as inside a callback of an object, until it is dropped. The object must live as long.
pub struct Entered(PhantomData<*const ()>);

impl Entered {
    /// Marks this thread as inside a callback of `owner`.
    pub fn mark<T>(owner: &T) -> Self {
        // A thread whose thread-locals are already gone stays unmarked.
        let _ = OWNERS.try_with(|owners| owners.borrow_mut().push(std::ptr::from_ref(owner).addr()));
        Self(PhantomData)
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        let _ = OWNERS.try_with(|owners| owners.borrow_mut().pop());
    }
}

/// Returns whether this thread is inside a callback of `owner`.
pub fn is_inside<T>(owner: &T) -> bool {
    OWNERS.try_with(|owners| owners.borrow().contains(std::ptr::from_ref(owner).addr())).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deep_nesting_keeps_the_outer_objects_marked() {
        let owners: [u64; NESTED + 8] = std::array::from_fn(|index| index as u64);
        let mut entered = vec![];
        for (index, owner) in owners.iter().enumerate() {
            assert!(!is_inside(owner));
            entered.push(Entered::mark(owner));
            assert_eq!(is_inside(owner), index < NESTED);
            assert!(is_inside(&owners[0]));
        }
        for owner in owners.iter().rev() {
            entered.pop();
            assert!(!is_inside(owner));
        }
    }

    #[test]
    fn callbacks_nest_and_belong_to_their_thread() {
        let (one, two, three) = (1_u64, 2_u64, 3_u64);
        let outer = Entered::mark(&one);
        {
            let _inner = Entered::mark(&two);
            assert!(is_inside(&one) && is_inside(&two) && !is_inside(&three));
        }
        assert!(is_inside(&one) && !is_inside(&two));
        std::thread::scope(|scope| _ = scope.spawn(|| assert!(!is_inside(&one))));
        drop(outer);
        assert!(!is_inside(&one));
    }
}
