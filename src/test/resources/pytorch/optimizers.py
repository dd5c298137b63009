#!/usr/bin/python3
"""Prints where 100 steps of PyTorch's optimizers end, as JSON.

Twelve parameters in two tensors; the gradient at step t pulls each to a value of its own and swings. OptimizersTest
computes the same gradients.
"""

import json
import math

import torch

SIZES = [8, 4]
STEPS = 100
OPTIMIZERS = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9, weight_decay=0.01),
    "nesterov": lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9, weight_decay=0.01, nesterov=True),
    "adam": lambda p: torch.optim.Adam(p, lr=0.02),
    "adam, decay": lambda p: torch.optim.Adam(p, lr=0.02, betas=(0.8, 0.99), eps=1e-6, weight_decay=0.1),
    "adamw": lambda p: torch.optim.AdamW(p, lr=0.02),
    "adamw, decay": lambda p: torch.optim.AdamW(p, lr=0.02, betas=(0.8, 0.99), eps=1e-6, weight_decay=0.5),
    "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.02),
    "rmsprop, momentum": lambda p: torch.optim.RMSprop(
        p, lr=0.01, alpha=0.9, eps=1e-6, momentum=0.9, weight_decay=0.1
    ),
    "sgd, clipped by norm": lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9),
    "sgd, clipped by value": lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9),
}


def gradient(weight, i, t):
    return (0.2 + 0.1 * i) * (weight - math.cos(i)) + 0.5 * math.sin(0.7 * i + 0.9 * t)


def weights(name, optimizer):
    values = [[0.1 * (i + sum(SIZES[:k])) - 0.5 for i in range(n)] for k, n in enumerate(SIZES)]
    parameters = [torch.nn.Parameter(torch.tensor(v)) for v in values]
    rule = optimizer(parameters)
    for t in range(1, STEPS + 1):
        rule.param_groups[0]["lr"] *= 0.99
        i = 0
        for parameter in parameters:
            slopes = []
            for weight in parameter.tolist():
                slopes.append(gradient(weight, i, t))
                i += 1
            parameter.grad = torch.tensor(slopes)
        if name.endswith("by norm"):
            torch.nn.utils.clip_grad_norm_(parameters, 0.7)
        if name.endswith("by value"):
            torch.nn.utils.clip_grad_value_(parameters, 0.3)
        rule.step()
    return [w for parameter in parameters for w in parameter.tolist()]


found = {name: weights(name, optimizer) for name, optimizer in OPTIMIZERS.items()}
print(json.dumps(found))
