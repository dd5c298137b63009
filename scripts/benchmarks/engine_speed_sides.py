"""The sides of engine-speed, and the processes that take steps for them on command."""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PYTHON = "/usr/bin/python3"

NAMES = {
    "torch": "Kindling torch",
    "bfloat16": "Kindling torch, bfloat16",
    "dl4j": "Kindling dl4j",
    "stock": "Deeplearning4j as it comes",
    "python": "Python PyTorch",
    "gemm": "matrix products",
}

# What scripts/kindling sets: page faults and threads that spin cost more than arithmetic.
VARIABLES = {
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_MAX_": "0",
    "MALLOC_TRIM_THRESHOLD_": "-1",
    "MALLOC_TOP_PAD_": "268435456",
    "GOMP_SPINCOUNT": "20000",
    "OPENBLAS_NUM_THREADS": "1",
}
TUNING = ("GLIBC_", "MALLOC_", "OMP_", "GOMP_", "KMP_", "MKL_", "OPENBLAS_")
LIMITS = ("ONEDNN_", "DNNL_", "ATEN_", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS")


def environment(threads):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(TUNING)}
    return kept | VARIABLES | {"OMP_NUM_THREADS": str(threads)}


def inherited():
    return {name: value for name, value in os.environ.items() if name.startswith(LIMITS)}


def class_path():
    with tempfile.NamedTemporaryFile() as libraries:
        subprocess.run(
            ["mvn", "-q", "-B", "-Pbenchmarks", "test-compile", "dependency:build-classpath"]
            + ["-Dmdep.includeScope=test", f"-Dmdep.outputFile={libraries.name}"],
            cwd=ROOT,
            stdout=sys.stderr,
            check=True,
        )
        path = Path(libraries.name).read_text().strip()
    return f"target/test-classes:target/classes:{path}"


class Trainer:
    """A process that blocks on its standard input until it is told something."""

    def __init__(self, command, threads):
        self.errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(threads),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            text=True,
        )

    def tell(self, command):
        try:
            print(command, file=self.process.stdin, flush=True)
        except BrokenPipeError:
            pass  # answer() says why it died

    def answer(self):
        """Its next line of JSON; libraries may print other lines."""
        for line in self.process.stdout:
            if line.startswith("{"):
                return json.loads(line)
        self.errors.seek(0)
        tail = self.errors.read()[-3000:].decode(errors="replace")
        sys.exit(f"{' '.join(self.process.args)[-300:]}: ended\n{tail}")

    def peak_mib(self):
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) // 1024
        return 0

    def end(self):
        self.process.stdin.close()
        self.process.wait()
        self.errors.close()


@dataclass
class Variant:
    """One way of one side to compute: replicas at once, threads of each, Python's memory layout."""

    side: str
    replicas: int
    threads: int
    layout: str = ""
    speeds: list = field(default_factory=list)
    steps: int = 0
    peak_mib: int = 0
    about: dict = field(default_factory=dict)

    def label(self):
        layout = f", {self.layout}" if self.layout else ""
        return f"{self.replicas} × {self.threads}{layout}"

    def images(self, batch):
        """What a replica's step is counted as: images, or for matrix products billions of FLOP."""
        return self.about["flop"] / 1e9 if self.side == "gemm" else batch

    def start(self, network, batch, path):
        python = [PYTHON, str(HERE / "pytorch-speed.py")]
        if self.side == "gemm":
            commands = [python + ["gemm", "--on-command", "--threads", str(self.threads)]]
        elif self.side == "python":
            options = ["--batch", str(batch), "--threads", str(self.threads)]
            options += ["--memory-format", self.layout, "--on-command"]
            commands = [python + ["steps", network] + options] * self.replicas
        else:
            main = ["java", "-Xmx1g", "-cp", path, "kindling.model.EngineBenchmark"]
            numbers = [str(batch), str(self.replicas), str(self.threads)]
            commands = [main + [self.side, network] + numbers]
        self.trainers = [Trainer(command, self.threads) for command in commands]
        self.about = [trainer.answer() for trainer in self.trainers][0]

    def command(self, command):
        """Tells all processes at once, waits for all, and returns the seconds of all replicas."""
        for trainer in self.trainers:
            trainer.tell(command)
        answers = [trainer.answer() for trainer in self.trainers]
        return [seconds for answer in answers for seconds in answer.get("seconds", [])]

    def end(self):
        for trainer in self.trainers:
            self.peak_mib += trainer.peak_mib()
            trainer.end()


def variants(side, network, cores, stock_networks):
    whole = (1, cores)
    grains = [whole] if cores == 1 else [whole, (cores, 1)]
    if side == "gemm":
        return [Variant(side, *whole)]
    if side == "stock":
        return [Variant(side, *whole)] if network in stock_networks else []
    layouts = ["channels-last", "contiguous"] if side == "python" else [""]
    return [Variant(side, *grain, layout) for grain in grains for layout in layouts]
