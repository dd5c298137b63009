"""Holds the .onnx files of this folder against ONNX's own checker, with its inference of shapes."""
import pathlib

import onnx

files = sorted(pathlib.Path(".").glob("*.onnx"))
for file in files:
    model = onnx.load(str(file))
    onnx.checker.check_model(model, full_check=True)
    inferred = onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True)
    assert len(inferred.graph.output) == 1
print(len(files), "files")
