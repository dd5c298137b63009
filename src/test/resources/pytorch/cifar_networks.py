#!/usr/bin/python3
"""The networks of the CIFAR course in PyTorch, under the names of kuangliu's pytorch-cifar, with their logits.

    cifar_networks.py FOLDER NAME...

For each NAME writes NAME.pth as that repository's training script does, {'net': …, 'acc': …, 'epoch': …} under
DataParallel's prefix, its running statistics random; NAME.images, float32 of 2 × 3 × 32 × 32; NAME.logits, what the
module gives for them in evaluation mode. Prints the counts of parameters as JSON.
"""

import json
import re
import sys
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

BLOCKS = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)}
DENSE = {121: (32, (6, 12, 24, 16)), 161: (48, (6, 12, 36, 24)), 169: (32, (6, 12, 32, 32)), 201: (32, (6, 12, 48, 32))}


def conv(inputs, outputs, side, stride=1):
    return nn.Conv2d(inputs, outputs, side, stride=stride, padding=side // 2, bias=False)


class Residual(nn.Module):
    """A block of convolutions [(outputs, side, stride)], each before its normalization."""

    def __init__(self, inputs, convolutions):
        super().__init__()
        self.count = len(convolutions)
        before, stride = inputs, 1
        for number, (outputs, side, step) in enumerate(convolutions, 1):
            setattr(self, f"conv{number}", conv(before, outputs, side, step))
            setattr(self, f"bn{number}", nn.BatchNorm2d(outputs))
            before, stride = outputs, stride * step
        self.shortcut = nn.Sequential()
        if inputs != before or stride != 1:
            self.shortcut = nn.Sequential(conv(inputs, before, 1, stride), nn.BatchNorm2d(before))

    def forward(self, x):
        out = x
        for number in range(1, self.count + 1):
            out = getattr(self, f"bn{number}")(getattr(self, f"conv{number}")(out))
            out = F.relu(out if number < self.count else out + self.shortcut(x))
        return out


class PreActivated(nn.Module):
    """A block of convolutions, each behind its normalization; the shortcut is behind the first."""

    def __init__(self, inputs, convolutions):
        super().__init__()
        self.count = len(convolutions)
        before, stride = inputs, 1
        for number, (outputs, side, step) in enumerate(convolutions, 1):
            setattr(self, f"bn{number}", nn.BatchNorm2d(before))
            setattr(self, f"conv{number}", conv(before, outputs, side, step))
            before, stride = outputs, stride * step
        if inputs != before or stride != 1:
            self.shortcut = nn.Sequential(conv(inputs, before, 1, stride))

    def forward(self, x):
        out, around = x, x
        for number in range(1, self.count + 1):
            out = F.relu(getattr(self, f"bn{number}")(out))
            if number == 1 and hasattr(self, "shortcut"):
                around = self.shortcut(out)
            out = getattr(self, f"conv{number}")(out)
        return out + around


class ResNet(nn.Module):
    def __init__(self, depth, block, classes=10):
        super().__init__()
        self.stem = block is Residual
        self.conv1 = conv(3, 64, 3)
        if self.stem:
            self.bn1 = nn.BatchNorm2d(64)
        before = 64
        for stage, count in enumerate(BLOCKS[depth]):
            blocks = []
            for index in range(count):
                width, step = 64 << stage, 2 if stage and not index else 1
                if depth < 50:
                    convolutions = [(width, 3, step), (width, 3, 1)]
                else:
                    convolutions = [(width, 1, 1), (width, 3, step), (4 * width, 1, 1)]
                blocks.append(block(before, convolutions))
                before = convolutions[-1][0]
            setattr(self, f"layer{stage + 1}", nn.Sequential(*blocks))
        self.linear = nn.Linear(before, classes)

    def forward(self, x):
        x = self.conv1(x)
        if self.stem:
            x = F.relu(self.bn1(x))
        for layer in self.layer1, self.layer2, self.layer3, self.layer4:
            x = layer(x)
        return self.linear(F.avg_pool2d(x, 4).flatten(1))


class Dense(nn.Module):
    def __init__(self, inputs, growth):
        super().__init__()
        self.bn1, self.conv1 = nn.BatchNorm2d(inputs), conv(inputs, 4 * growth, 1)
        self.bn2, self.conv2 = nn.BatchNorm2d(4 * growth), conv(4 * growth, growth, 3)

    def forward(self, x):
        return torch.cat([self.conv2(F.relu(self.bn2(self.conv1(F.relu(self.bn1(x)))))), x], 1)


class Transition(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.bn, self.conv = nn.BatchNorm2d(inputs), conv(inputs, outputs, 1)

    def forward(self, x):
        return F.avg_pool2d(self.conv(F.relu(self.bn(x))), 2)


class DenseNet(nn.Module):
    def __init__(self, depth, classes=10):
        super().__init__()
        growth, counts = DENSE[depth]
        channels = 2 * growth
        self.conv1 = conv(3, channels, 3)
        for number, count in enumerate(counts, 1):
            setattr(self, f"dense{number}", nn.Sequential(*(Dense(channels + i * growth, growth) for i in range(count))))
            channels += count * growth
            if number < len(counts):
                setattr(self, f"trans{number}", Transition(channels, channels // 2))
                channels //= 2
        self.bn, self.linear = nn.BatchNorm2d(channels), nn.Linear(channels, classes)

    def forward(self, x):
        x = self.conv1(x)
        for number in range(1, 5):
            x = getattr(self, f"dense{number}")(x)
            x = getattr(self, f"trans{number}")(x) if number < 4 else x
        return self.linear(F.avg_pool2d(F.relu(self.bn(x)), 4).flatten(1))


def network(name):
    family, depth = re.fullmatch(r"([a-z]+)(\d+)", name).groups()
    if family == "densenet":
        return DenseNet(int(depth))
    return ResNet(int(depth), {"resnet": Residual, "preactresnet": PreActivated}[family])


folder = Path(sys.argv[1])
torch.manual_seed(1)
counts = {}
for name in sys.argv[2:]:
    module = network(name)
    counts[name] = sum(parameter.numel() for parameter in module.parameters())
    for part in module.modules():
        if isinstance(part, nn.BatchNorm2d):
            part.running_mean.uniform_(-0.2, 0.2)
            part.running_var.uniform_(0.7, 1.3)
            nn.init.uniform_(part.weight, 0.7, 1.3)
            nn.init.uniform_(part.bias, -0.2, 0.2)
    state = nn.DataParallel(module).state_dict()
    torch.save({"net": state, "acc": 95.47, "epoch": 199}, folder / (name + ".pth"))
    images = torch.randn(2, 3, 32, 32)
    with torch.no_grad():
        logits = module.eval()(images)
    images.numpy().tofile(folder / (name + ".images"))
    logits.numpy().tofile(folder / (name + ".logits"))
print(json.dumps(counts))
