"""Runs the modules of this folder on the images beside them, without anything of Kindling's."""
import pathlib

import numpy
import torch

torch.set_num_threads(1)
count = 0
for file in sorted(pathlib.Path(".").glob("*.shape")):
    case = file.stem
    shape = [int(size) for size in file.read_text().split()]
    extra = {"classes.json": ""}
    module = torch.jit.load(case + ".pt", _extra_files=extra)
    assert not module.training
    with torch.no_grad():
        for size in (1, 7):
            images = numpy.fromfile(f"{case}.{size}.images", dtype="<f4").reshape(size, *shape)
            logits = module(torch.from_numpy(images))
            logits.numpy().astype("<f4").tofile(f"{case}.{size}.logits")
    pathlib.Path(case + ".names").write_text("\n".join(module.state_dict()))
    pathlib.Path(case + ".classes.json").write_bytes(extra["classes.json"])
    count += 1
    if not pathlib.Path(case + ".whole.pt").exists():
        continue
    whole = torch.jit.load(case + ".whole.pt")
    with torch.no_grad():
        pixels = torch.arange(2 * int(numpy.prod(shape))).mul(37).remainder(256).reshape(2, *shape)
        channels = range(shape[0])
        mean = torch.tensor([0.485 - 0.04 * c for c in channels]).view(1, -1, 1, 1)
        std = torch.tensor([0.229 + 0.01 * c for c in channels]).view(1, -1, 1, 1)
        probabilities = whole(pixels.to(torch.uint8))
        expected = module((pixels / 255.0 - mean) / std).softmax(1)
    probabilities.numpy().astype("<f4").tofile(case + ".probabilities")
    expected.numpy().astype("<f4").tofile(case + ".expected")
print(count, "modules")
