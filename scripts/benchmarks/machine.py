"""What a recorded figure was measured on and with."""

import datetime
import os
import pathlib
import re
import statistics
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]


def answer(*command):
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout.strip()


def commit():
    """The commit, and whether files differ from it; the record itself may be what has changed."""
    changed = answer("git", "status", "--porcelain", "--untracked-files=no", "--", ".", ":!*.md", ":!*.csv", ":!*.svg")
    return answer("git", "rev-parse", "--short", "HEAD") + (" with uncommitted changes" if changed else "")


def hardware():
    processor = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    memory = re.search(r"MemTotal:\s+(\d+)", pathlib.Path("/proc/meminfo").read_text())
    return f"{os.cpu_count()} threads of {processor.group(1)}, {int(memory.group(1)) / 1048576:.0f} GiB"


def java():
    return subprocess.run(["java", "-version"], capture_output=True, text=True).stderr.splitlines()[0]


def today():
    return f"{datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d}"


def spread(values, digits, sign=""):
    """Mean and, of several, the standard deviation; with the sign "+" a positive mean has its own."""
    mean = f"{statistics.mean(values):{sign}.{digits}f}"
    return mean if len(values) < 2 else f"{mean} ± {statistics.stdev(values):.{digits}f}"
