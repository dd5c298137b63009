#!/usr/bin/python3
"""Prints the learning rates of PyTorch's schedulers, as JSON."""

import json
import warnings

import torch
from torch.optim import lr_scheduler as s

warnings.simplefilter("ignore")
STEPS = 100
SCHEDULERS = {
    "step": lambda o: s.StepLR(o, 30, 0.2),
    "multi-step": lambda o: s.MultiStepLR(o, [10, 55, 80], 0.3),
    "exponential": lambda o: s.ExponentialLR(o, 0.97),
    "polynomial": lambda o: s.PolynomialLR(o, 80, 2.0),
    "cosine": lambda o: s.CosineAnnealingLR(o, 100, 0.01),
    "restarts": lambda o: s.CosineAnnealingWarmRestarts(o, 15, 2, 0.01),
    "one-cycle": lambda o: s.OneCycleLR(o, 0.4, total_steps=STEPS + 1, pct_start=0.3, div_factor=20, final_div_factor=50),
    "warm-up": lambda o: s.LinearLR(o, 1e-9, 1.0, 25),
}
LOSSES = [2, 1.5, 1.2, 1.3, 1.25, 1.2, 1.19999, 1.1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 0.5, 0.6, 0.6, 0.6, 0.6, 0.6]


def optimizer():
    return torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.4)


def rates(scheduler):
    o = optimizer()
    rule = scheduler(o)
    found = [o.param_groups[0]["lr"]]
    for _ in range(STEPS):
        o.step()
        rule.step()
        found.append(o.param_groups[0]["lr"])
    return found


def plateau(mode, figures, **options):
    o = optimizer()
    rule = s.ReduceLROnPlateau(o, mode, **options)
    found = []
    for figure in figures:
        rule.step(figure)
        found.append(o.param_groups[0]["lr"])
    return found


found = {name: rates(scheduler) for name, scheduler in SCHEDULERS.items()}
found["losses"] = LOSSES
found["plateau"] = plateau("min", LOSSES, factor=0.5, patience=2)
found["plateau, cooldown"] = plateau("min", LOSSES, factor=0.5, patience=1, cooldown=3, min_lr=0.15, threshold=0.01)
found["plateau, accuracy"] = plateau("max", [1 / x for x in LOSSES], factor=0.2, patience=1)
print(json.dumps(found))
