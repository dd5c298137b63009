"""The four sides of spark-cost, each of which trains one network on batches of the same size."""

import json
import pathlib
import re
import struct
import subprocess
import sys
import tempfile
import time
from statistics import median

from spark_cluster import ROOT, java, output, plain_environment, training_environment

CONF = "conf/cifar10-resnet20.conf"
WORKERS = 2
BATCH = 128


def compiled():
    """Compiles the tests and Kindling's jar; the class path of the tests."""
    with tempfile.NamedTemporaryFile() as libraries:
        maven = ["mvn", "-q", "-B", "-Pbenchmarks", "test-compile", "dependency:build-classpath"]
        maven += ["-Dmdep.includeScope=test", f"-Dmdep.outputFile={libraries.name}"]
        subprocess.run(maven, cwd=ROOT, check=True, stdout=sys.stderr)
        launcher = [ROOT / "scripts/kindling", "summary", "resnet20"]
        subprocess.run(launcher, env=plain_environment(), check=True, stdout=subprocess.DEVNULL)
        own = [ROOT / "target/test-classes", ROOT / "target/classes"]
        return ":".join([*map(str, own), pathlib.Path(libraries.name).read_text()])


class Sides:
    """Takes turns; keeps each side's images per second, and what else it tells."""

    def __init__(self, wanted, folder, master, class_path):
        self.wanted = wanted
        self.folder = folder
        self.master = master
        self.class_path = class_path
        self.speeds = {side: [] for side in wanted.sides}
        self.formats = {}
        self.epochs = []
        self.steps = {}
        self.versions = {}
        self.examples = wanted.images

    def take(self, turn):
        # In every second turn the other way round, so that a drift of the machine meets all alike.
        for side in self.wanted.sides[:: 1 if turn % 2 == 0 else -1]:
            start = time.perf_counter()
            getattr(self, side)(turn)
            say(f"turn {turn + 1}, {side}: {time.perf_counter() - start:.0f} s")

    def settings(self):
        if self.wanted.data:
            local = pathlib.Path(self.wanted.data)
            data = [f"data.path={local.resolve() if local.exists() else self.wanted.data}"]
        else:
            shown = round(self.wanted.images / 0.95)
            data = ["data.format=shapes", f"data.shapes.training={shown}", "data.shapes.test=100"]
        training = [f"workers={WORKERS}", f"batch-size={BATCH}", "threads-per-worker=1"]
        # The first epoch builds the replicas and warms the JVM up.
        network = f"architecture={self.wanted.network}"
        return [*data, *training, network, f"epochs={self.wanted.epochs + 1}", "engine=torch"]

    def kindling(self, turn):
        run = trained(self.master, self.folder / f"run-{turn}", self.settings())
        for epoch in run[1:]:
            self.epochs.append(epoch)
            self.examples = epoch["training"]["count"]
            self.speeds["kindling"].append(self.examples / epoch["training_seconds"])

    def bare(self, turn):
        command = [java(), "-Xmx4g", "-cp", self.class_path, "kindling.driver.train.round.BareLoop", CONF]
        log = self.folder / f"bare-{turn}.log"
        lines = output([*command, *self.settings()], training_environment(), log).splitlines()
        for epoch in [json.loads(line) for line in lines][1:]:
            self.speeds["bare"].append(epoch["examples"] / epoch["seconds"])
            self.steps["bare"] = epoch["steps"]
            self.versions["engine"] = epoch["engine"]

    def pytorch(self, turn):
        script = ROOT / "scripts/benchmarks/pytorch-speed.py"
        measured = ["--images", self.examples, "--measurements", self.wanted.epochs]
        for layout in ("channels-last", "contiguous"):
            command = ["/usr/bin/python3", script, "ddp", self.wanted.network, "--processes", WORKERS]
            command += ["--batch", BATCH, "--memory-format", layout, *measured]
            log = self.folder / f"pytorch-{layout}-{turn}.log"
            result = json.loads(output(command, training_environment(), log))
            self.formats.setdefault(layout, []).extend(result["images_per_second"])
            self.steps["pytorch"] = result["steps"]
            self.versions["PyTorch"] = result["torch"]
        best = max(self.formats, key=lambda layout: median(self.formats[layout]))
        self.speeds["pytorch"] = self.formats[best]

    def stock(self, turn):
        unlimited = "-Dorg.bytedeco.javacpp.maxbytes=0 -Dorg.bytedeco.javacpp.maxphysicalbytes=0"
        spark = {
            "executor.extraClassPath": self.class_path,
            "executor.extraJavaOptions": unlimited,
            "executor.memory": "2g",
        }
        command = [java(), "-Xmx4g", *in_pom("spark.opens").split(), *unlimited.split()]
        command += [f"-Dspark.{key}={value}" for key, value in spark.items()]
        command += ["-cp", self.class_path, "kindling.driver.train.round.StockAveraging", self.master]
        command += [self.wanted.network, WORKERS, BATCH]
        command += [self.wanted.stock_batches, self.wanted.epochs]
        printed = output(command, training_environment(), self.folder / f"stock-{turn}.log")
        fits = [json.loads(line) for line in printed.splitlines() if line.startswith("{")]
        self.speeds["stock"] += [fit["examples"] / fit["seconds"] for fit in fits[1:]]


def trained(master, run, settings):
    """Kindling's metrics of each epoch, as the run folder holds them."""
    command = [ROOT / "scripts/kindling", "train", ROOT / CONF, "--master", master]
    command += ["--executor-memory", "2g", "--set", f"run.dir=file:{run}"]
    for setting in settings:
        command += ["--set", setting]
    output(command, plain_environment(), run.with_suffix(".log"))
    return [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]


def crossing_bytes(folder, master, workers):
    """The mean round's metrics, with the number of rounds and the bytes of the state."""
    shown = f"data.shapes.training={24 * workers}"
    settings = ["data.format=shapes", shown, "data.shapes.test=20", "batch-size=4"]
    settings += ["data.validation-fraction=0.5", "steps-per-round=1", "epochs=1"]
    run = folder / f"bytes-{workers}"
    epoch = trained(master, run, [*settings, f"workers={workers}", "engine=torch"])[0]
    state = sum(map(tensor_bytes, (run / "checkpoints/epoch-0001").glob("*.safetensors")))
    say(f"bytes with {workers} workers: done")
    return {"workers": workers, "rounds": epoch["rounds"], "state": state, **epoch["round"]}


def tensor_bytes(file):
    """Of a safetensors file: all but its header and the header's length."""
    with open(file, "rb") as opened:
        (header,) = struct.unpack("<Q", opened.read(8))
    return file.stat().st_size - 8 - header


def in_pom(name):
    return re.search(f"<{name}>(.*)</{name}>", (ROOT / "pom.xml").read_text()).group(1)


def say(text):
    print(f"spark-cost: {text}", file=sys.stderr, flush=True)
