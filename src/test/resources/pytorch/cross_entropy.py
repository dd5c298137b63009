"""PyTorch's cross-entropy in double: arguments are the classes, the smoothing, and a file with a line of values for
the logits, the labels, the second labels, their shares and the classes' weights (none: all alike); prints the loss, then
its derivative by each logit."""

import sys

import torch
from torch.nn.functional import cross_entropy, one_hot

classes, smoothing = int(sys.argv[1]), float(sys.argv[2])
lines = [[float(value) for value in line.split()] for line in open(sys.argv[3])]
logits = torch.tensor(lines[0]).double().reshape(-1, classes).requires_grad_()
labels, seconds = (torch.tensor(line).long() for line in lines[1:3])
share = torch.tensor(lines[3]).double().unsqueeze(1)
target = labels
if share.any():
    target = (1 - share) * one_hot(labels, classes) + share * one_hot(seconds, classes)
weight = torch.tensor(lines[4]).double() if lines[4:] and lines[4] else None
loss = torch.nn.CrossEntropyLoss(weight=weight, label_smoothing=smoothing)(logits, target)
if share.any() and weight is not None:
    # PyTorch divides by the batch where targets are probabilities, by the labels' weights where they are classes.
    labels_weight = (1 - share[:, 0]) * weight[labels] + share[:, 0] * weight[seconds]
    loss = loss * len(labels) / labels_weight.sum()
loss.backward()
print(loss.item(), *logits.grad.flatten().tolist())
