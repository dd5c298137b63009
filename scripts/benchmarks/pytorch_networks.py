"""Kindling's networks for images of 3x32x32 and 10 classes in plain torch.nn.

Their parameters come in the order of Kindling's, and with the same weights they give the same loss,
gradient and running statistics.
"""

from collections import OrderedDict

import torch
import torch.nn.functional as F
from torch import nn


def conv(inputs, outputs, kernel=3, stride=1, bias=False):
    return nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=bias)


class PadShortcut(nn.Module):
    """Every second row and column, between zero channels."""

    def __init__(self, added):
        super().__init__()
        self.added = added

    def forward(self, x):
        return F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.added, self.added))


class BasicBlock(nn.Module):
    """Two convolutions and a shortcut, padded or projected where the channels change."""

    def __init__(self, before, channels, stride, padded):
        super().__init__()
        self.conv1 = conv(before, channels, stride=stride)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = conv(channels, channels)
        self.bn2 = nn.BatchNorm2d(channels)
        self.downsample = nn.Identity()
        if before != channels:
            self.downsample = (
                PadShortcut((channels - before) // 2)
                if padded
                else nn.Sequential(conv(before, channels, 1, stride), nn.BatchNorm2d(channels))
            )

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)), inplace=True)
        return F.relu(self.bn2(self.conv2(y)) + self.downsample(x), inplace=True)


class ResNet(nn.Module):
    """He et al., 2015, for small images: a 3x3 stem and stages of basic blocks."""

    def __init__(self, width, blocks, padded):
        super().__init__()
        self.conv1 = conv(3, width)
        self.bn1 = nn.BatchNorm2d(width)
        stages = []
        before = width
        for stage, count in enumerate(blocks):
            channels = width << stage
            for block in range(count):
                stride = 2 if stage > 0 and block == 0 else 1
                stages.append(BasicBlock(before, channels, stride, padded))
                before = channels
        self.stages = nn.Sequential(*stages)
        self.fc = nn.Linear(before, 10)

    def forward(self, x):
        x = self.stages(F.relu(self.bn1(self.conv1(x)), inplace=True))
        return self.fc(F.adaptive_avg_pool2d(x, 1).flatten(1))


class Vgg11(nn.Module):
    """Simonyan and Zisserman, 2015, table 1 A, with batch norm and one linear layer."""

    def __init__(self):
        super().__init__()
        layers = []
        before = 3
        for channels in [64, "M", 128, "M", 256, 256, "M", 512, 512, "M", 512, 512, "M"]:
            if channels == "M":
                layers.append(nn.MaxPool2d(2))
            else:
                layers += [conv(before, channels, bias=True), nn.BatchNorm2d(channels)]
                layers.append(nn.ReLU(inplace=True))
                before = channels
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Linear(512, 10)

    def forward(self, x):
        return self.classifier(F.adaptive_avg_pool2d(self.features(x), 1).flatten(1))


class DenseLayer(nn.Module):
    """Adds the channels that a convolution after norm and ReLU makes of all before."""

    def __init__(self, before, growth):
        super().__init__()
        self.norm1 = nn.BatchNorm2d(before)
        self.conv1 = conv(before, growth)

    def forward(self, x):
        return torch.cat([x, self.conv1(F.relu(self.norm1(x), inplace=True))], 1)


class DenseNet(nn.Module):
    """Huang et al., 2017, without bottlenecks, compression and dropout."""

    def __init__(self, depth, growth):
        super().__init__()
        layers = (depth - 4) // 3
        channels = 16
        features = OrderedDict(conv0=conv(3, channels))
        for block in (1, 2, 3):
            dense = OrderedDict()
            for layer in range(1, layers + 1):
                dense[f"denselayer{layer}"] = DenseLayer(channels, growth)
                channels += growth
            features[f"denseblock{block}"] = nn.Sequential(dense)
            if block < 3:
                features[f"transition{block}"] = nn.Sequential(
                    OrderedDict(
                        norm=nn.BatchNorm2d(channels),
                        relu=nn.ReLU(inplace=True),
                        conv=conv(channels, channels, 1),
                        pool=nn.AvgPool2d(2),
                    )
                )
        features["norm5"] = nn.BatchNorm2d(channels)
        self.features = nn.Sequential(features)
        self.classifier = nn.Linear(channels, 10)

    def forward(self, x):
        x = F.relu(self.features(x), inplace=True)
        return self.classifier(F.adaptive_avg_pool2d(x, 1).flatten(1))


def network(name):
    if name == "resnet20":
        return ResNet(16, [3, 3, 3], padded=True)
    if name == "resnet18":
        return ResNet(64, [2, 2, 2, 2], padded=False)
    return Vgg11() if name == "vgg11" else DenseNet(40, 12)
