"""A Spark standalone cluster on this machine, and processes that end with the benchmark.

The distribution is the one that scripts/kindling assembles under target/spark.
"""

import contextlib
import os
import pathlib
import re
import signal
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
JARS = ROOT / "target/spark/jars"
# What scripts/kindling gives a process that trains.
ALLOCATOR = {
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_MAX_": "0",
    "MALLOC_TRIM_THRESHOLD_": "-1",
    "MALLOC_TOP_PAD_": "268435456",
}
ONE_THREAD = {"GOMP_SPINCOUNT": "20000", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
PATIENCE_SECONDS = 60


def plain_environment():
    """The caller's without what the sides set themselves."""
    theirs = ("GLIBC_", "MALLOC_", "OMP_", "GOMP_", "OPENBLAS_", "SPARK_")
    return {k: v for k, v in os.environ.items() if not k.startswith(theirs)}


def training_environment():
    return plain_environment() | ALLOCATOR | ONE_THREAD


def java():
    home = os.environ.get("JAVA_HOME")
    return f"{home}/bin/java" if home else "java"


@contextlib.contextmanager
def running(command, environment, **files):
    """A process with all that it starts; ended on leaving, whatever happens."""
    process = subprocess.Popen(
        [str(word) for word in command], env=environment, cwd=ROOT, start_new_session=True, **files
    )
    try:
        yield process
    finally:
        end(process)


def end(process):
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)


def output(command, environment, log):
    """What a command prints; leaves with the end of its log when it fails."""
    with open(log, "w") as errors:
        with running(command, environment, stdout=subprocess.PIPE, stderr=errors) as process:
            printed = process.stdout.read().decode()
            status = process.wait()
    if status != 0:
        sys.exit(f"{command[0]} failed with status {status}:\n{log.read_text()[-4000:]}")
    return printed


def await_lines(log, pattern, count):
    """The matches of a pattern in a log that is being written, once there are so many."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        found = re.findall(pattern, log.read_text())
        if len(found) >= count:
            return found
        time.sleep(0.2)
    sys.exit(f"the Spark master did not log {pattern} {count} times:\n{log.read_text()[-4000:]}")


@contextlib.contextmanager
def cluster(folder, workers):
    """A master and workers of one core each, every one a JVM of its own; gives the master's URL."""
    environment = plain_environment() | {
        "SPARK_HOME": str(JARS.parent),
        "SPARK_SCALA_VERSION": "2.12",
    }
    deploy = [java(), "-cp", f"{JARS}/*"]
    local = ["--host", "127.0.0.1", "--webui-port", "0"]
    log = folder / "master.log"
    with contextlib.ExitStack() as stack:

        def start(command, log):
            with open(log, "w") as sink:
                stack.enter_context(running(command, environment, stdout=sink, stderr=sink))

        start([*deploy, "org.apache.spark.deploy.master.Master", *local, "--port", "0"], log)
        url = await_lines(log, r"Starting Spark master at (spark://\S+)", 1)[0]
        for index in range(workers):
            work = ["--cores", "1", "--memory", "3g", "--work-dir", folder / f"worker-{index}", url]
            worker = [*deploy, "org.apache.spark.deploy.worker.Worker", *local, *work]
            start(worker, folder / f"worker-{index}.log")
        await_lines(log, "Registering worker", workers)
        yield url
