//! The error of work that several threads share.

use crate::base::sync::Mutex;

/// The first error that a thread reports; later ones are dropped.
pub struct FirstError<E>(Mutex<Option<E>>);

impl<E> FirstError<E> {
    /// Begins with no error.
    pub const fn new() -> Self {
        Self(Mutex::new(None))
    }

    /// Reports the failure of `result`, if it failed.
    pub fn check(&self, result: Result<(), E>) {
        if let Err(error) = result {
            self.report(error);
        }
    }

    /// Reports an error.
    #[cold]
    pub fn report(&self, error: E) {
        self.0.lock().get_or_insert(error);
    }

    /// Returns the first error that was reported.
    ///
    /// # Errors
    /// That error, if there was one.
    pub fn into_result(self) -> Result<(), E> {
        self.0.into_inner().map_or(Ok(()), Err)
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
    fn the_first_error_stays() {
        assert_eq!(FirstError::<()>::new().into_result(), Ok(()));
        let first = FirstError::new();
        [Ok(()), Err(1), Err(2), Ok(())].into_iter().for_each(|result| first.check(result));
        assert_eq!(first.into_result(), Err(1));
    }
}
