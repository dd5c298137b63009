#!/usr/bin/python3
"""Writes the files beside it, with Debian's python3-torch."""

import sys
from collections import OrderedDict
from pathlib import Path

import torch

folder = Path(__file__).parent
shared = torch.arange(12, dtype=torch.float32)
state = OrderedDict(
    [
        ("conv1.weight", torch.nn.Parameter(shared.view(3, 4).t())),
        ("bn1.weight", shared[2:5]),
        ("bn1.bias", torch.tensor([1.5, -2.0, 6e-8], dtype=torch.float16)),
        ("bn1.running_mean", torch.tensor([0.1, 1e300], dtype=torch.float64)[:1]),
        ("bn1.running_var", torch.tensor([3.0], dtype=torch.bfloat16)),
        ("bn1.num_batches_tracked", torch.tensor(7)),
        ("fc.weight", torch.empty(0, 4)),
        ("fc.bias", torch.tensor(2.5)),
    ]
)
torch.save(state, folder / "zip.pt")
prefixed = OrderedDict(("module." + name, value) for name, value in state.items())
checkpoint = {"epoch": 3, "best_prec1": 91.5, "state_dict": prefixed, "names": ["a", None, True]}
torch.save(checkpoint, folder / "legacy.pth", _use_new_zipfile_serialization=False)
torch.save(torch.nn.Linear(2, 1), folder / "module.pt")
