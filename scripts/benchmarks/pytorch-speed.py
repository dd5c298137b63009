#!/usr/bin/python3
"""Images per second of PyTorch's training steps on networks of random images: Kindling's baseline.

A step is forward, cross-entropy, backward and SGD (momentum 0.9, Nesterov, weight decay 5e-4),
in float32 on CPUs. Every mode prints one line of JSON. Needs nothing but PyTorch 1.13 or later, as
in Debian's python3-torch:

  pytorch-speed.py steps resnet20 --batch 128 --threads 2 --memory-format channels-last
  pytorch-speed.py gemm --threads 2
  pytorch-speed.py ddp resnet20 --processes 2 --images 50000

`ddp` is DistributedDataParallel over gloo, one thread a process; a measurement is an epoch of
`--images` images in all, in batches of `--batch` a process. It starts its processes itself, unless
torchrun has started it (that of PyTorch 1.13 does not run on Python 3.11). For a fair comparison set
the variables GLIBC_TUNABLES, MALLOC_* and GOMP_SPINCOUNT as scripts/kindling does; those that are
set are printed.
With `--on-command`, `steps` and `gemm` leave the measuring to engine-speed; see on_command.py.
"""

import argparse
import json
import math
import os
import socket
import subprocess
import sys
import time

MODELS = ["resnet20", "resnet18", "vgg11", "densenet40-12"]


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    modes = parser.add_subparsers(dest="mode", required=True)
    measured = argparse.ArgumentParser(add_help=False)
    measured.add_argument("--measurements", type=int, default=5)
    trained = argparse.ArgumentParser(add_help=False, parents=[measured])
    trained.add_argument("model", choices=MODELS)
    trained.add_argument("--batch", type=int, default=128, help="images of a step and process")
    trained.add_argument("--warm-up", type=int, default=5, help="steps before the first measurement")
    trained.add_argument(
        "--memory-format", choices=["channels-last", "contiguous"], default="channels-last"
    )
    commanded = argparse.ArgumentParser(add_help=False)
    commanded.add_argument("--on-command", action="store_true", help="take steps when told to")
    steps = modes.add_parser("steps", parents=[trained, commanded], help="one process")
    steps.add_argument("--steps", type=int, default=20, help="steps of a measurement")
    steps.add_argument("--threads", type=int, default=1)
    ddp = modes.add_parser("ddp", parents=[trained], help="several processes")
    ddp.add_argument("--processes", type=int, default=2)
    ddp.add_argument("--images", type=int, default=50_000, help="images of a measurement")
    ddp.set_defaults(threads=1)
    gemm = modes.add_parser(
        "gemm", parents=[measured, commanded], help="peak of float32 matrix products"
    )
    gemm.add_argument("--side", type=int, default=2048)
    gemm.add_argument("--threads", type=int, default=1)
    return parser.parse_args()


ARGUMENTS = arguments()
# BLAS and OpenMP read these when they load, and set_num_threads does not reach all of them.
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = str(ARGUMENTS.threads)

import torch  # noqa: E402
import torch.distributed as dist  # noqa: E402
import torch.nn.functional as F  # noqa: E402
from on_command import obey  # noqa: E402
from pytorch_networks import network  # noqa: E402
from torch import nn  # noqa: E402
from torch.utils import mkldnn  # noqa: E402


class Training:
    """A network, its optimizer and one batch of random images."""

    def __init__(self, wrap, seed):
        layout = {"channels-last": torch.channels_last, "contiguous": torch.contiguous_format}
        layout = layout[ARGUMENTS.memory_format]
        torch.manual_seed(seed)
        self.model = wrap(network(ARGUMENTS.model).to(memory_format=layout))
        images = torch.randn(ARGUMENTS.batch, 3, 32, 32)
        self.images = images.contiguous(memory_format=layout)
        self.labels = torch.randint(10, (ARGUMENTS.batch,))
        self.optimizer = torch.optim.SGD(
            self.model.parameters(), 0.01, momentum=0.9, nesterov=True, weight_decay=5e-4
        )

    def run(self, steps):
        """Takes steps and returns the seconds that they took."""
        start = time.perf_counter()
        for _ in range(steps):
            self.optimizer.zero_grad(set_to_none=True)
            loss = F.cross_entropy(self.model(self.images), self.labels)
            loss.backward()
            self.optimizer.step()
        if not math.isfinite(loss.item()):
            sys.exit(f"the loss is {loss.item()}")
        return time.perf_counter() - start


def trained(training, processes, steps, speeds):
    parameters = sum(p.numel() for p in training.model.parameters())
    return {
        "model": ARGUMENTS.model,
        "parameters": parameters,
        "batch": ARGUMENTS.batch,
        "memory_format": ARGUMENTS.memory_format,
        "processes": processes,
        "warm_up_steps": ARGUMENTS.warm_up,
        "steps": steps,
        "images_per_second": [round(speed, 2) for speed in speeds],
    }


def steps_alone():
    if ARGUMENTS.on_command:
        obey(introduction(), lambda: Training(lambda model: model, 1).run)
        return None
    training = Training(lambda model: model, 1)
    training.run(ARGUMENTS.warm_up)
    images = ARGUMENTS.steps * ARGUMENTS.batch
    speeds = [images / training.run(ARGUMENTS.steps) for _ in range(ARGUMENTS.measurements)]
    return trained(training, 1, ARGUMENTS.steps, speeds)


def epochs_in_processes():
    if "RANK" not in os.environ:
        start_processes()
        return None
    dist.init_process_group("gloo")
    processes = dist.get_world_size()
    training = Training(nn.parallel.DistributedDataParallel, dist.get_rank())
    training.run(ARGUMENTS.warm_up)
    steps = math.ceil(ARGUMENTS.images / (ARGUMENTS.batch * processes))
    speeds = []
    for _ in range(ARGUMENTS.measurements):
        dist.barrier()
        start = time.perf_counter()
        training.run(steps)
        dist.barrier()
        speeds.append(steps * ARGUMENTS.batch * processes / (time.perf_counter() - start))
    result = trained(training, processes, steps, speeds) if dist.get_rank() == 0 else None
    dist.destroy_process_group()
    return result


def start_processes():
    """Runs this command once a process, with what torchrun puts into the environment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    group = {
        "WORLD_SIZE": str(ARGUMENTS.processes),
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": str(port),
    }
    processes = [
        subprocess.Popen([sys.executable, *sys.argv], env=os.environ | group | {"RANK": str(rank)})
        for rank in range(ARGUMENTS.processes)
    ]
    if any([process.wait() for process in processes]):
        sys.exit("a process failed")


def matrix_products():
    """oneDNN's, which convolutions run on, and the BLAS's, which Debian leaves at the reference."""
    side = ARGUMENTS.side
    a, b, c = (torch.randn(side, side) for _ in range(3))
    onednn = mkldnn.to_mkldnn(nn.Linear(side, side))
    packed = a.to_mkldnn()
    with torch.no_grad():
        if ARGUMENTS.on_command:
            about = introduction() | {"flop": 2 * side**3}
            obey(about, lambda: lambda steps: seconds(steps, lambda: onednn(packed)))
            return None
        return {
            "side": side,
            "onednn_gflop_per_second": product_speeds(lambda: onednn(packed)),
            "blas_gflop_per_second": product_speeds(lambda: torch.mm(a, b, out=c)),
        }


def product_speeds(product):
    flop = 2 * ARGUMENTS.side**3
    speeds = [flop / seconds(1, product) / 1e9 for _ in range(ARGUMENTS.measurements + 1)]
    return [round(speed, 1) for speed in speeds[1:]]


def seconds(steps, product):
    start = time.perf_counter()
    for _ in range(steps):
        product()
    return time.perf_counter() - start


def introduction():
    return {"runs": f"PyTorch {torch.__version__}, Python {sys.version.split()[0]}"}


def main():
    torch.set_num_threads(ARGUMENTS.threads)
    modes = {"steps": steps_alone, "ddp": epochs_in_processes, "gemm": matrix_products}
    result = modes[ARGUMENTS.mode]()
    if result is not None:
        variables = ("GLIBC_", "MALLOC_", "OMP_", "GOMP_", "OPENBLAS_")
        about = {
            "mode": ARGUMENTS.mode,
            "torch": torch.__version__,
            "threads": ARGUMENTS.threads,
            "environment": {k: v for k, v in os.environ.items() if k.startswith(variables)},
        }
        print(json.dumps(about | result), flush=True)


if __name__ == "__main__":
    main()
