"""Batches of single requests."""

from __future__ import annotations

import asyncio
import atexit
import concurrent.futures
import inspect
import weakref
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any, Generic, TypeVar

from scipix._scipix import BatcherCore, BatchTicket
from scipix.errors import InvalidTypeError, StateError

Item = TypeVar("Item")
Result = TypeVar("Result")

_batchers: weakref.WeakSet[Batcher[Any, Any]] = weakref.WeakSet()


class _Function:
    """The function of a batcher.

    The library refers to it weakly, because the garbage collector does not see what the library holds, and the function is often a
    method of the object that owns the batcher. Each item that waits holds it, so that it is there for all of them.
    """

    __slots__ = ("__weakref__", "call")

    def __init__(self, call: Callable[[list[Any]], Iterable[Any]]) -> None:
        self.call = call

    def weak(self) -> Callable[[list[Any]], Iterable[Any]]:
        """Returns a function that calls this one as long as it is there."""
        reference = weakref.ref(self)

        def call(items: list[Any]) -> Iterable[Any]:
            function = reference()
            if function is None:
                raise StateError("batcher: nothing holds it any more")
            return function.call(items)

        return call


class Batcher(Generic[Item, Result]):
    """A batcher collects items of many threads or tasks until a batch is full or its oldest item has waited long enough.

    Each item gets its own answer, exactly once.

    Parameters
    ----------
    fn : callable
        Takes a list of items and returns as many answers, in the order of the items, on a thread of the batcher. An answer that is
        an exception is raised for its item; an exception that `fn` raises is raised for all items of the batch.
    max_batch_size : int
        The most items of a batch.
    max_wait : float
        How long the oldest item of a batch waits for others, in seconds.
    target_latency : float, optional
        A target for the time from submission to answer, in seconds: batches are kept small enough for it.
    preferred_batch_size : int, optional
        The size from which a batch does not wait for more items while a worker is idle; 16 by default, at most the largest size.
    workers : int
        The number of threads that call `fn`.
    max_queue_size : int
        The most items that wait; those that are being processed are not counted.
    block : float, optional
        How many seconds a submission to a full queue waits for room. Without it QueueFullError is raised.
    mode : {"window", "greedy"}
        Whether an incomplete batch waits for `max_wait`, or begins as soon as a worker is idle.
    shed_late : bool
        Whether items are given up that cannot be answered within the target latency.
    priority_levels : int
        The number of priorities, at most 16; 1 is the highest. Without it items have none.
    max_batch_cost : int, optional
        The largest sum of the costs of a batch.

    Examples
    --------
    >>> import scipix as sx
    >>> with sx.Batcher(lambda words: [len(word) for word in words], max_batch_size=8, max_wait=0.001) as batcher:
    ...     batcher("page")
    4
    """

    def __init__(
        self,
        fn: Callable[[list[Item]], Iterable[Result | BaseException]],
        *,
        max_batch_size: int = 32,
        max_wait: float = 0.05,
        target_latency: float | None = None,
        preferred_batch_size: int | None = None,
        workers: int = 1,
        max_queue_size: int = 1000,
        block: float | None = None,
        mode: str = "window",
        shed_late: bool = False,
        priority_levels: int = 0,
        max_batch_cost: int | None = None,
    ) -> None:
        if not callable(fn):
            raise InvalidTypeError(f"fn: expected a function, got {type(fn).__name__}")
        if inspect.iscoroutinefunction(fn) or inspect.iscoroutinefunction(getattr(fn, "__call__", None)):
            raise InvalidTypeError("fn: is a coroutine function, and the threads of a batcher have no event loop to await it")
        options = {
            "max_batch_size": max_batch_size,
            "max_wait": max_wait,
            "target_latency": target_latency,
            "preferred_batch_size": preferred_batch_size,
            "workers": workers,
            "max_queue_size": max_queue_size,
            "block": block,
            "mode": mode,
            "shed_late": shed_late,
            "priority_levels": priority_levels,
            "max_batch_cost": max_batch_cost,
        }
        self._function = _Function(fn)
        self._core = BatcherCore(self._function.weak(), {name: value for name, value in options.items() if value is not None})
        self._waits_for_room = block is not None
        _batchers.add(self)

    def __call__(
        self, item: Item, *, group: int = 0, deadline: float | None = None, priority: int = 0, cost: int = 0
    ) -> Result:
        """Submits an item and waits for its answer.

        Parameters
        ----------
        item
            The value that `fn` gets in its list.
        group : int
            Only items of equal groups share a batch, such as lines of one width.
        deadline : float, optional
            Seconds after which the item is given up, with DeadlineError, if its batch has not begun.
        priority : int
            A level from 1, the highest.
        cost : int
            The cost of the item, counted against `max_batch_cost`.
        """
        answer: Result = self._core.call(item, (group, deadline, priority, cost))
        return answer

    def submit(
        self, item: Item, *, group: int = 0, deadline: float | None = None, priority: int = 0, cost: int = 0
    ) -> concurrent.futures.Future[Result]:
        """Submits an item and returns a future of its answer. Cancelling the future withdraws an item that has not begun."""
        future: concurrent.futures.Future[Result] = concurrent.futures.Future()

        def answered(answer: Result, failure: BaseException | None, _held: _Function = self._function) -> None:
            if future.set_running_or_notify_cancel():
                future.set_result(answer) if failure is None else future.set_exception(failure)

        ticket = self._core.submit(item, answered, (group, deadline, priority, cost))
        self._withdraw_on_cancel(future, ticket)
        return future

    async def asubmit(
        self, item: Item, *, group: int = 0, deadline: float | None = None, priority: int = 0, cost: int = 0
    ) -> Result:
        """Submits an item and awaits its answer. Cancelling the task withdraws an item that has not begun.

        With `block`, a thread of the loop's executor waits for room. A StopIteration of `fn` is raised as a RuntimeError.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Result] = loop.create_future()

        def settle(answer: Result, failure: BaseException | None) -> None:
            if isinstance(failure, StopIteration):
                # No future takes it, and the task would wait for ever.
                cause, failure = failure, RuntimeError("the batch function raised StopIteration")
                failure.__cause__ = cause
            if not future.done():
                future.set_result(answer) if failure is None else future.set_exception(failure)

        def answered(answer: Result, failure: BaseException | None, _held: _Function = self._function) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(settle, answer, failure)

        terms = (group, deadline, priority, cost)
        if self._waits_for_room:
            submitted = loop.run_in_executor(None, self._core.submit, item, answered, terms)
            try:
                ticket = await asyncio.shield(submitted)
            except asyncio.CancelledError:
                submitted.add_done_callback(self._withdraw_submitted)
                raise
        else:
            ticket = self._core.submit(item, answered, terms)
        self._withdraw_on_cancel(future, ticket)
        return await future

    def _withdraw_submitted(self, submitted: asyncio.Future[BatchTicket]) -> None:
        if not submitted.cancelled() and submitted.exception() is None:
            self._core.cancel(submitted.result())

    def _withdraw_on_cancel(
        self, future: asyncio.Future[Result] | concurrent.futures.Future[Result], ticket: BatchTicket
    ) -> None:
        core = self._core

        def withdraw(done: asyncio.Future[Result] | concurrent.futures.Future[Result]) -> None:
            if done.cancelled():
                core.cancel(ticket)

        future.add_done_callback(withdraw)

    def close(self) -> None:
        """Refuses new items from now on. Those that wait are processed without waiting for others."""
        self._core.close()

    def drain(self, timeout: float | None = None) -> None:
        """Waits until the items that are there now are answered; raises DeadlineError after `timeout` seconds."""
        self._core.drain(timeout)

    def stats(self) -> dict[str, Any]:
        """Returns counts, and times in seconds."""
        return self._core.stats()

    def __enter__(self) -> Batcher[Item, Result]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        self.drain()


@atexit.register
def _close_all() -> None:
    for batcher in list(_batchers):
        batcher.close()
