"""The finished runs of local-sgd, a line each in a CSV that outlives their run folders."""

import csv
import json

import machine

KEYS = ("workers", "method", "steps", "rate", "batch", "epochs", "seed")
COLUMNS = KEYS + ("test_accuracy", "averages", "bytes", "seconds", "engine", "hardware", "commit", "date")


def key(run):
    """What tells two runs apart, as the record spells it."""
    return tuple(str(run[column]) for column in KEYS)


def read(record):
    """Runs by key, in the record's order: numbers as numbers, None where the record says nothing."""
    if not record.exists():
        return {}
    with open(record, newline="") as lines:
        return {key(run): measured(run) for run in csv.DictReader(lines)}


def measured(run):
    numbers = {"test_accuracy": float, "averages": int, "bytes": int, "seconds": float}
    return run | {column: number(run[column]) if run[column] else None for column, number in numbers.items()}


def add(record, run):
    begins = not record.exists()
    with open(record, "a", newline="") as lines:
        writer = csv.DictWriter(lines, COLUMNS, lineterminator="\n")
        if begins:
            writer.writeheader()
        writer.writerow(run)


def here():
    return {"hardware": machine.hardware(), "commit": machine.commit(), "date": machine.today()}


def finished(folder):
    """What a run folder tells of its run."""
    result = json.loads((folder / "result.json").read_text())
    epochs = [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]
    sent = 0
    for epoch in epochs:
        # Where Spark has lost count of an epoch's rounds, the others tell.
        known = epoch["round"] or next(other["round"] for other in epochs if other["round"])
        sent += epoch["rounds"] * (known["bytes_out"] + known["bytes_in"] + known["shuffle_bytes_written"])
    return {
        "test_accuracy": f"{100 * result['test_accuracy']:.2f}",
        "averages": sum(epoch["rounds"] for epoch in epochs),
        "bytes": round(sent),
        "seconds": f"{sum(epoch['training_seconds'] for epoch in epochs):.0f}",
        "engine": result["engine"],
    }
