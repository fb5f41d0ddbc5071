//! The error of work that several threads share.

use crate::base::sync::Mutex;

/// The error of the least item among those that threads report; the others are dropped. Where each item is tried that comes before
/// a failed one, as claims in ascending order see to, it does not depend on the threads.
pub struct FirstError<E>(Mutex<Option<(usize, E)>>);

impl<E> FirstError<E> {
    /// Begins with no error.
    pub const fn new() -> Self {
        Self(Mutex::new(None))
    }

    /// Reports the failure of item `index`, if `result` is one.
    pub fn check(&self, index: usize, result: Result<(), E>) {
        if let Err(error) = result {
            self.report(index, error);
        }
    }

    /// Reports the error of item `index`. Of several for one item, the first one that is reported stays.
    #[cold]
    pub fn report(&self, index: usize, error: E) {
        let mut first = self.0.lock();
        if first.as_ref().is_none_or(|&(before, _)| index < before) {
            *first = Some((index, error));
        }
    }

    /// Returns the error of the least item.
    ///
    /// # Errors
    /// That error, if there was one.
    pub fn into_result(self) -> Result<(), E> {
        self.0.into_inner().map_or(Ok(()), |(_, error)| Err(error))
    }
}

impl<E> Default for FirstError<E> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_of_the_least_item_stays() {
        assert_eq!(FirstError::<()>::new().into_result(), Ok(()));
        let first = FirstError::new();
        let reports = [(0, Ok(())), (5, Err("a")), (7, Err("b")), (3, Err("c")), (3, Err("d")), (4, Err("e"))];
        reports.into_iter().for_each(|(index, result)| first.check(index, result));
        assert_eq!(first.into_result(), Err("c"));
    }
}
