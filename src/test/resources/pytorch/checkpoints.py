#!/usr/bin/python3
"""Writes checkpoints as training scripts leave them, and prints what is in them as JSON.

    checkpoints.py FOLDER

ResNets of 6n + 2 layers with the names of akamaster's pytorch_resnet_cifar10, in half precision, under DataParallel's
prefix, from a GPU, in the legacy format; and a whole training state in the zip format.
"""

import json
import sys
from pathlib import Path

import torch
from torch import nn

folder = Path(sys.argv[1])
torch.manual_seed(1)


class Block(nn.Module):
    def __init__(self, before, channels):
        super().__init__()
        self.conv1 = nn.Conv2d(before, channels, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.shortcut = nn.Sequential()

    def forward(self, x):
        return self.bn2(self.conv2(self.bn1(self.conv1(x))))


class ResNet(nn.Module):
    def __init__(self, depth):
        super().__init__()
        blocks = (depth - 2) // 6
        self.conv1 = nn.Conv2d(3, 16, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        self.layer1 = nn.Sequential(*(Block(16, 16) for _ in range(blocks)))
        self.layer2 = nn.Sequential(*(Block(16 if i == 0 else 32, 32) for i in range(blocks)))
        self.layer3 = nn.Sequential(*(Block(32 if i == 0 else 64, 64) for i in range(blocks)))
        self.linear = nn.Linear(64, 10)

    def forward(self, x):
        x = self.layer3(self.layer2(self.layer1(self.bn1(self.conv1(x)))))
        return self.linear(x.mean((2, 3)))


def written(name, checkpoint, state, **options):
    """Saves a checkpoint as a machine with a GPU does, and tells each tensor's sums."""
    torch.serialization.location_tag = lambda storage: "cuda:0"
    torch.save(checkpoint, folder / name, **options)
    sums = {}
    for key, value in state.items():
        if not key.endswith("num_batches_tracked"):
            values = value.detach().float().double().flatten()
            places = torch.arange(1, len(values) + 1, dtype=torch.float64)
            sums[key] = [list(value.shape), values.sum().item(), (values * places).sum().item()]
    return sums


told = {}
for depth in 20, 32, 44, 56, 110:
    state = nn.DataParallel(ResNet(depth).half()).state_dict()
    checkpoint = {"state_dict": state, "best_prec1": 92.63}
    name = f"resnet{depth}.th"
    told[name] = written(name, checkpoint, state, _use_new_zipfile_serialization=False)

network = ResNet(8).to(memory_format=torch.channels_last)
optimizer = torch.optim.SGD(network.parameters(), 0.1, momentum=0.9)
network(torch.randn(2, 3, 8, 8)).sum().backward()
optimizer.step()
state = {**network.state_dict(keep_vars=True)}
state["layer1.0.bn1.weight"] = torch.arange(32, dtype=torch.float64)[::2]
state["layer1.0.bn1.bias"] = torch.arange(16, dtype=torch.bfloat16)
state["layer2.0.conv1.weight"] = torch.randn(3, 3, 16, 32).permute(3, 2, 0, 1)
checkpoint = {
    "epoch": 7,
    "arch": "resnet8",
    "best_prec1": torch.tensor(91.7),
    "optimizer": optimizer.state_dict(),
    "state_dict": state,
    "betas": (0.9, None),
}
told["resnet8.pt"] = written("resnet8.pt", checkpoint, state)
print(json.dumps(told))
