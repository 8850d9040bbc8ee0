#!/usr/bin/env python3
"""The fleet yardstick: o8 against a program that only writes the bytes, in one run.

usage: compare.py --emit EMIT --o8 O8 --fleet FLEET --work FOLDER [--rounds R] [--layout kustomize|rendered] [N ...]

EMIT is the yardstick's `fleet-emit`, FLEET the example `fleet` of o8-tests, FOLDER a place for packages and outputs (a
tmpfs makes the figures steady). For each N and layout the commands run in turn; printed are medians of wall time, and
the median of the ratios within a round. Before the rounds, the objects of both are compared: o8 in its rendered layout
gives one object a file, the yardstick six, so objects are matched by kind, namespace and name, not by path.
"""
import argparse
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


def timed(command, out):
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return (time.perf_counter() - start) * 1e3


def main():
    parser = argparse.ArgumentParser()
    for name in ("emit", "o8", "fleet", "work"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--layout", action="append", choices=["rendered", "kustomize"])
    parser.add_argument("n", nargs="*", type=int)
    args = parser.parse_args()
    print("| layout | N | emit ms | o8 ms | ratio | unchanged rebuild ms | one edit ms |")
    print("|---|---|---|---|---|---|---|")
    for layout in args.layout or ["rendered", "kustomize"]:
        for n in args.n or [10, 100, 1000]:
            package = args.work / f"package-{n}"
            shutil.rmtree(package, ignore_errors=True)
            subprocess.run([args.fleet, str(n), package], check=True)
            out_emit, out_o8 = args.work / "emit", args.work / "o8"
            emit = [args.emit, "A" if layout == "rendered" else "B", "direct", f"synth:{n}", f"tree:{out_emit}"]
            o8 = [args.o8, "build", package, "--out", out_o8, "--layout", layout, "--quiet"]
            timed(emit, out_emit)
            timed(o8, out_o8)
            if layout == "rendered":
                ours, theirs = objects(out_o8), objects(out_emit)
                if ours != theirs:
                    sample = next((key for key in theirs if ours.get(key) != theirs[key]), "extra objects")
                    sys.exit(f"the objects differ at N = {n}: {sample}\nours:   {ours.get(sample)}\ntheirs: {theirs.get(sample)}")
            times = [(timed(emit, out_emit), timed(o8, out_o8)) for _ in range(args.rounds)]
            again, edited = [], []
            for round_ in range(args.rounds):
                start = time.perf_counter()
                subprocess.run(o8, check=True, stdout=subprocess.DEVNULL)
                again.append((time.perf_counter() - start) * 1e3)
                subprocess.run([args.fleet, str(n), package] + ([str(n // 2)] if round_ % 2 == 0 else []), check=True)
                start = time.perf_counter()
                subprocess.run(o8, check=True, stdout=subprocess.DEVNULL)
                edited.append((time.perf_counter() - start) * 1e3)
            median = statistics.median
            ratio = median(b / a for a, b in times)
            print(f"| {layout} | {n} | {median(a for a, _ in times):.1f} | {median(b for _, b in times):.1f} | {ratio:.1f} "
                  f"| {median(again):.1f} | {median(edited):.1f} |", flush=True)


if __name__ == "__main__":
    main()
