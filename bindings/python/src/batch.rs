//! The batcher under `scipix.Batcher`, and maps over several threads.

use crate::choice::{choose, count, small};
use crate::error::{Class, class_of, error, invalid, raise};
use pyo3::exceptions::PyBaseException;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};
use scipix::ErrorKind;
use scipix::batch::{BatchConfig, BatchError, BatchMode, Batcher, QueuePolicy, Request, Ticket, TimeSummary};
use scipix_core::base::fork::ForkEpoch;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

type Object = Py<PyAny>;
type Objects = Batcher<Object, Object, PyErr>;

/// How long a wait lasts before signals are looked at.
const SLICE: Duration = Duration::from_millis(50);

/// A batcher of Python objects, which `scipix.Batcher` wraps.
#[pyclass(module = "scipix._scipix", frozen)]
pub struct BatcherCore {
    /// `None` only while it is dropped.
    batcher: Option<Objects>,
    process: ForkEpoch,
}

/// The name of an item that was submitted.
#[pyclass(module = "scipix._scipix", frozen)]
pub struct BatchTicket(Ticket);

/// The terms of an item as Python passes them.
#[derive(FromPyObject)]
pub struct Terms(i64, Option<f64>, i64, i64);

#[pymethods]
impl BatcherCore {
    #[new]
    #[pyo3(signature = (function, options))]
    fn new(py: Python<'_>, function: Object, options: &Bound<'_, PyDict>) -> PyResult<Self> {
        let config = config_of(options)?;
        let run = move |items: &[Object]| {
            let answers = Python::try_attach(|py| answers_of(py, &function, items));
            // Without an interpreter there are no answers, which the batcher reports.
            answers.unwrap_or_default()
        };
        let process = ForkEpoch::current();
        let batcher = py.detach(|| Batcher::new(config, run)).map_err(raise)?;
        Ok(Self { batcher: Some(batcher), process })
    }

    /// Submits an item and waits for its answer.
    fn call(&self, py: Python<'_>, item: Object, terms: Terms) -> PyResult<Object> {
        let request = request_of(item, &terms)?;
        let batcher = self.batcher()?;
        let mut pending = py.detach(|| batcher.submit(request)).map_err(|refused| raise(refused.into()))?;
        loop {
            match py.detach(|| pending.wait_timeout(SLICE)) {
                Err(BatchError::TimedOut) => py.check_signals()?,
                Ok(answer) => return Ok(answer),
                Err(failure) => return Err(exception_of(failure)),
            }
        }
    }

    /// Submits an item, whose answer or exception `answered` gets on a thread of the batcher.
    fn submit(&self, py: Python<'_>, item: Object, answered: Object, terms: Terms) -> PyResult<BatchTicket> {
        let request = request_of(item, &terms)?;
        let batcher = self.batcher()?;
        let reply = move |item: Object, answer: Result<Object, BatchError<PyErr>>| {
            // All is moved in: what is dropped without the interpreter is only released when some thread attaches again.
            Python::try_attach(move |py| {
                drop(item);
                let answered = answered;
                let told = match answer {
                    Ok(answer) => answered.call1(py, (answer, py.None())),
                    Err(failure) => answered.call1(py, (py.None(), exception_of(failure).into_value(py))),
                };
                if let Err(failure) = told {
                    failure.write_unraisable(py, Some(answered.bind(py)));
                }
            });
        };
        let ticket = py.detach(|| batcher.submit_with(request, reply)).map_err(|refused| raise(refused.into()))?;
        Ok(BatchTicket(ticket))
    }

    /// Cancels an item that has not begun, and returns whether it was in time.
    fn cancel(&self, py: Python<'_>, ticket: &Bound<'_, BatchTicket>) -> PyResult<bool> {
        let (batcher, ticket) = (self.batcher()?, ticket.get().0);
        Ok(py.detach(|| batcher.cancel(ticket)))
    }

    /// Refuses new items from now on.
    fn close(&self, py: Python<'_>) {
        if let Ok(batcher) = self.batcher() {
            py.detach(|| batcher.close());
        }
    }

    /// Waits until the items that are there are answered, for ever without a timeout.
    fn drain(&self, py: Python<'_>, timeout: Option<f64>) -> PyResult<()> {
        let batcher = self.batcher()?;
        let mut left = timeout.map(|timeout| seconds("timeout", timeout)).transpose()?;
        loop {
            let slice = left.map_or(SLICE, |left| left.min(SLICE));
            match py.detach(|| batcher.drain(slice)) {
                Err(failure) if failure.kind() == ErrorKind::Timeout => {
                    py.check_signals()?;
                    left = left.map(|left| left - slice);
                    if left == Some(Duration::ZERO) {
                        return Err(raise(failure));
                    }
                }
                drained => return drained.map_err(raise),
            }
        }
    }

    /// Returns counts and times.
    fn stats<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let batcher = self.batcher()?;
        let stats = py.detach(|| batcher.stats());
        let result = PyDict::new(py);
        let counts = [
            ("submitted", stats.submitted),
            ("completed", stats.completed),
            ("failed", stats.failed),
            ("cancelled", stats.cancelled),
            ("rejected", stats.rejected),
            ("shed", stats.shed),
            ("batches", stats.batches),
            ("queue_depth", stats.queue_depth as u64),
            ("batch_limit", batcher.batch_limit() as u64),
            ("batch_size_mean", stats.batch_size.mean),
            ("batch_size_max", stats.batch_size.max),
        ];
        for (name, number) in counts {
            result.set_item(name, number)?;
        }
        result.set_item("queue_wait", times_of(py, stats.queue_wait)?)?;
        result.set_item("service", times_of(py, stats.service)?)?;
        Ok(result)
    }
}

impl BatcherCore {
    /// Returns the batcher, in the process that made it: a forked child has none of its threads.
    fn batcher(&self) -> PyResult<&Objects> {
        match &self.batcher {
            Some(batcher) if self.process.is_current() => Ok(batcher),
            _ => Err(error(Class::State, "batcher: was made before a fork; make one in this process")),
        }
    }
}

impl Drop for BatcherCore {
    fn drop(&mut self) {
        let Some(batcher) = self.batcher.take() else { return };
        if !self.process.is_current() {
            // Its locks may be held by threads that this process does not have.
            std::mem::forget(batcher);
            return;
        }
        // The end waits for batches that run, which need the GIL; inside of one it would wait for itself.
        let is_inside = batcher.drain(Duration::ZERO).is_err_and(|failure| failure.kind() == ErrorKind::Deadlock);
        batcher.close();
        if is_inside {
            std::thread::spawn(move || drop(batcher));
        } else {
            Python::attach(|py| py.detach(move || drop(batcher)));
        }
    }
}

/// Calls the function with a list of the items. An answer that is an exception becomes that of its item.
fn answers_of(py: Python<'_>, function: &Object, items: &[Object]) -> Vec<Result<Object, PyErr>> {
    let answers = || {
        let items = PyList::new(py, items.iter().map(|item| item.clone_ref(py)))?;
        let mut answers = Vec::with_capacity(items.len());
        for answer in function.bind(py).call1((items,))?.try_iter()? {
            let answer = answer?;
            answers.push(match answer.is_instance_of::<PyBaseException>() {
                true => Err(PyErr::from_value(answer)),
                false => Ok(answer.unbind()),
            });
        }
        Ok(answers)
    };
    answers().unwrap_or_else(|failure: PyErr| items.iter().map(|_| Err(failure.clone_ref(py))).collect())
}

/// Returns the exception of an item.
fn exception_of(failure: BatchError<PyErr>) -> PyErr {
    match failure {
        BatchError::Item(exception) => exception,
        other => error(class_of(other.kind()), other),
    }
}

fn request_of(item: Object, terms: &Terms) -> PyResult<Request<Object>> {
    let &Terms(group, deadline, priority, cost) = terms;
    let request = Request::new(item).group(count("group", group)? as u64).cost(small("cost", cost)?);
    let request = if priority == 0 { request } else { request.priority(small("priority", priority)?) };
    match deadline {
        Some(deadline) => Ok(request.deadline(seconds("deadline", deadline)?)),
        None => Ok(request),
    }
}

fn seconds(argument: &str, seconds: f64) -> PyResult<Duration> {
    let made = Duration::try_from_secs_f64(seconds);
    made.map_err(|_| invalid(format_args!("{argument}: {seconds} is no number of seconds")))
}

fn config_of(options: &Bound<'_, PyDict>) -> PyResult<BatchConfig> {
    let mut config = BatchConfig::default();
    for (name, value) in options {
        let name: String = name.extract()?;
        let number = || count(&name, value.extract()?);
        let time = || seconds(&name, value.extract()?);
        let modes = [("window", BatchMode::Window), ("greedy", BatchMode::Greedy)];
        config = match name.as_str() {
            "max_batch_size" => config.max_batch_size(number()?),
            "preferred_batch_size" => config.preferred_batch_size(number()?),
            "max_queue_size" => config.max_queue_size(number()?),
            "max_batch_cost" => config.max_batch_cost(number()? as u64),
            "workers" => config.workers(number()?),
            "max_wait" => config.max_wait(time()?),
            "target_latency" => config.target_latency(time()?),
            "block" => config.queue_policy(QueuePolicy::Block(time()?)),
            "priority_levels" => config.priority_levels(number()?.min(u32::MAX as usize) as u32),
            "shed_late" => config.shed_late(value.extract()?),
            "mode" => config.mode(choose("mode", value.extract()?, &modes)?),
            unknown => return Err(invalid(format_args!("{unknown}: there is no such option"))),
        };
    }
    Ok(config)
}

fn times_of<'py>(py: Python<'py>, times: TimeSummary) -> PyResult<Bound<'py, PyDict>> {
    let result = PyDict::new(py);
    for (name, time) in
        [("mean", times.mean), ("p50", times.p50), ("p95", times.p95), ("p99", times.p99), ("max", times.max)]
    {
        result.set_item(name, time.as_secs_f64())?;
    }
    Ok(result)
}

/// Calls a function with each item, on the library's threads, and returns the results in the order of the items.
///
/// Only what releases the GIL runs at the same time: operations of scipix and numpy, files, models.
///
/// Parameters
/// ----------
/// fn : callable
/// items : iterable
///
/// Returns
/// -------
/// list
///
/// Raises
/// ------
/// Exception
///     The exception of the first item that has one. Items that have not begun by then are left out.
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx
/// >>> pages = [np.full((8, 8), gray, np.uint8) for gray in (10, 20)]
/// >>> sx.parallel_map(lambda page: int(sx.resize(page, (1, 1))[0, 0]), pages)
/// [10, 20]
#[pyfunction]
#[pyo3(signature = (r#fn, items))]
pub fn parallel_map<'py>(r#fn: &Bound<'py, PyAny>, items: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyList>> {
    let py = items.py();
    let items = items.try_iter()?.map(|item| item.map(Bound::unbind)).collect::<PyResult<Vec<_>>>()?;
    let function = Arc::new(r#fn.clone().unbind());
    let has_failed = AtomicBool::new(false);
    let results = py.detach(|| {
        scipix::parallel::map_chunked(&items, 1, |item| {
            if has_failed.load(Relaxed) {
                return None;
            }
            let result = Python::attach(|py| function.call1(py, (item.clone_ref(py),)));
            has_failed.fetch_or(result.is_err(), Relaxed);
            Some(result)
        })
    });
    // Without a failure every item has a result.
    PyList::new(py, results.into_iter().flatten().collect::<PyResult<Vec<_>>>()?)
}
