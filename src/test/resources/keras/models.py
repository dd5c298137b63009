#!/usr/bin/python3
"""Writes a model as Keras saves it, with its whole configuration, and variants of it; prints its images and logits.

    models.py FOLDER

The model takes pixels from 0 to 255, pads as TensorFlow does and has a Flatten behind which batch normalization, GELU
and a linear layer stand. strided.keras has Keras 3's configuration, strided.h5 Keras 2's, fitted.keras a Normalization.
VARIANT.keras differs from strided.keras as VARIANTS says.
"""

import copy
import json
import sys
import zipfile
from math import erf
from pathlib import Path

import h5py
import numpy as np

folder = Path(sys.argv[1])
random = np.random.default_rng(3)


def draw(*shape):
    return random.normal(0, 0.3, shape).astype("float32")


def norm(size):
    return [1 + draw(size), draw(size), draw(size), np.abs(draw(size)) + 0.1]


def conv(name, inputs, kernel, stride, padding, activation, before, outputs, bias=True):
    settings = {
        "filters": outputs, "kernel_size": [kernel, kernel], "strides": [stride, stride], "padding": padding,
        "data_format": "channels_last", "dilation_rate": [1, 1], "groups": 1, "activation": activation, "use_bias": bias,
    }
    return (name, "Conv2D", settings, inputs, [draw(kernel, kernel, before, outputs)] + ([draw(outputs)] if bias else []))


def pool(name, kind, inputs, size, stride, padding):
    settings = {"pool_size": [size, size], "strides": [stride, stride], "padding": padding, "data_format": "channels_last"}
    return (name, kind, settings, inputs, [])


def dense(name, inputs, activation, before, outputs):
    return (name, "Dense", {"units": outputs, "activation": activation, "use_bias": True}, inputs, [draw(before, outputs), draw(outputs)])


BN = {"axis": -1, "momentum": 0.99, "epsilon": 0.01, "center": True, "scale": True}
MODEL = [
    ("input_1", "InputLayer", {}, [], []),
    ("rescaling", "Rescaling", {"scale": 1 / 127.5, "offset": -1.0}, ["input_1"], []),
    ("flip", "RandomFlip", {"mode": "horizontal"}, ["rescaling"], []),
    conv("conv2d", ["flip"], 3, 2, "same", "relu", 3, 4),
    ("batch_normalization", "BatchNormalization", BN, ["conv2d"], norm(4)),
    ("re_lu", "ReLU", {"max_value": 6.0, "negative_slope": 0.0, "threshold": 0.0}, ["batch_normalization"], []),
    ("zero_padding2d", "ZeroPadding2D", {"padding": [[1, 1], [0, 2]]}, ["re_lu"], []),
    conv("conv2d_1", ["zero_padding2d"], 3, 1, "valid", "linear", 4, 4, bias=False),
    ("add", "Add", {}, ["re_lu", "conv2d_1"], []),
    pool("max_pooling2d", "MaxPooling2D", ["add"], 3, 2, "same"),
    pool("average_pooling2d", "AveragePooling2D", ["max_pooling2d"], 2, 1, "same"),
    ("flatten", "Flatten", {"data_format": "channels_last"}, ["average_pooling2d"], []),
    ("batch_normalization_1", "BatchNormalization", BN, ["flatten"], norm(24)),
    ("activation", "Activation", {"activation": "gelu"}, ["batch_normalization_1"], []),
    ("dropout", "Dropout", {"rate": 0.5}, ["activation"], []),
    dense("dense", ["dropout"], "relu", 24, 5),
    dense("dense_1", ["dense"], "softmax", 5, 3),
]
VARIANTS = {
    "tanh": ("conv2d", {"activation": "tanh"}),
    "linear": ("conv2d", {"activation": "linear"}),
    "valid": ("max_pooling2d", {"padding": "valid"}),
    "leaky": ("re_lu", {"negative_slope": 0.1}),
    "relu": ("re_lu", {"max_value": None}),
    "dilated": ("conv2d_1", {"dilation_rate": [2, 2]}),
    "oblong": ("conv2d_1", {"kernel_size": [3, 5]}),
    "upwards": ("zero_padding2d", {"padding": [[1, 1], [2, 0]]}),
    "channels-first": ("conv2d", {"data_format": "channels_first"}),
    "sigmoid": ("dense_1", {"activation": "sigmoid"}),
    "downhill": ("rescaling", {"scale": -1.0}),
}
KINDS = {"average-pool": ("max_pooling2d", "AveragePooling2D"), "lambda": ("activation", "Lambda"), "crop": ("flip", "CenterCrop")}


def config(model, version):
    layers = []
    for name, kind, settings, inputs, _ in model:
        if version == 3:
            tensors = [{"class_name": "__keras_tensor__", "config": {"shape": [None], "keras_history": [i, 0, 0]}} for i in inputs]
            inbound = [{"args": [tensors] if len(tensors) > 1 else tensors, "kwargs": {}}] if inputs else []
        else:
            inbound = [[[i, 0, 0, {}] for i in inputs]] if inputs else []
        layers.append({"class_name": kind, "config": {"name": name, **settings}, "name": name, "inbound_nodes": inbound})
    inside = {"name": "model", "layers": layers, "input_layers": [["input_1", 0, 0]], "output_layers": [["dense_1", 0, 0]]}
    return json.dumps({"class_name": "Functional", "config": inside})


SNAKE = {"Conv2D": "conv2d", "BatchNormalization": "batch_normalization", "Dense": "dense", "Normalization": "normalization"}


def saved(name, model):
    """In the format of Keras 3."""
    counts = {}
    with h5py.File(folder / "inner.h5", "w") as file:
        for _, kind, _, _, weights in model:
            if weights:
                number = counts.get(kind, 0)
                counts[kind] = number + 1
                group = f"layers/{SNAKE[kind]}_{number}" if number else f"layers/{SNAKE[kind]}"
                for index, value in enumerate(weights):
                    file.require_group(f"{group}/vars").create_dataset(str(index), data=value)
        file.require_group("layers/random_flip/vars")
    with zipfile.ZipFile(folder / (name + ".keras"), "w") as archive:
        archive.writestr("config.json", config(model, 3))
        archive.write(folder / "inner.h5", "model.weights.h5")


def windows(image, kernel, stride, sides, fill):
    (top, bottom), (left, right) = sides
    image = np.pad(image, ((top, bottom), (left, right), (0, 0)), constant_values=fill)
    height, width = ((side - kernel) // stride + 1 for side in image.shape[:2])
    return np.array(
        [
            [image[y * stride : y * stride + kernel, x * stride : x * stride + kernel] for x in range(width)]
            for y in range(height)
        ]
    )


def same(settings, image, kernel, stride):
    if settings["padding"] == "valid":
        return (0, 0), (0, 0)
    both = [max((-(-side // stride) - 1) * stride + kernel - side, 0) for side in image.shape[:2]]
    return tuple((total // 2, total - total // 2) for total in both)


def activated(name, x):
    if name == "relu":
        return np.maximum(x, 0)
    return x * (1 + np.vectorize(erf)(x / 2**0.5)) / 2 if name == "gelu" else x


def logits(image):
    """By Keras's definitions, before the softmax."""
    values = {}
    for name, kind, settings, inputs, weights in MODEL:
        x = values[inputs[0]] if inputs else image
        if kind == "Rescaling":
            x = x * settings["scale"] + settings["offset"]
        elif kind == "Conv2D":
            kernel, stride = weights[0].shape[0], settings["strides"][0]
            x = windows(x, kernel, stride, same(settings, x, kernel, stride), 0)
            x = np.tensordot(x, weights[0], 3) + (weights[1] if len(weights) > 1 else 0)
            x = activated(settings["activation"], x)
        elif kind == "BatchNormalization":
            x = (x - weights[2]) / np.sqrt(weights[3] + settings["epsilon"]) * weights[0] + weights[1]
        elif kind == "ReLU":
            x = np.clip(x, 0, settings["max_value"])
        elif kind == "ZeroPadding2D":
            x = np.pad(x, (*settings["padding"], (0, 0)))
        elif kind == "Add":
            x = x + values[inputs[1]]
        elif kind in ("MaxPooling2D", "AveragePooling2D"):
            size, stride = settings["pool_size"][0], settings["strides"][0]
            x = windows(x, size, stride, same(settings, x, size, stride), np.nan)
            x = (np.nanmax if kind == "MaxPooling2D" else np.nanmean)(x, axis=(2, 3))
        elif kind == "Flatten":
            x = x.flatten()
        elif kind == "Dense":
            x = activated(settings["activation"], x @ weights[0] + weights[1])
        elif kind == "Activation":
            x = activated(settings["activation"], x)
        values[name] = x
    return values["dense_1"]


saved("strided", MODEL)
for variant, (layer, changed) in VARIANTS.items():
    saved(variant, [(n, k, {**s, **changed} if n == layer else s, i, w) for n, k, s, i, w in MODEL])
for variant, (layer, kind) in KINDS.items():
    saved(variant, [(n, kind if n == layer else k, s, i, w) for n, k, s, i, w in MODEL])
mean, variance = np.array([127.5] * 3, "float32"), np.array([127.5**2] * 3, "float32")
fitted = copy.deepcopy(MODEL)
fitted[1] = ("rescaling", "Normalization", {"axis": [-1], "mean": None, "variance": None}, ["input_1"], [mean, variance, np.array(7)])
saved("fitted", fitted)
with h5py.File(folder / "strided.h5", "w") as file:
    file.attrs["model_config"] = config(MODEL, 2).encode()
    group = file.create_group("model_weights")
    group.attrs["layer_names"] = [name.encode() for name, *_ in MODEL]
    names = {
        "Conv2D": ["kernel", "bias"],
        "Dense": ["kernel", "bias"],
        "BatchNormalization": ["gamma", "beta", "moving_mean", "moving_variance"],
    }
    for name, kind, _, _, weights in MODEL:
        paths = [f"{name}/{variable}:0" for variable, _ in zip(names.get(kind, []), weights)]
        layer = group.create_group(name)
        layer.attrs["weight_names"] = [path.encode() for path in paths]
        for path, value in zip(paths, weights):
            layer.create_dataset(path, data=value)

image = random.integers(0, 256, (8, 12, 3))
print(json.dumps({"pixels": image.transpose(2, 0, 1).flatten().tolist(), "logits": logits(image.astype(float)).tolist()}))
