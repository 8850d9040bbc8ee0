#!/usr/bin/env python3
"""The fleet yardstick: o8 against a program that only writes the bytes, in one run.

usage: compare.py --emit EMIT --o8 O8 --fleet FLEET --work FOLDER [--rounds R] [--layout kustomize|rendered] [N ...]

EMIT is the program that only writes the bytes, FLEET the example `fleet` of o8-tests, FOLDER a place for packages and
outputs (a tmpfs makes the figures steady). For each N and layout the commands run in turn; printed are medians of wall
time, processor time and peak memory, and medians of the ratios within a round: on a busy machine that of processor times
says more. Before the rounds, the objects of both are
compared: o8 in its rendered layout gives one object a file, the yardstick six, so objects are matched by kind, namespace
and name, not by path.
"""
import argparse
import multiprocessing
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
WORKLOADS = {"Deployment", "Service", "ServiceAccount", "HorizontalPodAutoscaler", "PodDisruptionBudget", "NetworkPolicy"}


def objects(root):
    found = {}
    for path in root.rglob("*.yaml"):
        for document in yaml.load_all(path.read_text(), Loader=LOADER):
            if document and document.get("kind") in WORKLOADS:
                meta = document["metadata"]
                found[(document["kind"], meta.get("namespace"), meta["name"])] = document
    return found


def run(command):
    """Wall time and processor time in milliseconds, and peak memory in MiB."""
    command = [str(part) for part in command]
    nothing = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    start = time.perf_counter()
    child = os.posix_spawn(command[0], command, os.environ, file_actions=nothing)
    _, status, usage = os.wait4(child, 0)
    wall = (time.perf_counter() - start) * 1e3
    if status != 0:
        sys.exit(f"failed: {' '.join(command)}")
    return wall, (usage.ru_utime + usage.ru_stime) * 1e3, usage.ru_maxrss / 1024


def fresh(command, out):
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    return run(command)


def files(root):
    return sum(len(names) for _, _, names in os.walk(root))


def main():
    parser = argparse.ArgumentParser()
    for name in ("emit", "o8", "fleet", "work"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--layout", action="append", choices=["rendered", "kustomize"])
    parser.add_argument("n", nargs="*", type=int)
    args = parser.parse_args()
    median = statistics.median
    print("| layout | N | files | emit ms | o8 ms | ratio | emit cpu ms | o8 cpu ms | cpu ratio | unchanged ms | edit ms | MiB |")
    print("|---|---|---|---|---|---|---|---|---|---|---|---|")
    for layout in args.layout or ["rendered", "kustomize"]:
        for n in args.n or [10, 100, 1000]:
            package = args.work / f"package-{n}"
            shutil.rmtree(package, ignore_errors=True)
            subprocess.run([args.fleet, str(n), package], check=True)
            out_emit, out_o8 = args.work / "emit", args.work / "o8"
            emit = [args.emit, "A" if layout == "rendered" else "B", "direct", f"synth:{n}", f"tree:{out_emit}"]
            o8 = [args.o8, "build", package, "--out", out_o8, "--layout", layout, "--quiet"]
            fresh(emit, out_emit)
            fresh(o8, out_o8)
            if layout == "rendered":
                # In a process of its own: what this one holds would count as the peak of its children.
                comparison = multiprocessing.Process(target=compare, args=(out_o8, out_emit, n))
                comparison.start()
                comparison.join()
                if comparison.exitcode != 0:
                    sys.exit(1)
            times = [(fresh(emit, out_emit), fresh(o8, out_o8)) for _ in range(args.rounds)]
            again, edited = [], []
            for round_ in range(args.rounds):
                again.append(run(o8)[0])
                subprocess.run([args.fleet, str(n), package] + ([str(n // 2)] if round_ % 2 == 0 else []), check=True)
                edited.append(run(o8)[0])
            columns = [f"{median(of(a, b) for a, b in times):.{digits}f}" for of, digits in COLUMNS]
            print(f"| {layout} | {n} | {files(out_emit)}, {files(out_o8)} | {' | '.join(columns[:-1])} "
                  f"| {median(again):.0f} | {median(edited):.0f} | {columns[-1]} |", flush=True)


# Of a run of EMIT and one of O8, each wall time, processor time, peak memory.
COLUMNS = [
    (lambda a, b: a[0], 0),
    (lambda a, b: b[0], 0),
    (lambda a, b: b[0] / a[0], 1),
    (lambda a, b: a[1], 0),
    (lambda a, b: b[1], 0),
    (lambda a, b: b[1] / a[1], 1),
    (lambda a, b: b[2], 0),
]


def compare(out_o8, out_emit, n):
    ours, theirs = objects(out_o8), objects(out_emit)
    if len(theirs) != 18 * n:
        sys.exit(f"the yardstick has {len(theirs)} objects at N = {n}, not {18 * n}")
    for key in sorted(theirs.keys() | ours.keys()):
        if ours.get(key) != theirs.get(key):
            sys.exit(f"the objects differ at N = {n}: {key}\nours:   {ours.get(key)}\ntheirs: {theirs.get(key)}")


if __name__ == "__main__":
    main()
