"""The logits that torchvision's own modules give with weights that Kindling wrote.

    logits.py FOLDER

For each NAME.safetensors in the folder, NAME.images holds float32 images of the shape that NAME.shape says;
NAME.logits receives what the module gives for them in evaluation mode.
"""
import json
import pathlib
import re
import sys

import numpy
import torch
import torchvision
from torch import nn
from torchvision.models import densenet, mobilenet_v2, resnet, vgg


def read(file):
    data = file.read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        values = numpy.frombuffer(data[begin:end], numpy.float32).copy()
        tensors[name] = torch.from_numpy(values).reshape(entry["shape"])
    return tensors


def module(name, classes):
    """Torchvision's module; only what small images replace is set from outside."""
    if found := re.fullmatch(r"resnet(\d+)-imagenet", name):
        return getattr(resnet, "resnet" + found[1])(num_classes=classes)
    if found := re.fullmatch(r"resnet(\d+)", name):
        network = getattr(resnet, "resnet" + found[1])(num_classes=classes)
        network.conv1 = nn.Conv2d(3, 64, 3, 1, 1, bias=False)
        network.maxpool = nn.Identity()
        return network
    if found := re.fullmatch(r"vgg(\d+)", name):
        network = getattr(vgg, f"vgg{found[1]}_bn")()
        network.avgpool = nn.AdaptiveAvgPool2d(1)
        network.classifier = nn.Linear(512, classes)
        return network
    if found := re.fullmatch(r"densenet-bc(\d+)-(\d+)", name):
        depth, growth = int(found[1]), int(found[2])
        layers = (depth - 4) // 6
        network = densenet.DenseNet(growth, (layers,) * 3, 2 * growth, num_classes=classes)
        network.features.conv0 = nn.Conv2d(3, 2 * growth, 3, 1, 1, bias=False)
        for replaced in "norm0", "relu0", "pool0":
            setattr(network.features, replaced, nn.Identity())
        return network
    if found := re.fullmatch(r"mobilenetv2(-w([\d.]+))?", name):
        return mobilenet_v2(num_classes=classes, width_mult=float(found[2] or 1))
    raise SystemExit("no module of torchvision is known for " + name)


def main(folder):
    print("torch", torch.__version__, "torchvision", torchvision.__version__)
    torch.set_num_threads(2)
    for file in sorted(folder.glob("*.safetensors")):
        tensors = read(file)
        shape = [int(extent) for extent in (folder / (file.stem + ".shape")).read_text().split()]
        network = module(file.stem, classes=list(tensors.values())[-1].shape[0])
        network.load_state_dict(tensors, strict=True)
        network.eval()
        images = numpy.fromfile(folder / (file.stem + ".images"), "<f4").reshape(shape)
        with torch.no_grad():
            logits = network(torch.from_numpy(images))
        logits.numpy().astype("<f4").tofile(folder / (file.stem + ".logits"))


main(pathlib.Path(sys.argv[1]))
