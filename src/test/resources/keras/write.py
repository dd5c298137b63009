#!/usr/bin/python3
"""Writes a small model in each layout that Keras has had, and prints its outputs by Keras's definitions.

The layouts are those of keras/saving/hdf5_format.py (Keras 2), keras/src/legacy/saving/legacy_h5_format.py and
keras/src/saving/saving_lib.py (Keras 3).

    write.py FOLDER
"""

import json
import sys
import zipfile
from pathlib import Path

import h5py
import numpy as np

folder = Path(sys.argv[1])
random = np.random.default_rng(1)


def draw(*shape):
    return random.normal(0, 0.2, shape).astype("float32")


def norm(channels):
    return {
        "gamma": 1 + draw(channels),
        "beta": draw(channels),
        "moving_mean": draw(channels),
        "moving_variance": np.abs(draw(channels)) + 0.01,
    }


# Channels last, as Keras has them. The second convolution has a bias that Kindling's network lacks.
MODEL = [
    ("conv1", "Conv2D", {"kernel": draw(3, 3, 3, 4), "bias": draw(4)}),
    ("bn1", "BatchNormalization", norm(4)),
    ("relu1", "ReLU", {}),
    ("conv2", "Conv2D", {"kernel": draw(3, 3, 4, 6), "bias": draw(6)}),
    ("block_bn2", "BatchNormalization", norm(6)),
    ("drop", "Dropout", {}),
    ("flatten", "Flatten", {}),
    ("fc1", "Dense", {"kernel": draw(6 * 5 * 4, 7), "bias": draw(7)}),
    ("fc2", "Dense", {"kernel": draw(7, 3), "bias": draw(3)}),
]
SNAKE = {
    "Conv2D": "conv2d",
    "BatchNormalization": "batch_normalization",
    "ReLU": "re_lu",
    "Dropout": "dropout",
    "Flatten": "flatten",
    "Dense": "dense",
}


def automatic(model):
    """The names that Keras gives to layers without one, and to their groups."""
    used = {}
    names = []
    for _, kind, _ in model:
        base = SNAKE[kind]
        names.append(base if base not in used else f"{base}_{used[base]}")
        used[base] = used.get(base, 0) + 1
    return names


def config(names, epsilon):
    layers = []
    settings = {
        "conv1": {"filters": 4, "kernel_size": [3, 3], "strides": [1, 1], "padding": "same"},
        "conv2": {"filters": 6, "kernel_size": [3, 3], "strides": [1, 1], "padding": "same"},
        "fc1": {"units": 7, "activation": "linear"},
        "fc2": {"units": 3, "activation": "softmax"},
    }
    for name, (own, kind, _) in zip(names, MODEL):
        inner = {"name": name, "trainable": True, **settings.get(own, {})}
        if kind == "BatchNormalization":
            inner.update(momentum=0.99, epsilon=epsilon, center=True, scale=True)
        layers.append({"module": "keras.layers", "class_name": kind, "config": inner})
    return json.dumps({"class_name": "Sequential", "config": {"name": "model", "layers": layers}})


def legacy(group, names, model, suffix):
    group.attrs["layer_names"] = [name.encode() for name in names]
    group.attrs["backend"] = b"tensorflow"
    group.attrs["keras_version"] = b"2.15.0"
    for name, (_, _, weights) in zip(names, model):
        layer = group.create_group(name)
        paths = [f"{name}/{variable}{suffix}" for variable in weights]
        layer.attrs["weight_names"] = [path.encode() for path in paths]
        for path, value in zip(paths, weights.values()):
            layer.create_dataset(path, data=value)


def counted(file, root, names):
    layers = file.create_group(root)
    for group, name, (_, kind, weights) in zip(automatic(MODEL), names, MODEL):
        variables = layers.create_group(group).create_group("vars")
        variables.attrs["name"] = name
        for index, value in enumerate(weights.values()):
            variables.create_dataset(str(index), data=value)
        if kind == "Dropout":
            seed = layers[group].create_group("seed_generator").create_group("vars")
            seed.create_dataset("0", data=np.array([1, 2], dtype="uint32"))
    file.create_group("optimizer").create_group("vars").create_dataset("0", data=np.uint64(7))


def outputs(epsilon):
    """The logits of one image by the definitions in Keras's documentation."""
    image = np.cos(0.37 * np.arange(3 * 5 * 4)).reshape(3, 5, 4).transpose(1, 2, 0)
    for _, kind, weights in MODEL:
        if kind == "Conv2D":
            padded = np.pad(image, ((1, 1), (1, 1), (0, 0)))
            image = np.array(
                [
                    [np.tensordot(padded[y : y + 3, x : x + 3], weights["kernel"], 3) for x in range(4)]
                    for y in range(5)
                ]
            )
            image = image + weights["bias"]
        elif kind == "BatchNormalization":
            image = (image - weights["moving_mean"]) / np.sqrt(weights["moving_variance"] + epsilon)
            image = image * weights["gamma"] + weights["beta"]
        elif kind == "ReLU":
            image = np.maximum(image, 0)
        elif kind == "Flatten":
            image = image.flatten()
        elif kind == "Dense":
            image = image @ weights["kernel"] + weights["bias"]
    return image.tolist()


own = [name for name, _, _ in MODEL]
with h5py.File(folder / "keras2.h5", "w") as file:
    legacy(file, automatic(MODEL), MODEL, ":0")
with h5py.File(folder / "keras2-model.h5", "w") as file:
    file.attrs["model_config"] = config(own, 0.02).encode()
    file.create_group("optimizer_weights")
    # Another order than the network's: the names tell.
    weights = file.create_group("model_weights")
    legacy(weights, own[::-1], MODEL[::-1], ":0")
with h5py.File(folder / "keras3-legacy.h5", "w") as file:
    legacy(file, automatic(MODEL), MODEL, "")
    file.create_group("top_level_model_weights").attrs["weight_names"] = []
with h5py.File(folder / "keras3.weights.h5", "w") as file:
    counted(file, "layers", automatic(MODEL))
with h5py.File(folder / "config.weights.h5", "w") as file:
    counted(file, "_layer_checkpoint_dependencies", own)
with zipfile.ZipFile(folder / "model.keras", "w") as archive:
    archive.writestr("metadata.json", json.dumps({"keras_version": "3.5.0"}))
    archive.writestr("config.json", config(own, 0.02))
    archive.write(folder / "config.weights.h5", "model.weights.h5")

# The least that is read, for damage: the old and the new inner format of HDF5.
for version in "earliest", "latest":
    with h5py.File(folder / f"tiny-{version}.h5", "w", libver=version) as file:
        dense = ("fc", "Dense", {"kernel": draw(2, 3), "bias": draw(3)})
        legacy(file, ["fc"], [dense], ":0")
    with h5py.File(folder / f"tiny-{version}.weights.h5", "w", libver=version) as file:
        variables = file.create_group("layers/dense/vars")
        variables.create_dataset("0", data=draw(2, 3))
        variables.create_dataset("1", data=draw(3), chunks=(2,), compression="gzip")
with zipfile.ZipFile(folder / "tiny.keras", "w") as archive:
    archive.writestr("config.json", config(own, 0.02))
    archive.write(folder / "tiny-latest.weights.h5", "model.weights.h5")

with h5py.File(folder / "nested.weights.h5", "w") as file:
    counted(file, "layers/functional/layers", automatic(MODEL))
with h5py.File(folder / "linked.weights.h5", "w") as file:
    file.create_group("layers")["conv2d"] = h5py.ExternalLink("keras3.weights.h5", "layers/conv2d")
with h5py.File(folder / "integers.weights.h5", "w") as file:
    file.create_group("layers/dense/vars").create_dataset("0", data=np.arange(6).reshape(2, 3))
with h5py.File(folder / "unscaled.weights.h5", "w") as file:
    for index in range(3):
        file.require_group("layers/batch_normalization/vars").create_dataset(str(index), data=draw(4))

print(
    json.dumps(
        {
            "keras2.h5": outputs(0.001),
            "keras2-model.h5": outputs(0.02),
            "keras3-legacy.h5": outputs(0.001),
            "keras3.weights.h5": outputs(0.001),
            "model.keras": outputs(0.02),
        }
    )
)
