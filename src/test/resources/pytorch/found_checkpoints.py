#!/usr/bin/python3
"""Writes checkpoints of a small network as training programs leave them, some with other things beside the weights.

    found_checkpoints.py FOLDER

Weights count up from 1; those of averages from 1001. A class whose objects leave a file behind when they are unpickled
as Python does it is among them.
"""

import argparse
import collections
import datetime
import enum
import json
import pathlib
import struct
import sys

import numpy
import torch
from torch import nn

folder = pathlib.Path(sys.argv[1])


class Mode(enum.Enum):
    BEST = 1


class Trap:
    def __reduce__(self):
        return (pathlib.Path.touch, (folder / "was-run",))


def network():
    return nn.Sequential(
        collections.OrderedDict(
            conv1=nn.Conv2d(1, 2, 3, bias=False), bn1=nn.BatchNorm2d(2), flatten=nn.Flatten(), fc=nn.Linear(2, 3)
        )
    )


def weights(start=1):
    module = network()
    state = module.state_dict()
    for value in state.values():
        if value.is_floating_point():
            value.copy_(torch.arange(start, start + value.numel()).view(value.shape))
            start += value.numel()
    return state


def prefixed(prefix, state):
    return collections.OrderedDict((prefix + name, value) for name, value in state.items())


def safetensors(name, state, kinds):
    header, data = {}, b""
    for key, value in state.items():
        kind, values = kinds(value)
        header[key] = {"dtype": kind, "shape": list(value.shape), "data_offsets": [len(data), len(data) + len(values)]}
        data += values
    text = json.dumps(header).encode()
    (folder / name).write_bytes(struct.pack("<Q", len(text)) + text + data)


def single(value):
    return ("F32", value.numpy().tobytes()) if value.is_floating_point() else ("I64", value.numpy().tobytes())


def half(value):
    return ("F16", value.half().numpy().tobytes()) if value.is_floating_point() else single(value)


def bfloat16(value):
    if not value.is_floating_point():
        return single(value)
    return ("BF16", value.bfloat16().view(torch.int16).numpy().tobytes())


def double(value):
    return ("F64", value.double().numpy().tobytes()) if value.is_floating_point() else single(value)


state, average = weights(), weights(1001)
module = network()
module.load_state_dict(state)
optimizer = torch.optim.AdamW(module.parameters(), 0.1)
module(torch.randn(2, 1, 3, 3)).sum().backward()
optimizer.step()
scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.1, total_steps=5)
module.load_state_dict(state)
averaged = torch.optim.swa_utils.AveragedModel(module)
beside = {
    "epoch": numpy.int64(3),
    "acc": numpy.float64(95.1),
    "history": numpy.arange(5.0),
    "args": argparse.Namespace(lr=0.1, path=pathlib.Path("/data"), mode=Mode.BEST),
    "optimizer": optimizer.state_dict(),
    "scheduler": scheduler,
    "rng": torch.get_rng_state(),
    "when": datetime.datetime(2024, 1, 2),
    "names": {"a", "b"},
    "frozen": frozenset({1, 2}),
    "raw": b"\x00\x01",
    "buffer": bytearray(b"abc"),
    "counts": collections.defaultdict(list, {(1, 2): [3]}),
    "range": range(3),
    "complex": torch.tensor([1j]),
    "type": torch.float32,
    "device": torch.device("cpu"),
    "big": 1 << 3000,
    "trap": Trap(),
}
beside["self"] = beside

torch.save(prefixed("module.", state), folder / "data-parallel.pt")
torch.save(prefixed("_orig_mod.module.", state), folder / "compiled.pt")
torch.save({"state_dict": prefixed("model.", state)}, folder / "lightning.ckpt")
torch.save({"model": prefixed("backbone.", state), **beside}, folder / "everything.pt")
torch.save({"model": state, **beside}, folder / "everything-protocol-4.pt", pickle_protocol=4)
torch.save({"net": state, **beside}, folder / "everything-legacy.pt", _use_new_zipfile_serialization=False)
torch.save({**state, "epoch": 3, "args": argparse.Namespace(lr=0.1)}, folder / "one-dict.pt")
torch.save(averaged.state_dict(), folder / "averaged-model.pt")
torch.save({"state_dict": state, "state_dict_ema": average}, folder / "ema.pt")
torch.save({"ema": {"module": average, "decay": 0.9}, "weights": state}, folder / "ema-nested.pt")
torch.save({"student": state, "teacher": average}, folder / "two.pt")
torch.save({"state_dict": {**prefixed("ema_model.", average), **prefixed("model.", state)}}, folder / "ema-flat.ckpt")
torch.save({**prefixed("model.", state), "criterion.weight": torch.ones(3)}, folder / "criterion.pt")
torch.save({"model": module, "epoch": 3}, folder / "whole-module.pt")
torch.save({"model": Trap()}, folder / "trap.pt")
safetensors("data-parallel.safetensors", prefixed("module.", state), single)
safetensors("half.safetensors", prefixed("model.", state), half)
safetensors("bfloat16.safetensors", state, bfloat16)
safetensors("double.safetensors", averaged.state_dict(), double)
safetensors("ema.safetensors", {**prefixed("ema.", average), **prefixed("model.", state)}, single)
print("{}")
