"""Measures examples/ray/serve.py, whose batches are of one width, beside Serve's own batches: ray_serve.py EXAMPLES [SECONDS]

The stub model has a known cost: a batch takes 40 ms and 1 ms for each line, a page has two lines of each of four widths.
"""

import asyncio
import json
import os
import sys
import urllib.request

os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
os.environ["PYTHONPATH"] = sys.argv[1]
sys.path.insert(0, sys.argv[1])

import load  # noqa: E402
import ray  # noqa: E402
import serve as example  # noqa: E402
from ray import serve  # noqa: E402

PORT = 8719
URL = f"http://127.0.0.1:{PORT}"


def stats(path):
    with urllib.request.urlopen(f"{URL}{path}/stats", timeout=10) as answer:
        return json.load(answer)


async def measure(path, seconds):
    """One request at a time, capacity, 80 % of it, 150 % of it."""
    client = load.Client(f"{URL}{path}", b"page")
    await load.clients(client, 2, 1)
    alone = await load.clients(client, 1, seconds)
    before = stats(path)
    full = await load.clients(client, 24, seconds)
    after = stats(path)
    batches, lines, allowed = (after[name] - before[name] for name in ("batches", "lines", "allowed"))
    busy = await load.arrivals(client, 0.8 * full.rate, 2 * seconds, 200)
    over = await load.arrivals(client, 1.5 * full.rate, seconds, 200)
    print(f"{path}: one at a time {alone}")
    print(f"{path}: 24 clients    {full}; {lines / batches:.1f} lines in a batch, {100 * lines / allowed:.0f} % of what widths allow")
    print(f"{path}: 80 %          {busy}; p99 is {busy.percentile(99) / alone.percentile(99):.2f} times that of one at a time")
    print(f"{path}: 150 %         {over}; at most {over.most_at_once} at once", flush=True)
    return alone, full, busy, over, lines / allowed


def check(results):
    """Raises where the service does not keep what it promises."""
    alone, full, busy, over, fill = results
    assert fill >= 0.85, f"batches have {fill:.2f} of what the widths allow"
    for run in results[:4]:
        assert set(run.counts) <= {"answered", "refused", "told when to come again"}, run
    assert full.counts["refused"] == 0 and len(busy.times) >= 0.98 * sum(busy.counts.values()), busy
    assert over.counts["refused"] == over.counts["told when to come again"] > 0, over
    assert over.most_at_once <= 100, f"{over.most_at_once} requests wait"
    assert busy.percentile(99) <= 2 * alone.percentile(99), "p99 at 80 % is more than twice that of a request alone"


def main():
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 10.0
    ray.init(num_cpus=3, include_dashboard=False, log_to_driver=False, logging_level="ERROR", object_store_memory=100 << 20)
    serve.start(http_options={"port": PORT, "host": "127.0.0.1"}, logging_config={"enable_access_log": False})
    try:
        serve.run(example.application(model="stub"), name="own", route_prefix="/own")
        own = asyncio.run(measure("/own", seconds))
        if seconds >= 5:
            serve.delete("own")
            serve.run(example.application(example.SharedBatch, model="stub"), name="serve", route_prefix="/serve")
            asyncio.run(measure("/serve", seconds))
        check(own)
        print("ray_serve: batches, deadlines and refusals are as they should be")
    finally:
        serve.shutdown()
        ray.shutdown()


if __name__ == "__main__":
    main()
