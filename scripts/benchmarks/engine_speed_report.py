"""The Markdown of engine-speed."""

import shlex
import statistics
import sys
import time
from pathlib import Path

import machine
from engine_speed_sides import NAMES, VARIABLES, inherited

METHOD = """\
Images per second of whole training steps - forward, softmax cross-entropy, backward, SGD with \
Nesterov's momentum 0.9 and weight decay 5e-4 (Deeplearning4j as it comes leaves biases and batch \
norm out of it) - on random images of 3×32×32 in 10 classes, float32 unless said, every replica \
with a batch of its own. "2 × 1" is two replicas of one thread each at once: Kindling's in one \
JVM, Python's in two processes that share nothing; the speed is the sum of both.

Every variant has processes of its own for each network and batch, warmed up for {warm_up:g} s. They \
then measure by turns, {n} times each, while the others block on their standard input. In its turn a \
process builds its replicas anew, takes untimed steps of about 1 s and at least two (one if a step \
takes over 3 s), takes timed steps of about {seconds:g} s (at least one), and gives its memory \
back. {stock}\
"""
STOCK = """\
Deeplearning4j as it comes is measured on {networks} only, because it is slow."""
SUMMARY = """\
A side stands for its fastest variant, that of the highest median. Medians, and the range of {n} \
measurements. A ratio is the median of {n} ratios, each of the two sides' measurements of one turn; \
in brackets their range. GEMM peak is what oneDNN in Python's PyTorch gives on products of 2048 × \
2048 float32 matrices on all cores, measured in the same turns. A side's percentage of it counts 3 × \
2 × the multiply-accumulates of the architecture's forward pass per image (backward counts twice); \
bfloat16 is held against the peak of float32.\
"""
RATIOS = [
    ("torch", "python", "Kindling torch / Python"),
    ("bfloat16", "python", "bfloat16 / Python float32"),
    ("dl4j", "python", "Kindling dl4j / Python"),
    ("torch", "stock", "Kindling torch / Deeplearning4j"),
    ("dl4j", "stock", "Kindling dl4j / Deeplearning4j"),
]


def show(*cells):
    print("| " + " | ".join(cells) + " |", flush=True)


def columns(*titles):
    show(*titles)
    print("|" + "---|" * len(titles), flush=True)


def spread(values, number):
    middle = statistics.median(values)
    if len(values) == 1:
        return number(middle)
    return f"{number(middle)} ({number(min(values))}–{number(max(values))})"


def rate(value):
    return f"{value:.1f}" if value < 100 else f"{value:.0f}"


def load():
    return Path("/proc/loadavg").read_text().rsplit(maxsplit=2)[0]


class Report:
    def __init__(self, options):
        self.options = options
        self.cells = []
        self.start = time.time()

    def begin(self):
        options = self.options
        arguments = "".join(" " + shlex.quote(word) for word in sys.argv[1:])
        variables = VARIABLES | inherited()
        print("# engine-speed\n")
        networks = ", ".join(options.stock_networks)
        stock = STOCK.format(networks=networks) if "stock" in options.sides else ""
        print(
            METHOD.format(
                n=options.measurements, seconds=options.seconds, warm_up=options.warm_up, stock=stock
            ).rstrip()
            + "\n"
        )
        print(f"- Command: `scripts/benchmarks/engine-speed{arguments}`")
        print(f"- Date: {machine.today()}, commit {machine.commit()}")
        print(f"- Hardware: {options.cores} of {machine.hardware()}")
        print("- Environment of all processes: ", end="")
        print(", ".join(f"`{name}={value}`" for name, value in variables.items()), end="")
        print(", `OMP_NUM_THREADS`: the threads of a replica (Python's `OPENBLAS_NUM_THREADS` too)")
        print(f"- n = {options.measurements} measurements of each variant")
        print(f"- Load average before: {load()}\n")
        print("## All variants\n")
        print("Peak memory is the resident set, of both processes where there are two.\n")
        columns(
            *("network", "batch", "side", "replicas × threads", "images/s"),
            *("n × steps", "% of GEMM peak", "peak memory, MiB"),
        )

    def add(self, cell):
        self.cells.append(cell)
        for variant in cell.variants:
            speed = spread(variant.speeds, rate) + (" GFLOP/s" if variant.side == "gemm" else "")
            show(
                *(cell.network, str(cell.batch), NAMES[variant.side], variant.label(), speed),
                f"{len(variant.speeds)} × {variant.steps}",
                share(cell, variant),
                str(variant.peak_mib),
            )

    def end(self):
        sides = [side for side in NAMES if any(best(cell, side) for cell in self.cells)]
        trained = [side for side in sides if side != "gemm"]
        print("\n## The sides\n")
        print(SUMMARY.format(n=self.options.measurements) + "\n")
        columns("network", "batch", *(f"{NAMES[side]}, images/s" for side in trained))
        for cell in self.cells:
            show(cell.network, str(cell.batch), *(described(cell, side) for side in trained))
        ratios = [ratio for ratio in RATIOS if {*ratio[:2]} <= {*sides}]
        if ratios:
            print()
            columns("network", "batch", *(title for _, _, title in ratios))
            for cell in self.cells:
                compared = (ratio(cell, ours, theirs) for ours, theirs, _ in ratios)
                show(cell.network, str(cell.batch), *compared)
        print("\n## Versions\n")
        for side in sides:
            cell = next(cell for cell in self.cells if best(cell, side))
            print(f"- {NAMES[side]}: {best(cell, side).about['runs']}")
        for side, why in {s: w for cell in self.cells for s, w in cell.refused.items()}.items():
            print(f"- {NAMES[side]} is not offered here: {why}")
        minutes = (time.time() - self.start) / 60
        print(f"\nLoad average after {minutes:.0f} minutes of this benchmark: {load()}.", flush=True)


def best(cell, side):
    """The side's fastest variant, or none."""
    of_side = [variant for variant in cell.variants if variant.side == side]
    return max(of_side, key=lambda variant: statistics.median(variant.speeds), default=None)


def share(cell, variant):
    """The variant's arithmetic in percent of the peak of the same turns."""
    peak = best(cell, "gemm")
    counted = [v.about for v in cell.variants if "multiply_accumulates" in v.about]
    if not peak or not counted or variant is peak:
        return "–"
    flop = 3 * 2 * counted[0]["multiply_accumulates"]
    peaks = statistics.median(peak.speeds) * 1e9
    return f"{100 * statistics.median(variant.speeds) * flop / peaks:.0f}"


def described(cell, side):
    fastest = best(cell, side)
    if not fastest:
        return "–"
    percent = share(cell, fastest)
    peak = "" if percent == "–" else f"; {percent} %"
    return f"{spread(fastest.speeds, rate)}; {fastest.label()}{peak}"


def ratio(cell, ours, theirs):
    pair = best(cell, ours), best(cell, theirs)
    if None in pair:
        return "–"
    ratios = [a / b for a, b in zip(pair[0].speeds, pair[1].speeds)]
    return spread(ratios, lambda value: f"{value:.2f}" if value < 10 else f"{value:.1f}")
