"""A load generator: load.py [--url URL] [--page FILE] (--concurrency N | --rate R) [--seconds S] [--most N]

It makes requests from N clients that each wait for their answer, or at R a second whatever the answers do, at most `--most` of them at
once: what would be more is counted and not sent. It prints how many were answered, refused (503, and how many said when to come
again), late (504) and lost, and the median and the 99th percentile of the seconds that answers took.
"""

import argparse
import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np


@dataclass
class Load:
    """What came of the requests."""

    seconds: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)
    most_at_once: int = 0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.times) / self.seconds if self.seconds else 0.0

    def percentile(self, percent: float) -> float:
        """Seconds within which so many per cent of the answers came."""
        return float(np.percentile(self.times, percent)) if self.times else float("nan")

    def __str__(self) -> str:
        counts = ", ".join(f"{count} {name}" for name, count in sorted(self.counts.items()))
        return f"{self.rate:.1f} answers/s, p50 {self.percentile(50):.3f} s, p99 {self.percentile(99):.3f} s; {counts}"


class Client:
    """Sends pages to a server, each on a connection of its own."""

    def __init__(self, url: str, body: bytes, deadline: float = 60.0) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "localhost", parts.port or 80
        head = f"POST {parts.path or '/'} HTTP/1.1\r\nHost: {self._host}\r\nConnection: close\r\n"
        fields = f"X-Deadline: {deadline}\r\nContent-Length: {len(body)}\r\n\r\n"
        self._request, self._deadline = (head + fields).encode() + body, deadline
        self.now = 0

    async def send(self, load: Load) -> None:
        """Makes a request and counts what came of it."""
        begin = time.perf_counter()
        self.now += 1
        load.most_at_once = max(load.most_at_once, self.now)
        try:
            async with asyncio.timeout(self._deadline + 30):
                answer = await self._exchange()
        except (OSError, TimeoutError):
            answer = b""
        finally:
            self.now -= 1
        head = answer.partition(b"\r\n\r\n")[0].lower()
        status = head[9:12].decode()
        names = {"200": "answered", "503": "refused", "504": "late", "": "lost"}
        load.counts[names.get(status, f"status {status}")] += 1
        if status == "200":
            load.times.append(time.perf_counter() - begin)
        if status == "503" and b"\r\nretry-after:" in head:
            load.counts["told when to come again"] += 1

    async def _exchange(self) -> bytes:
        reader, writer = await asyncio.open_connection(self._host, self._port)
        try:
            writer.write(self._request)
            await writer.drain()
            return await reader.read()
        finally:
            writer.close()


async def clients(client: Client, count: int, seconds: float) -> Load:
    """Runs clients that each wait for their answer before they ask again."""
    load, begin = Load(), time.perf_counter()

    async def ask() -> None:
        while time.perf_counter() - begin < seconds:
            await client.send(load)

    await asyncio.gather(*(ask() for _ in range(count)))
    load.seconds = time.perf_counter() - begin
    return load


async def arrivals(client: Client, rate: float, seconds: float, most: int) -> Load:
    """Makes requests at a rate, at most so many at once."""
    load, begin, tasks = Load(), time.perf_counter(), set[asyncio.Task[None]]()
    for number in range(round(rate * seconds)):
        await asyncio.sleep(max(0.0, begin + number / rate - time.perf_counter()))
        if client.now >= most:
            load.counts["not sent"] += 1
            continue
        task = asyncio.create_task(client.send(load))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        await asyncio.sleep(0)
    load.seconds = time.perf_counter() - begin
    await asyncio.gather(*tasks)
    return load


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://localhost:8000/")
    parser.add_argument("--page", type=Path, help="the file that is sent")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--deadline", type=float, default=60.0)
    parser.add_argument("--most", type=int, default=256)
    kind = parser.add_mutually_exclusive_group(required=True)
    kind.add_argument("--concurrency", type=int)
    kind.add_argument("--rate", type=float)
    arguments = parser.parse_args()
    client = Client(arguments.url, arguments.page.read_bytes() if arguments.page else b"page", arguments.deadline)
    if arguments.rate:
        load = asyncio.run(arrivals(client, arguments.rate, arguments.seconds, arguments.most))
    else:
        load = asyncio.run(clients(client, min(arguments.concurrency, arguments.most), arguments.seconds))
    print(load)


if __name__ == "__main__":
    main()
