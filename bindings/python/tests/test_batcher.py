"""Batchers of threads and of tasks, and parallel maps."""

import asyncio
import gc
import threading
import time
import weakref

import numpy as np
import pytest

import scipix as sx


def doubled(items):
    return [2 * item for item in items]


def test_each_item_has_its_own_answer():
    with sx.Batcher(doubled, max_batch_size=8, max_wait=0.002, workers=2) as batcher:
        results = {}

        def work(start):
            for item in range(start, start + 50):
                results[item] = batcher(item)

        threads = [threading.Thread(target=work, args=(100 * index,)) for index in range(8)]
        [thread.start() for thread in threads]
        [thread.join(30) for thread in threads]
        assert len(results) == 400 and all(answer == 2 * item for item, answer in results.items())
        stats = batcher.stats()
        assert stats["completed"] == 400 and stats["batches"] < 400 and stats["queue_wait"]["p99"] < 1


def test_futures():
    release = threading.Event()

    def slow(items):
        release.wait(10)
        return doubled(items)

    batcher = sx.Batcher(slow, max_batch_size=1, max_queue_size=2)
    first = batcher.submit(1)
    while batcher.stats()["queue_depth"]:
        time.sleep(0.001)
    second, third = batcher.submit(2), batcher.submit(3)
    with pytest.raises(sx.QueueFullError):
        batcher.submit(4)
    assert second.cancel()
    release.set()
    assert first.result(10) == 2 and third.result(10) == 6
    assert batcher.stats()["cancelled"] == 1 and batcher.stats()["completed"] == 2
    batcher.close()
    with pytest.raises(sx.StateError):
        batcher(5)


def test_errors_of_items_and_of_batches():
    def work(items):
        if "all" in items:
            raise ZeroDivisionError("all")
        if "few" in items:
            return []
        return [KeyError(item) if item == "bad" else item for item in items]

    with sx.Batcher(work, max_batch_size=1) as batcher:
        assert batcher("good") == "good"
        with pytest.raises(KeyError):
            batcher("bad")
        with pytest.raises(ZeroDivisionError):
            batcher("all")
        with pytest.raises(sx.StateError, match="0 answers for 1 items"):
            batcher("few")
        with pytest.raises(sx.DeadlineError):
            batcher("late", deadline=0.0)
        with pytest.raises(ValueError, match="group: -1 is negative"):
            batcher("x", group=-1)
    for options, message in [({"max_batch_size": 0}, "max_batch_size"), ({"max_wait": -1.0}, "max_wait: -1"), ({"mode": "x"}, "mode")]:
        with pytest.raises(ValueError, match=message):
            sx.Batcher(work, **options)


class Later:
    async def __call__(self, items):
        return items


async def later(items):
    return items


@pytest.mark.parametrize(
    ("fn", "message"), [(3, "fn: expected a function, got int"), (later, "fn: is a coroutine"), (Later(), "fn: is a coroutine")]
)
def test_what_is_no_function_of_batches(fn, message):
    with pytest.raises(TypeError, match=message):
        sx.Batcher(fn)


def test_a_task_hears_of_a_stop_iteration():
    async def main():
        with sx.Batcher(lambda items: [next(iter([])) for _ in items], max_wait=0.001) as batcher:
            with pytest.raises(StopIteration):
                batcher.submit(1).result(10)
            with pytest.raises(RuntimeError, match="StopIteration"):
                await asyncio.wait_for(batcher.asubmit(1), 10)

    asyncio.run(main())


def test_a_task_that_waits_for_room_leaves_the_loop_to_others():
    release, seen = threading.Event(), []

    def work(items):
        release.wait(30)
        seen.extend(items)
        return items

    async def main():
        batcher = sx.Batcher(work, max_batch_size=1, max_wait=0, max_queue_size=1, block=30)
        tasks = [asyncio.create_task(batcher.asubmit(item)) for item in range(4)]
        while batcher.stats()["submitted"] < 2:
            await asyncio.sleep(0.001)
        await asyncio.sleep(0.05)
        withdrawn = [task for task in tasks if task.cancel()][-1]
        with pytest.raises(asyncio.CancelledError):
            await withdrawn
        release.set()
        await asyncio.gather(*tasks, return_exceptions=True)
        answer = await batcher.asubmit("last")
        batcher.close()
        return answer

    start = time.monotonic()
    assert asyncio.run(main()) == "last" and time.monotonic() - start < 20


def test_an_object_whose_method_is_called_is_collected_with_its_batcher():
    class Service:
        def __init__(self):
            self.batcher = sx.Batcher(self.work, max_wait=0.001)

        def work(self, items):
            return doubled(items)

    service = Service()
    assert service.batcher(1) == 2 and service.batcher.submit(2).result(10) == 4
    seen = weakref.ref(service)
    del service
    end = time.monotonic() + 10
    while seen() is not None and time.monotonic() < end:
        gc.collect()
        time.sleep(0.001)
    assert seen() is None
    # What waits is answered all the same.
    release = threading.Event()
    futures = [sx.Batcher(lambda items: [release.wait(10) for _ in items], max_wait=0.05).submit(1) for _ in range(3)]
    gc.collect()
    release.set()
    assert [future.result(10) for future in futures] == [True] * 3


def test_requests_of_tasks_share_batches():
    batches = []

    def work(items):
        batches.append(len(items))
        time.sleep(0.002)
        return [np.zeros(item) for item in items]

    async def main():
        batcher = sx.Batcher(work, max_batch_size=28, preferred_batch_size=28, max_wait=0.5)
        widths = [320, 480, 640, 800, 960]
        answers = await asyncio.gather(*(batcher.asubmit(widths[i % 5], group=widths[i % 5]) for i in range(140)))
        assert [len(answer) for answer in answers] == [widths[i % 5] for i in range(140)]
        return batcher

    asyncio.run(main())
    assert batches == [28] * 5


def test_a_cancelled_task_withdraws_its_item():
    seen = []
    release = threading.Event()

    def work(items):
        seen.extend(items)
        release.wait(10)
        return items

    async def main():
        batcher = sx.Batcher(work, max_batch_size=1)
        running = asyncio.create_task(batcher.asubmit("running"))
        while not seen:
            await asyncio.sleep(0.001)
        waiting = asyncio.create_task(batcher.asubmit("waiting"))
        await asyncio.sleep(0.01)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        with pytest.raises(sx.DeadlineError):
            await batcher.asubmit("late", deadline=0.01)
        release.set()
        assert await running == "running" and await batcher.asubmit("last") == "last"

    asyncio.run(main())
    assert seen == ["running", "last"]


def test_a_batcher_ends_with_its_last_reference():
    class Item:
        pass

    batcher = sx.Batcher(lambda items: items, max_wait=0.001)
    item = Item()
    assert batcher(item) is item
    dead_item, dead_batcher = weakref.ref(item), weakref.ref(batcher)
    del item, batcher
    for _ in range(100):
        gc.collect()
        if dead_item() is None and dead_batcher() is None:
            break
        time.sleep(0.01)
    assert dead_item() is None and dead_batcher() is None


def test_a_batcher_may_be_dropped_inside_of_its_own_function():
    holder = {}
    ended = threading.Event()

    def work(items):
        holder.clear()
        gc.collect()
        ended.set()
        return items

    holder["batcher"] = sx.Batcher(work, max_wait=0.001)
    holder["batcher"].submit(1)
    assert ended.wait(10)


def test_parallel_map():
    pages = [np.full((200, 300), index, np.uint8) for index in range(20)]
    means = sx.parallel_map(lambda page: int(sx.resize(page, (1, 1), "area")[0, 0]), pages)
    assert means == list(range(20))
    assert sx.parallel_map(str, iter([1, 2])) == ["1", "2"] and sx.parallel_map(str, []) == []
    nested = sx.parallel_map(lambda n: sx.parallel_map(lambda m: n * m, range(3)), range(4))
    assert nested == [[n * m for m in range(3)] for n in range(4)]
    with pytest.raises(ZeroDivisionError):
        sx.parallel_map(lambda n: 1 // n, [1, 0, 2])
    with pytest.raises(TypeError):
        sx.parallel_map(str, 3)


def test_the_gil_is_released():
    page = np.random.default_rng(0).integers(0, 256, (3000, 3000), np.uint8)
    sx.set_thread_count(1)
    try:
        counted, stop = [0], threading.Event()

        def count():
            while not stop.is_set():
                counted[0] += 1

        thread = threading.Thread(target=count)
        thread.start()
        before = counted[0]
        begin = time.perf_counter()
        while time.perf_counter() - begin < 0.3:
            sx.binarize(page, window=31)
        busy = counted[0] - before
        stop.set()
        thread.join()
        assert busy > 1000, "the other thread ran meanwhile"
    finally:
        sx.set_thread_count(0)
