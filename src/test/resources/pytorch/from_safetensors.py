#!/usr/bin/python3
"""Writes the weights of a safetensors file as torch.save writes those of the same model.

    from_safetensors.py WEIGHTS FILE
"""

import json
import struct
import sys

import torch

raw = open(sys.argv[1], "rb").read()
(length,) = struct.unpack("<Q", raw[:8])
state = {}
for name, entry in json.loads(raw[8 : 8 + length]).items():
    if name != "__metadata__":
        begin, end = entry["data_offsets"]
        values = torch.frombuffer(bytearray(raw[8 + length + begin : 8 + length + end]), dtype=torch.float32)
        state[name] = values.reshape(entry["shape"]).clone()
torch.save({"state_dict": state, "epoch": 1}, sys.argv[2])
