"""The table and the figure of local-sgd, from its run folders."""

import collections
import html
import json
import math
import statistics

import machine

COLORS = {
    "plain": "#1f77b4",
    "reset": "#17becf",
    "slowmo": "#d62728",
    "nesterov": "#2ca02c",
    "post-local": "#9467bd",
    "wire": "#ff7f0e",
}
WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 760, 460, 60, 20, 150, 50


def read(folder):
    """Accuracy in percent, averages, bytes and seconds of a finished run; nothing of another."""
    if not (folder / "result.json").exists():
        return None
    result = json.loads((folder / "result.json").read_text())
    epochs = [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]
    sent = 0
    for epoch in epochs:
        # Where Spark has lost count of an epoch's rounds, the others tell.
        known = epoch["round"] or next(other["round"] for other in epochs if other["round"])
        sent += epoch["rounds"] * (known["bytes_out"] + known["bytes_in"] + known["shuffle_bytes_written"])
    return {
        "accuracy": 100 * result["test_accuracy"],
        "averages": sum(epoch["rounds"] for epoch in epochs),
        "bytes": sent,
        "seconds": sum(epoch["training_seconds"] for epoch in epochs),
        "engine": result["engine"],
    }


def spread(values):
    return f" ± {statistics.stdev(values):.2f}" if len(values) > 1 else ""


def rows(runs):
    """For each setting its finished runs by seed, and how many diverged."""
    settings = collections.OrderedDict()
    for workers, method, steps, rate, seed, folder in runs:
        finished, diverged = settings.setdefault((workers, method, steps, rate), ({}, []))
        result = read(folder)
        if result:
            finished[seed] = result
        elif (folder / "diverged").exists():
            diverged.append(seed)
    return settings


def report(options, runs, arguments):
    settings = rows(runs)
    engines = sorted({run["engine"] for finished, _ in settings.values() for run in finished.values()})
    command = " ".join(["scripts/benchmarks/local-sgd", "DATA", "RUNS"] + arguments[2:])
    lines = [
        "# local-sgd",
        "",
        f"Test accuracy of ResNet-20 after {options.epochs} epochs of CIFAR-10. In every run all workers' batches together"
        f" have {options.batch} examples, so that",
        "all take the same number of steps on as many examples; running statistics are estimated anew after each epoch.",
        "Mean ± standard deviation over seeds; the difference is paired by seed. Bytes: the state as it leaves the driver once",
        "a round, what all workers write into the shuffle, and what comes back to the driver.",
        "",
        f"- Command: `{command}`",
        f"- Date: {machine.today()}, commit {machine.commit()}",
        f"- Hardware: {machine.hardware()}; engine {'; '.join(engines) or 'unknown'}",
        "",
        "| workers | method | K | rate | averages | test accuracy, % | n | difference from one worker | bytes of the run | training time |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for (workers, method, steps, rate), (finished, diverged) in settings.items():
        if finished or diverged:
            ones = settings.get((1, "one worker", "", rate), ({}, []))[0]
            lines.append(row(workers, method, steps, rate, finished, diverged, ones))
    waiting = sum(not finished and not diverged for finished, diverged in settings.values())
    if waiting:
        lines += ["", f"{waiting} settings have no finished run yet."]
    if options.figure:
        options.figure.write_text(figure(settings))
        lines += ["", f"![accuracy against bytes]({options.figure.name})"]
    return "\n".join(lines)


def row(workers, method, steps, rate, finished, diverged, ones):
    cells = [str(workers), method, steps, rate]
    if finished:
        accuracies = [run["accuracy"] for run in finished.values()]
        paired = [run["accuracy"] - ones[seed]["accuracy"] for seed, run in finished.items() if seed in ones]
        cells += [
            f"{statistics.median(run['averages'] for run in finished.values()):.0f}",
            f"{statistics.mean(accuracies):.2f}{spread(accuracies)}",
            str(len(accuracies)) + (f", and {len(diverged)} diverged" if diverged else ""),
            "" if workers == 1 or not paired else f"{statistics.mean(paired):+.2f}{spread(paired)}",
            "" if workers == 1 else size(statistics.mean(run["bytes"] for run in finished.values())),
            f"{statistics.median(run['seconds'] for run in finished.values()):.0f} s",
        ]
    else:
        cells += ["", "diverged", f"{len(diverged)}", "", "", ""]
    return "| " + " | ".join(cells) + " |"


def size(count):
    return f"{count / 1e9:.2f} GB" if count >= 1e9 else f"{count / 1e6:.1f} MB"


def figure(settings):
    points = []
    for (workers, method, steps, rate), (finished, _) in settings.items():
        if finished:
            accuracy = statistics.mean(run["accuracy"] for run in finished.values())
            sent = statistics.mean(run["bytes"] for run in finished.values())
            points.append((workers, method, steps, rate, sent, accuracy))
    several = [point for point in points if point[0] > 1]
    if not several:
        return '<svg xmlns="http://www.w3.org/2000/svg"/>\n'
    low, high = math.floor(math.log10(min(p[4] for p in several))), math.ceil(math.log10(max(p[4] for p in several)))
    high = max(high, low + 1)
    least, most = math.floor(min(p[5] for p in points)), math.ceil(max(p[5] for p in points)) + 1

    def x(sent):
        return LEFT + (WIDTH - LEFT - RIGHT) * (math.log10(sent) - low) / (high - low)

    def y(accuracy):
        return TOP + (HEIGHT - TOP - BOTTOM) * (most - accuracy) / (most - least)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
    ]
    for power in range(low, high + 1):
        at = x(10**power)
        parts.append(f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}" stroke="#ddd"/>')
        parts.append(text(at, HEIGHT - BOTTOM + 16, size(10**power).replace(".00", "").replace(".0", ""), "middle"))
    for accuracy in range(least, most + 1, max(1, (most - least) // 8)):
        at = y(accuracy)
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{at:.1f}" y2="{at:.1f}" stroke="#ddd"/>')
        parts.append(text(LEFT - 6, at + 4, f"{accuracy} %", "end"))
    for point in points:
        at = y(point[5])
        if point[0] == 1:
            parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{at:.1f}" y2="{at:.1f}" stroke="black" stroke-dasharray="5 3"/>')
            parts.append(text(WIDTH - RIGHT + 6, at + 4, "one worker", "start"))
            continue
        workers, method, steps, rate, sent, accuracy = point
        about = f"{workers} workers, {method}, K = {steps}, rate {rate}: {accuracy:.2f} %, {size(sent)}"
        parts.append(
            f'<circle cx="{x(sent):.1f}" cy="{at:.1f}" r="{3 + math.log2(workers):.0f}" fill="{COLORS[method]}"'
            f' fill-opacity="0.7"><title>{html.escape(about)}</title></circle>'
        )
    for i, (method, color) in enumerate((m, c) for m, c in COLORS.items() if any(p[1] == m for p in points)):
        at = HEIGHT - BOTTOM - 20 * i - 6
        parts.append(f'<circle cx="{WIDTH - RIGHT + 14}" cy="{at - 4}" r="5" fill="{color}"/>')
        parts.append(text(WIDTH - RIGHT + 26, at, method, "start"))
    parts.append(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, "bytes of the run; larger circles: more workers", "middle"))
    return "\n".join(parts + ["</svg>", ""])


def text(x, y, words, anchor):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{html.escape(words)}</text>'

