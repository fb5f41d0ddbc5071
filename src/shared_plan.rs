//! The plan behind a handle: steps are added by one thread at a time, and runs of many threads share it.

use scipix_core::base::error::{Result, fail};
use scipix_core::plan::{Plan, Step};
use std::cell::UnsafeCell;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{RwLock, RwLockReadGuard, TryLockError};

/// A plan that takes steps until its first run. From then on runs take no lock, whose counter would go from the cache of one
/// thread to that of another with each small image.
pub struct SharedPlan {
    plan: UnsafeCell<Plan>,
    lock: RwLock<()>,
    /// The plan has run, so that `add` makes no `&mut` of it any more. Set while `lock` is held for reading.
    is_final: AtomicBool,
}

// SAFETY: a `Plan` may be shared between threads (`assert_sync` below); a `&mut` of it exists only in `add`, which holds the lock
// for writing, and none once the plan has run. References without the lock exist only after that.
unsafe impl Sync for SharedPlan {}

const fn assert_sync<T: Sync>() {}
const _: () = assert_sync::<Plan>();

impl SharedPlan {
    pub(super) fn new() -> Self {
        Self { plan: UnsafeCell::new(Plan::new()), lock: RwLock::new(()), is_final: AtomicBool::new(false) }
    }

    /// Calls `f` with the plan, which may run it.
    #[inline(always)]
    pub(super) fn read<R>(&self, f: impl FnOnce(&Plan) -> Result<R>) -> Result<R> {
        let reading = if self.is_final.load(Ordering::Acquire) { None } else { Some(self.lock_to_read()?) };
        // SAFETY: `add` makes no `&mut` any more (`is_final`), or has none while the lock is held for reading.
        let plan = unsafe { &*self.plan.get() };
        let result = f(plan);
        if let Some(reading) = reading {
            self.end_reading(plan, reading);
        }
        result
    }

    /// Borrows a plan that has run, without a lock.
    #[inline(always)]
    pub(super) fn ran_before(&self) -> Option<&Plan> {
        // SAFETY: `add` makes no `&mut` any more (`is_final`).
        self.is_final.load(Ordering::Acquire).then(|| unsafe { &*self.plan.get() })
    }

    #[inline(never)]
    fn lock_to_read(&self) -> Result<RwLockReadGuard<'_, ()>> {
        match self.lock.try_read() {
            Ok(reading) => Ok(reading),
            Err(TryLockError::Poisoned(reading)) => Ok(reading.into_inner()),
            Err(TryLockError::WouldBlock) => fail!(InvalidArgument, "plan: another thread adds a step"),
        }
    }

    #[inline(never)]
    fn end_reading(&self, plan: &Plan, reading: RwLockReadGuard<'_, ()>) {
        if plan.has_run() {
            self.is_final.store(true, Ordering::Release);
        }
        drop(reading);
    }

    /// Adds a step.
    pub(super) fn add(&self, step: impl Into<Step>) -> Result<()> {
        let _writing = match self.lock.try_write() {
            Ok(writing) => writing,
            Err(TryLockError::Poisoned(writing)) => writing.into_inner(),
            Err(TryLockError::WouldBlock) => fail!(InvalidArgument, "plan: another thread uses it"),
        };
        // SAFETY: the lock is held for writing: others have shared references at most, those to a plan that has run.
        unsafe { &*self.plan.get() }.check_open()?;
        // SAFETY: the plan has not run, as was checked, so that `is_final` is not set; and nobody has the lock for reading.
        unsafe { &mut *self.plan.get() }.add(step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use scipix_core::image::{Format, Geometry, ImageMut, ImageRef, Luma, Method};
    use scipix_core::plan::FusedStep;
    use std::thread;

    const SRC: [u8; 12] = [9; 12];

    fn binarize(plan: &SharedPlan) -> Result<[u8; 4]> {
        let mut out = [7; 4];
        let src = ImageRef::new(&SRC, 2, 2, 0, Format::Rgb8)?;
        plan.read(|plan| plan.run(src, ImageMut::new(&mut out, 2, 2, 0, Format::Gray8)?))?;
        Ok(out)
    }

    fn gray_and_threshold() -> SharedPlan {
        let plan = SharedPlan::new();
        plan.add(FusedStep::Grayscale(Luma::Bt601)).unwrap();
        plan.add(FusedStep::Binarize(Method::Fixed { threshold: 8 })).unwrap();
        plan
    }

    #[test]
    fn only_a_run_that_wrote_ends_the_adding() {
        let plan = SharedPlan::new();
        assert!(binarize(&plan).is_err(), "no steps");
        plan.add(FusedStep::Grayscale(Luma::Bt601)).unwrap();
        plan.read(|plan| plan.output_size(&Geometry::new(2, 2, 0, Format::Rgb8)?)).unwrap();
        assert!(!plan.is_final.load(Ordering::Relaxed));
        plan.add(FusedStep::Binarize(Method::Fixed { threshold: 8 })).unwrap();
        for _ in 0..2 {
            assert_eq!(binarize(&plan).unwrap(), [255; 4]);
            assert!(plan.is_final.load(Ordering::Relaxed));
            let refused = plan.add(FusedStep::Grayscale(Luma::Bt601)).unwrap_err();
            assert!(refused.to_string().contains("has run"), "{refused}");
        }
    }

    #[test]
    fn a_step_is_refused_while_another_thread_reads() {
        let plan = gray_and_threshold();
        let added = plan.read(|_| plan.add(FusedStep::Grayscale(Luma::Bt601)));
        assert!(added.unwrap_err().to_string().contains("another thread uses it"));
        let writing = plan.lock.write().unwrap();
        assert!(binarize(&plan).unwrap_err().to_string().contains("another thread adds a step"));
        drop(writing);
        assert!(binarize(&plan).is_ok());
        let _writing = plan.lock.write().unwrap();
        assert!(binarize(&plan).is_ok(), "runs take no lock after the first");
    }

    #[test]
    fn threads_run_and_add_at_once() {
        for _ in 0..300 {
            let plan = gray_and_threshold();
            thread::scope(|scope| {
                for _ in 0..3 {
                    scope.spawn(|| {
                        for _ in 0..20 {
                            // Until the first run another thread may be adding.
                            if let Ok(out) = binarize(&plan) {
                                assert_eq!(out, [255; 4]);
                            }
                        }
                    });
                }
                scope.spawn(|| (0..20).for_each(|_| assert!(plan.add(FusedStep::Grayscale(Luma::Bt601)).is_err())));
            });
            assert!(binarize(&plan).is_ok());
        }
    }
}
