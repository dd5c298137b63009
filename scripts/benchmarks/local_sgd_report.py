"""The table and the figure of local-sgd, from its record."""

import collections
import html
import math
import statistics

import machine

ONE_WORKER = "one worker"
SETTING = ("workers", "method", "steps", "rate")
COLORS = {
    "plain": "#1f77b4",
    "reset": "#17becf",
    "slowmo": "#d62728",
    "nesterov": "#2ca02c",
    "post-local": "#9467bd",
    "wire": "#ff7f0e",
}
WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 760, 460, 60, 20, 150, 50


def settings(options, runs):
    """For each setting its runs by seed: one worker first, then by workers, rate, method and K."""
    by_setting = {}
    for run in runs:
        if run["batch"] == str(options.batch) and run["epochs"] == str(options.epochs):
            setting = tuple(run[column] for column in SETTING)
            by_setting.setdefault(setting, {})[run["seed"]] = run
    return dict(sorted(by_setting.items(), key=lambda item: place(*item[0])))


def place(workers, method, steps, rate):
    """Where a setting stands in the table; K as a number before K in words."""
    number = int(steps) if steps.isdecimal() else math.inf
    return int(workers), -float(rate), [ONE_WORKER, *COLORS].index(method), number


def finished(runs):
    return [run for run in runs.values() if run["test_accuracy"] is not None]


def report(options, runs):
    by_setting = settings(options, runs)
    recorded = [run for of_setting in by_setting.values() for run in of_setting.values()]
    if not recorded:
        return f"The record has no runs of {options.epochs} epochs with {options.batch} examples a step."
    machines = collections.Counter((run["hardware"], run["engine"], run["commit"]) for run in recorded)
    dates = sorted(run["date"] for run in recorded)
    rates = ",".join(sorted({run["rate"] for run in recorded}, key=float, reverse=True))
    workers = ",".join(sorted({run["workers"] for run in recorded} - {"1"}, key=int))
    command = f"scripts/benchmarks/local-sgd DATA RUNS --batch {options.batch} --rates {rates} --workers {workers}"
    command += f" --steps {options.steps}" + (f" --methods {options.methods}" if options.methods else "")
    lines = [
        "# local-sgd",
        "",
        f"Test accuracy of ResNet-20 after {options.epochs} epochs of CIFAR-10. In every run all workers' batches together"
        f" have {options.batch} examples, so that",
        "all take the same number of steps on as many examples; running statistics are estimated anew after each epoch.",
        "Mean ± standard deviation over seeds; the difference is paired by seed. Bytes: the state as it leaves the driver once",
        "a round, what all workers write into the shuffle, and what comes back to the driver. Times do not compare: some runs",
        "were beside other work.",
        "",
        f"- Command: `{command}`",
        f"- It makes the runs that the record, [{options.record.name}]({options.record.name}), does not have yet, and writes"
        " this table of it",
        f"- Dates: {dates[0]} to {dates[-1]}",
    ]
    for (hardware, engine, commit), count in machines.items():
        lines.append(f"- n = {count} of them: {hardware}; {engine}; commit {commit}")
    lines += [
        "",
        "| workers | method | K | rate | averages | test accuracy, % | n | difference from one worker | bytes of the run | training time |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for (workers, method, steps, rate), of_setting in by_setting.items():
        ones = finished(by_setting.get(("1", ONE_WORKER, "", rate), {}))
        lines.append(row(workers, method, steps, rate, of_setting, ones))
    if options.figure:
        options.figure.write_text(figure(by_setting))
        lines += ["", f"![accuracy against bytes]({options.figure.name})"]
    return "\n".join(lines)


def row(workers, method, steps, rate, of_setting, ones):
    done = finished(of_setting)
    diverged = len(of_setting) - len(done)
    cells = [workers, method, steps, rate]
    if done:
        paired = [run["test_accuracy"] - one["test_accuracy"] for run in done for one in ones if one["seed"] == run["seed"]]
        seconds = [run["seconds"] for run in done if run["seconds"] is not None]
        cells += [
            f"{statistics.median(run['averages'] for run in done):.0f}",
            machine.spread([run["test_accuracy"] for run in done], 2),
            str(len(done)) + (f", and {diverged} diverged" if diverged else ""),
            "" if workers == "1" or not paired else machine.spread(paired, 2, "+"),
            "" if workers == "1" else size(statistics.mean(run["bytes"] for run in done)),
            f"{statistics.median(seconds):.0f} s" if seconds else "",
        ]
    else:
        cells += ["", "diverged", f"{diverged}", "", "", ""]
    return "| " + " | ".join(cells) + " |"


def size(count):
    return f"{count / 1e9:.2f} GB" if count >= 1e9 else f"{count / 1e6:.1f} MB"


def figure(by_setting):
    ones, several = [], []
    for (workers, method, steps, rate), of_setting in by_setting.items():
        done = finished(of_setting)
        if not done:
            continue
        accuracy = statistics.mean(run["test_accuracy"] for run in done)
        if method == ONE_WORKER:
            ones.append(accuracy)
        else:
            several.append((int(workers), method, steps, rate, statistics.mean(run["bytes"] for run in done), accuracy))
    if not several:
        return '<svg xmlns="http://www.w3.org/2000/svg"/>\n'
    low, high = math.floor(math.log10(min(p[4] for p in several))), math.ceil(math.log10(max(p[4] for p in several)))
    high = max(high, low + 1)
    accuracies = ones + [point[5] for point in several]
    least, most = math.floor(min(accuracies)), math.ceil(max(accuracies)) + 1

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
    for accuracy in ones:
        at = y(accuracy)
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{at:.1f}" y2="{at:.1f}" stroke="black" stroke-dasharray="5 3"/>')
        parts.append(text(WIDTH - RIGHT + 6, at + 4, ONE_WORKER, "start"))
    for workers, method, steps, rate, sent, accuracy in several:
        at = y(accuracy)
        about = f"{workers} workers, {method}, K = {steps}, rate {rate}: {accuracy:.2f} %, {size(sent)}"
        parts.append(
            f'<circle cx="{x(sent):.1f}" cy="{at:.1f}" r="{3 + math.log2(workers):.0f}" fill="{COLORS[method]}"'
            f' fill-opacity="0.7"><title>{html.escape(about)}</title></circle>'
        )
    for i, (method, color) in enumerate((m, c) for m, c in COLORS.items() if any(p[1] == m for p in several)):
        at = HEIGHT - BOTTOM - 20 * i - 6
        parts.append(f'<circle cx="{WIDTH - RIGHT + 14}" cy="{at - 4}" r="5" fill="{color}"/>')
        parts.append(text(WIDTH - RIGHT + 26, at, method, "start"))
    parts.append(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, "bytes of the run; larger circles: more workers", "middle"))
    return "\n".join(parts + ["</svg>", ""])


def text(x, y, words, anchor):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{html.escape(words)}</text>'

