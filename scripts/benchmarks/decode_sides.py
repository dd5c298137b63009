"""The Python sides of decode-speed: SIDE FOLDER. Decodes, crops and normalises the folder's JPEGs once for every line of
standard input, and answers with the processor's seconds."""
import io
import json
import sys
import time
from pathlib import Path

import torch
import torchvision
from PIL import Image
from torchvision import transforms
from torchvision.transforms import functional

torch.set_num_threads(1)
side, folder = sys.argv[1:]
files = [file.read_bytes() for file in sorted(Path(folder).iterdir())]
normalize = transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
tensor = transforms.ToTensor()
crop = transforms.RandomResizedCrop(160)
crop_tensor = transforms.RandomResizedCrop(160, antialias=True)


def pillow(data):
    return normalize(tensor(crop(Image.open(io.BytesIO(data)).convert("RGB"))))


def draft(data):
    picture = Image.open(io.BytesIO(data))
    picture.draft("RGB", (160, 160))
    return normalize(tensor(crop(picture)))


def tensors(data):
    picture = torchvision.io.decode_jpeg(data, torchvision.io.ImageReadMode.RGB)
    return normalize(functional.convert_image_dtype(crop_tensor(picture)))


work = {"pillow": pillow, "pillow-draft": draft, "torchvision": tensors}[side]
if side == "torchvision":
    files = [torch.frombuffer(bytearray(data), dtype=torch.uint8) for data in files]
print("{}", flush=True)
for _ in sys.stdin:
    before = time.process_time()
    for data in files:
        work(data)
    print(json.dumps({"seconds": [time.process_time() - before]}), flush=True)
