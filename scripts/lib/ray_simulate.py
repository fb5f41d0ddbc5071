"""Simulates a job on many cores: ray_simulate.py LOG [--pages N] [--cores N] [--node-cores N] [--hours-between-losses H] [--runs N]

LOG is what `python -m scipix.ray --log` wrote: the seconds of measured parts are drawn from it. Parts of a lost node are read again, a
node comes back after five minutes, and parts that take three times the median are begun a second time when nothing waits.
"""

import argparse
import heapq
import json
import random
import statistics
from pathlib import Path

RETURN_SECONDS, STRAGGLER = 300.0, 3.0


class Cluster:
    """One run, whose events are ends of parts, losses of nodes, and their return."""

    def __init__(self, seconds, parts, cores, node_cores, mean_between_losses, repeat, rng):
        self.seconds, self.rng, self.repeat = seconds, rng, repeat
        self.nodes, self.node_cores = max(1, cores // node_cores), min(cores, node_cores)
        self.mean, self.median = mean_between_losses, statistics.median(seconds)
        self.waiting, self.left, self.events, self.serial = parts, parts, [], 0
        self.running = [{} for _ in range(self.nodes)]  # attempt: (part, begun)
        self.done, self.copies, self.losses, self.lost_seconds, self.repeated = set(), {}, 0, 0.0, 0
        self.again, self.next_part = [], 0

    def push(self, when, kind, node, attempt=0):
        self.serial += 1
        heapq.heappush(self.events, (when, self.serial, kind, node, attempt))

    def take(self):
        if self.again:
            return self.again.pop()
        if self.next_part < self.waiting:
            self.next_part += 1
            return self.next_part - 1
        return None

    def fill(self, now, node):
        while len(self.running[node]) < self.node_cores:
            part = self.take()
            if part is None:
                return
            self.begin(now, node, part)

    def begin(self, now, node, part):
        duration = self.rng.choice(self.seconds)
        self.push(now + duration, "end", node, self.serial + 1)
        self.running[node][self.serial] = part, now
        self.copies[part] = self.copies.get(part, 0) + 1

    def stragglers(self, now, node):
        """Copies slow parts to a node with a free core."""
        if not self.repeat or self.again or self.next_part < self.waiting:
            return
        for other in self.running:
            for part, begun in list(other.values()):
                if len(self.running[node]) >= self.node_cores:
                    return
                if self.copies[part] == 1 and part not in self.done and now - begun > STRAGGLER * self.median:
                    self.repeated += 1
                    self.begin(now, node, part)

    def run(self):
        """Returns the seconds until all parts are written."""
        up = [True] * self.nodes
        for node in range(self.nodes):
            self.fill(0.0, node)
            if self.mean:
                self.push(self.rng.expovariate(1 / self.mean), "loss", node)
        if self.repeat:
            self.push(self.median, "tick", 0)
        while len(self.done) < self.left:
            now, _, kind, node, attempt = heapq.heappop(self.events)
            if kind == "end" and attempt in self.running[node]:
                part, _ = self.running[node].pop(attempt)
                self.done.add(part)
                self.fill(now, node)
            elif kind == "loss":
                up[node] = False
                self.losses += 1
                for part, begun in self.running[node].values():
                    self.lost_seconds += now - begun
                    self.copies[part] -= 1
                    if part not in self.done and not self.copies[part]:
                        self.again.append(part)
                self.running[node] = {}
                self.push(now + RETURN_SECONDS, "return", node)
            elif kind == "return":
                up[node] = True
                self.fill(now, node)
                self.push(now + self.rng.expovariate(1 / self.mean), "loss", node)
            elif kind == "tick":
                for free in range(self.nodes):
                    if up[free]:
                        self.fill(now, free)
                        self.stragglers(now, free)
                self.push(now + self.median / 2, "tick", 0)
        return now


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("log", type=Path)
    parser.add_argument("--parts", type=int, default=20_000)
    parser.add_argument("--scale", type=float, default=1.0, help="factor of the measured seconds")
    parser.add_argument("--cores", type=int, nargs="+", default=[100, 1000])
    parser.add_argument("--node-cores", type=int, default=16)
    parser.add_argument("--hours-between-losses", type=float, nargs="+", default=[0, 240, 24, 4], help="of one node; 0: none")
    parser.add_argument("--slow", type=float, default=0.001, help="share of parts that take 20 times as long")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    measured = [options.scale * json.loads(line)["seconds"] for line in options.log.read_text().splitlines()]
    slow = max(1, round(options.slow * 10_000))
    rng = random.Random(19)
    seconds = rng.choices(measured, k=10_000 - slow) + [20 * second for second in rng.choices(measured, k=slow)]
    quantiles = statistics.quantiles(measured, n=100)
    print(f"{len(measured)} measured parts: median {quantiles[49]:.2f} s, 99 % {quantiles[98]:.2f} s, longest {max(measured):.2f} s")
    print("| cores | hours between losses of a node | slow parts repeated | hours | times the ideal | lost nodes | work lost |")
    print("| ---: | ---: | --- | ---: | ---: | ---: | ---: |")
    for cores in options.cores:
        ideal = options.parts * statistics.mean(seconds) / (max(1, cores // options.node_cores) * options.node_cores)
        for hours in options.hours_between_losses:
            for repeat in (False, True):
                runs = [
                    Cluster(seconds, options.parts, cores, options.node_cores, hours * 3600, repeat, random.Random(run))
                    for run in range(options.runs)
                ]
                ends = [run.run() for run in runs]
                losses = statistics.mean(run.losses for run in runs)
                lost = statistics.mean(run.lost_seconds for run in runs) / (options.parts * statistics.mean(seconds))
                end = statistics.mean(ends)
                row = f"| {cores} | {hours or 'none'} | {'yes' if repeat else 'no'} | {end / 3600:.2f} | {end / ideal:.3f} |"
                print(f"{row} {losses:.0f} | {100 * lost:.2f} % |", flush=True)


if __name__ == "__main__":
    main()
