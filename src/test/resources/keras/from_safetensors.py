#!/usr/bin/python3
"""Writes the weights of a safetensors file as Keras 3 writes those of the same model, with its default epsilon.

    from_safetensors.py WEIGHTS FILE
"""

import json
import struct
import sys

import h5py
import numpy as np

raw = open(sys.argv[1], "rb").read()
(length,) = struct.unpack("<Q", raw[:8])
header = json.loads(raw[8 : 8 + length])
tensors = {}
for name, entry in header.items():
    if name != "__metadata__":
        begin, end = entry["data_offsets"]
        values = np.frombuffer(raw[8 + length + begin : 8 + length + end], dtype="<f4")
        tensors[name] = values.reshape(entry["shape"])

counts = {}


def layer(kind, variables):
    number = counts.get(kind, 0)
    counts[kind] = number + 1
    group = f"layers/{kind}_{number}" if number else f"layers/{kind}"
    for index, value in enumerate(variables):
        file.require_group(f"{group}/vars").create_dataset(str(index), data=value)


with h5py.File(sys.argv[2], "w") as file:
    for name, value in tensors.items():
        node, variable = name.rsplit(".", 1)
        if variable != "weight":
            continue
        if value.ndim == 4:
            layer("conv2d", [value.transpose(2, 3, 1, 0)])
        elif value.ndim == 2:
            layer("dense", [value.T, tensors[node + ".bias"]])
        else:
            variance = tensors[node + ".running_var"] + np.float32(1e-5) - np.float32(1e-3)
            moving = [tensors[node + ".running_mean"], variance]
            layer("batch_normalization", [value, tensors[node + ".bias"], *moving])
