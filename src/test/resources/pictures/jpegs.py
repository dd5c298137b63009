"""Writes JPEGs of many kinds to the working folder, and beside each what PIL decodes it to, in planes."""
import io
from pathlib import Path

import numpy as np
from PIL import Image

rng = np.random.default_rng(25)


def picture(height, width, channels):
    y, x, c = np.mgrid[:height, :width, :channels]
    waves = 120 + 90 * np.sin(x / (5 + c)) * np.cos(y / (7 - c)) + rng.normal(0, 15, (height, width, channels))
    planes = np.clip(waves, 0, 255).astype(np.uint8)
    return Image.fromarray(planes[..., 0] if channels == 1 else planes)


KINDS = {
    "444": {"subsampling": 0},
    "422": {"subsampling": 1},
    "420": {"subsampling": 2},
    "progressive": {"progressive": True, "quality": 60},
    "progressive444": {"progressive": True, "subsampling": 0},
    "optimized": {"optimize": True, "quality": 95},
    "coarse": {"quality": 10},
}
for kind, options in KINDS.items():
    for channels in (1, 3):
        for height, width in ((1, 1), (7, 9), (16, 16), (33, 50), (97, 131)):
            data = io.BytesIO()
            picture(height, width, channels).save(data, "JPEG", **options)
            name = f"{kind}-{channels}-{height}-{width}"
            Path(name + ".jpg").write_bytes(data.getvalue())
            decoded = np.asarray(Image.open(data))
            (decoded if channels == 1 else decoded.transpose(2, 0, 1)).tofile(name + ".planes")
