"""Writes networks by PyTorch's own exporter, with images and the logits that PyTorch gives."""
import numpy
import torch
import torchvision
from torch import nn
from torch.nn import functional


class Parts(nn.Module):
    """What exporters write in several nodes."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1, groups=4)
        self.act = nn.GELU()
        self.clip = nn.ReLU6()
        self.drop = nn.Dropout(0.3)
        self.pool = nn.MaxPool2d(3, 2, 1)
        self.fc1 = nn.Linear(112, 16)
        self.fc2 = nn.Linear(16, 5)

    def forward(self, x):
        x = self.act(self.conv1((x * 255 - 120) / 60))
        y = self.clip(self.conv2(x)) * 0.25
        x = functional.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, 4, 8))
        y = torch.cat([self.pool(y), x], 1)
        y = functional.avg_pool2d(y, 2)
        y = self.drop(y).view(y.size(0), -1)
        return functional.softmax(self.fc2(functional.relu(self.fc1(y))), 1)


def save(name, module, shape, **options):
    torch.manual_seed(3)
    module.eval()
    for norm in module.modules():
        if isinstance(norm, nn.BatchNorm2d):
            norm.running_mean.uniform_(-0.2, 0.2)
            norm.running_var.uniform_(0.7, 1.3)
    images = torch.rand(2, *shape)
    with torch.no_grad():
        logits = module(images)
    torch.onnx.export(
        module, images, name + ".onnx", input_names=["x"], output_names=["y"],
        dynamic_axes={"x": {0: "n"}, "y": {0: "n"}}, **options,
    )
    images.numpy().astype("<f4").tofile(name + ".images")
    logits.numpy().astype("<f4").tofile(name + ".logits")


torch.set_num_threads(1)
torch.manual_seed(1)
resnet = torchvision.models.ResNet(torchvision.models.resnet.BasicBlock, [1, 1, 1, 1], 5)
save("folded", resnet, (3, 32, 32))
save("unfolded", resnet, (3, 32, 32), training=torch.onnx.TrainingMode.PRESERVE,
     do_constant_folding=False)
save("parts", Parts(), (3, 8, 8))
