"""A service that reads pages on Ray Serve, whose requests share batches: serve.py [--port PORT] [--replicas N] [--model real|stub]

    curl --data-binary @page.png localhost:8000/

Lines of one width share a batch, whichever request they come from. A request may give its seconds in the header X-Deadline; what is
not answered until then is 504. A replica that has enough to do answers 503 with Retry-After. GET /stats has counts, GET /-/healthz is
Serve's own check. It needs pip install scipix[ray,ocr] "ray[serve]". The stub model reads nothing and sleeps as long as a model on an
accelerator would take: it is there to measure batches with load.py.
"""

import argparse
import asyncio
import io
import time
from collections import Counter
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from ray import serve
from starlette.requests import Request
from starlette.responses import JSONResponse

import scipix as sx

Tensor = npt.NDArray[np.float32]


class Model(Protocol):
    """What a replica needs of a model."""

    def tensors(self, data: bytes) -> list[Tensor]:
        """Returns the lines of an encoded page, shape (1, 3, 48, width)."""

    def read(self, tensors: list[Tensor]) -> list[Any]:
        """Reads lines of one width; an answer has `text` and `score`."""


class RealModel:
    """The models of PP-OCR."""

    def __init__(self) -> None:
        from scipix.ocr import Reader

        sx.set_thread_count(1)
        self._reader = Reader(threads=1)

    def tensors(self, data: bytes) -> list[Tensor]:
        from PIL import Image

        with Image.open(io.BytesIO(data)) as picture:
            page = np.asarray(picture.convert("RGB"))
        return self._reader.line_tensors(page, self._reader.find_lines(page))

    def read(self, tensors: list[Tensor]) -> list[sx.Line]:
        return self._reader.read_tensor(np.concatenate(tensors))


class StubLine:
    """A line that nobody read."""

    text, score = "line", 1.0


class StubModel:
    """Eight lines of four widths on each page. A batch takes 40 ms, and 1 ms more for each line."""

    widths = (320, 400, 480, 560)

    def tensors(self, data: bytes) -> list[Tensor]:
        return [np.zeros((1, 1, 1, width), np.float32) for width in self.widths for _ in range(2)]

    def read(self, tensors: list[Tensor]) -> list[StubLine]:
        if len({tensor.shape for tensor in tensors}) != 1:
            raise ValueError("lines of several widths are in a batch")
        time.sleep(0.04 + 0.001 * len(tensors))
        return [StubLine()] * len(tensors)


def open_model(name: str) -> Model:
    """Opens a model where it is used."""
    return StubModel() if name == "stub" else RealModel()


class BatchCounts:
    """How full batches are: lines that were in them, and lines that could have been."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._waiting: Counter[int] = Counter()
        self.batches, self.lines, self.allowed = 0, 0, 0

    def arrived(self, width: int) -> None:
        self._waiting[width] += 1

    def left(self, width: int) -> None:
        self._waiting[width] -= 1

    def began(self, width: int, count: int) -> None:
        self.batches += 1
        self.lines += count
        self.allowed += min(self._most, max(count, self._waiting[width]))
        self._waiting[width] -= count


class PageServer:
    """A replica: one model, and one batcher for all of its requests."""

    def __init__(self, model: str = "real", most_pages: int = 24, batch: int = 16, max_wait: float = 0.01) -> None:
        self._model, self._most_pages = open_model(model), most_pages
        self._counts = BatchCounts(batch)
        self._batcher: sx.Batcher[Tensor, Any] = sx.Batcher(
            self._read, max_batch_size=batch, preferred_batch_size=batch, max_wait=max_wait, max_queue_size=1_000_000
        )
        self._decoding = asyncio.Semaphore(1)
        self._pages, self._answered, self._refused, self._late = 0, 0, 0, 0
        self._seconds, self._moved = 0.1, time.monotonic()

    def _read(self, tensors: list[Tensor]) -> list[Any]:
        self._counts.began(tensors[0].shape[3], len(tensors))
        return self._model.read(tensors)

    async def __call__(self, request: Request) -> JSONResponse:
        if request.url.path.endswith("/stats"):
            return JSONResponse(self.stats())
        if self._pages >= self._most_pages:
            self._refused += 1
            # The time in which the pages that wait are answered.
            retry = max(1, round(self._seconds))
            return JSONResponse({"error": "too many pages wait"}, 503, {"Retry-After": str(retry)})
        begin = time.perf_counter()
        if self._pages == 0:
            self._moved = time.monotonic()
        self._pages += 1
        try:
            deadline = min(60.0, float(request.headers.get("x-deadline", "60")))
            async with asyncio.timeout(deadline):
                lines = await self._lines(await request.body(), deadline)
        except (TimeoutError, sx.CancelledError):
            self._late += 1
            return JSONResponse({"error": "the deadline has passed"}, 504)
        except (OSError, ValueError) as failure:
            return JSONResponse({"error": str(failure)}, 400)
        finally:
            self._pages -= 1
        self._answered += 1
        self._moved = time.monotonic()
        self._seconds += 0.1 * (time.perf_counter() - begin - self._seconds)
        return JSONResponse({"lines": lines})

    async def _lines(self, data: bytes, deadline: float) -> list[dict[str, Any]]:
        async with self._decoding:
            tensors = await asyncio.to_thread(self._model.tensors, data)
        lines = await asyncio.gather(*(self._line(tensor, deadline) for tensor in tensors))
        return [{"text": line.text, "score": round(float(line.score), 4)} for line in lines]

    async def _line(self, tensor: Tensor, deadline: float) -> Any:
        width = tensor.shape[3]
        self._counts.arrived(width)
        try:
            return await self._batcher.asubmit(tensor, group=width, deadline=deadline)
        except (TimeoutError, asyncio.CancelledError, sx.CancelledError):
            self._counts.left(width)
            raise

    def stats(self) -> dict[str, float]:
        """Returns counts of requests, and how full batches are."""
        counts = self._counts
        requests = {"answered": self._answered, "refused": self._refused, "late": self._late, "waiting": self._pages}
        return {**requests, "batches": counts.batches, "lines": counts.lines, "allowed": counts.allowed}

    def check_health(self) -> None:
        """Raises where pages wait and none is answered: Serve then begins the replica anew."""
        if self._pages and time.monotonic() - self._moved > 60:
            raise RuntimeError("no page was answered for a minute")


class SharedBatch:
    """The comparison: the same service with Serve's own batches, which know nothing of widths."""

    def __init__(self, model: str = "real", most_pages: int = 24) -> None:
        self._model, self._most_pages, self._pages = open_model(model), most_pages, 0
        self._counts = BatchCounts(16)

    @serve.batch(max_batch_size=16, batch_wait_timeout_s=0.01)  # type: ignore[untyped-decorator]
    async def _read(self, tensors: list[Tensor]) -> list[Any]:
        groups: dict[int, list[int]] = {}
        for index, tensor in enumerate(tensors):
            groups.setdefault(tensor.shape[3], []).append(index)
        answers: list[Any] = [None] * len(tensors)
        for width, group in groups.items():
            self._counts.began(width, len(group))
            some = [tensors[index] for index in group]
            for index, answer in zip(group, await asyncio.to_thread(self._model.read, some)):
                answers[index] = answer
        return answers

    async def __call__(self, request: Request) -> JSONResponse:
        if request.url.path.endswith("/stats"):
            counts = self._counts
            return JSONResponse({"batches": counts.batches, "lines": counts.lines, "allowed": counts.allowed})
        if self._pages >= self._most_pages:
            return JSONResponse({"error": "too many pages wait"}, 503, {"Retry-After": "1"})
        self._pages += 1
        try:
            tensors = await asyncio.to_thread(self._model.tensors, await request.body())
            for tensor in tensors:
                self._counts.arrived(tensor.shape[3])
            lines = await asyncio.gather(*(self._read(tensor) for tensor in tensors))
        finally:
            self._pages -= 1
        return JSONResponse({"lines": [{"text": line.text, "score": float(line.score)} for line in lines]})


def application(kind: type[Any] = PageServer, replicas: int = 1, **options: Any) -> Any:
    """Returns what `serve.run` takes. Requests beyond those of a replica are refused by itself, with Retry-After."""
    deployment = serve.deployment(
        num_replicas=replicas,
        max_ongoing_requests=1000,
        ray_actor_options={"num_cpus": 1},
        health_check_period_s=5,
        graceful_shutdown_timeout_s=5,
    )
    return deployment(kind).bind(**options)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--replicas", type=int, default=1)
    parser.add_argument("--model", choices=["real", "stub"], default="real")
    arguments = parser.parse_args()
    serve.start(http_options={"port": arguments.port})
    serve.run(application(replicas=arguments.replicas, model=arguments.model), blocking=True)


if __name__ == "__main__":
    main()
