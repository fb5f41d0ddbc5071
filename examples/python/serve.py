"""A server that reads pages, whose requests share batches: serve.py [--port PORT] [--threads N] [--try COUNT PAGE]

    curl --data-binary @page.png localhost:8000/read

Lines of one width share a batch, whichever page they come from. GET /stats has the seconds that requests took. With --try there is no
server: that many requests for the page are made at once. It needs ONNX Runtime, Pillow and the models of RapidOCR
(pip install scipix[ocr]), and to serve, fastapi and uvicorn.
"""

import argparse
import asyncio
import io
import time
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

import scipix as sx
from scipix.ocr import Reader


class Server:
    """One reader and one batcher for all requests."""

    def __init__(self, threads: int) -> None:
        self._reader = Reader(threads=1)
        self._batcher: sx.Batcher[npt.NDArray[np.float32], sx.Line] = sx.Batcher(
            self._read_batch, max_batch_size=8, max_wait=0.02, workers=threads, max_queue_size=100_000
        )
        self._pages = asyncio.Semaphore(threads)
        self.seconds: list[float] = []

    def _read_batch(self, tensors: list[npt.NDArray[np.float32]]) -> list[sx.Line]:
        return self._reader.read_tensor(np.concatenate(tensors))

    def _lines_of(self, data: bytes) -> list[npt.NDArray[np.float32]]:
        with Image.open(io.BytesIO(data)) as picture:
            page = np.asarray(picture.convert("RGB"))
        return self._reader.line_tensors(page, self._reader.find_lines(page))

    async def read(self, data: bytes) -> list[dict[str, Any]]:
        """Reads a picture. Cancelling it withdraws the lines that wait."""
        begin = time.perf_counter()
        async with self._pages:
            tensors = await asyncio.to_thread(self._lines_of, data)
        lines = await asyncio.gather(*(self._batcher.asubmit(tensor, group=tensor.shape[3]) for tensor in tensors))
        self.seconds.append(time.perf_counter() - begin)
        return [{"text": line.text, "score": round(line.score, 4)} for line in lines if line.score >= 0.5]

    def stats(self) -> dict[str, float]:
        """Returns how long requests took, and how many lines batches have."""
        times = np.percentile(self.seconds, [50, 99]) if self.seconds else np.zeros(2)
        of_batches = self._batcher.stats()
        lines = of_batches["completed"] / max(1, of_batches["batches"])
        return {"requests": len(self.seconds), "p50": float(times[0]), "p99": float(times[1]), "lines_per_batch": lines}


def report(server: Server) -> None:
    """Prints how long requests took."""
    stats = server.stats()
    print(f"{stats['requests']:.0f} requests, p50 {stats['p50']:.3f} s, p99 {stats['p99']:.3f} s,", end=" ")
    print(f"{stats['lines_per_batch']:.1f} lines in a batch")


async def try_out(threads: int, count: int, page: Path) -> None:
    """Makes requests at once, without a network."""
    server, data = Server(threads), page.read_bytes()
    answers = await asyncio.gather(*(server.read(data) for _ in range(count)))
    print("\n".join(line["text"] for line in answers[0]))
    report(server)


def serve(threads: int, port: int) -> None:
    """Serves until it is interrupted."""
    import fastapi
    import uvicorn

    app, server = fastapi.FastAPI(), Server(threads)

    async def read(request: fastapi.Request) -> list[dict[str, Any]]:
        try:
            return await server.read(await request.body())
        except OSError as failure:
            raise fastapi.HTTPException(400, str(failure)) from failure

    app.add_api_route("/read", read, methods=["POST"])
    app.add_api_route("/stats", server.stats, methods=["GET"])
    uvicorn.run(app, port=port)
    report(server)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--threads", type=int, default=sx.thread_count())
    parser.add_argument("--try", dest="attempt", nargs=2, metavar=("COUNT", "PAGE"))
    arguments = parser.parse_args()
    if arguments.attempt:
        count, page = arguments.attempt
        asyncio.run(try_out(arguments.threads, int(count), Path(page)))
    else:
        serve(arguments.threads, arguments.port)


if __name__ == "__main__":
    main()
