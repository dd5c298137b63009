"""Scales the pictures of cases.txt with PIL and torchvision: a line is a number, an operation, channels, height and
width of NUMBER.raw, then height, width and short side that are asked for."""
import sys
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageOps
from torchvision.transforms import InterpolationMode
from torchvision.transforms import functional as F

ANTIALIAS = {"interpolation": InterpolationMode.BILINEAR, "antialias": True}


def pil(picture, operation, height, width, short):
    h, w = picture.height, picture.width
    if operation == "stretch":
        return picture.resize((width, height), Image.BILINEAR)
    if operation == "crop":
        step = min(h / height, w / width)
        box = ((w - width * step) / 2, (h - height * step) / 2)
        return picture.resize((width, height), Image.BILINEAR, box=box + (box[0] + width * step, box[1] + height * step))
    if operation == "pad":
        scale = min(height / h, width / w)
        part = picture.resize((max(1, int(w * scale + 0.5)), max(1, int(h * scale + 0.5))), Image.BILINEAR)
        whole = Image.new(picture.mode, (width, height))
        whole.paste(part, ((width - part.width) // 2, (height - part.height) // 2))
        return whole
    return F.center_crop(F.resize(picture, short), [height, width])


def torchvision(picture, operation, height, width, short):
    if operation == "stretch":
        return F.resize(picture, [height, width], **ANTIALIAS)
    if operation == "score":
        return F.center_crop(F.resize(picture, [short], **ANTIALIAS), [height, width])
    return None


for line in Path("cases.txt").read_text().splitlines():
    number, operation, *numbers = line.split()
    channels, height, width, *asked = map(int, numbers)
    planes = np.fromfile(number + ".raw", np.uint8).reshape(channels, height, width)
    picture = Image.fromarray(planes[0] if channels == 1 else planes.transpose(1, 2, 0))
    scaled = np.asarray(pil(picture, operation, *asked))
    (scaled if channels == 1 else scaled.transpose(2, 0, 1)).tofile(number + ".pil")
    tensor = torchvision(torch.from_numpy(planes.copy()), operation, *asked)
    if tensor is not None:
        tensor.numpy().tofile(number + ".torchvision")
