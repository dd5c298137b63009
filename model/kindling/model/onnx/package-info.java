/**
 * Networks as ONNX files (onnx.ai), written and read on the driver. {@link
 * kindling.model.onnx.OnnxWriter} and {@link kindling.model.onnx.OnnxFile} may be called.
 */
package kindling.model.onnx;
