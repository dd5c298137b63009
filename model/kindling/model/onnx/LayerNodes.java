package kindling.model.onnx;

import static kindling.model.onnx.GraphBuilder.integer;
import static kindling.model.onnx.GraphBuilder.integers;
import static kindling.model.onnx.GraphBuilder.real;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import kindling.model.architecture.Dropping;
import kindling.model.architecture.Elementwise;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Node;
import kindling.model.architecture.Padding;
import kindling.model.architecture.Pooling;

/** Each kind of layer in ONNX's operators, in evaluation mode. */
final class LayerNodes {
  private final GraphBuilder graph;

  LayerNodes(GraphBuilder graph) {
    this.graph = graph;
  }

  /**
   * Adds a layer and returns the value that it gives.
   *
   * @param inputs values of the form that {@link kindling.model.export.Form#taken} says
   * @param tensors names of the layer's constants, in the order of {@link Layer#variables}
   * @throws UnsupportedOperationException for a kind that has no form in ONNX
   */
  String add(Node node, List<String> inputs, List<String> tensors) {
    Layer layer = node.layer();
    String name = node.name();
    if (layer instanceof Layer.Conv conv) {
      return windows(
          name,
          "Conv",
          joined(inputs, tensors),
          conv.kernel(),
          conv.stride(),
          conv.padding(),
          integer("group", conv.groups()));
    } else if (layer instanceof Layer.BatchNorm norm) {
      double momentum = BigDecimal.ONE.subtract(BigDecimal.valueOf(norm.momentum())).doubleValue();
      return graph.add(
          name,
          "BatchNormalization",
          joined(inputs, tensors),
          real("epsilon", norm.epsilon()),
          real("momentum", momentum));
    } else if (layer instanceof Layer.Linear) {
      return graph.add(name, "Gemm", joined(inputs, tensors), integer("transB", 1));
    } else if (layer instanceof Layer.Add) {
      return graph.add(name, inputs.size() == 2 ? "Add" : "Sum", inputs);
    } else if (layer instanceof Layer.Concat) {
      return graph.add(name, "Concat", inputs, integer("axis", 1));
    } else if (layer instanceof Layer.Flatten) {
      return graph.add(name, "Flatten", inputs, integer("axis", 1));
    } else if (layer instanceof Layer.PadShortcut shortcut) {
      return shortcut(name, shortcut, inputs);
    } else if (layer instanceof Elementwise elementwise) {
      return elementwise(name, elementwise, inputs);
    } else if (layer instanceof Pooling.MaxPool pool) {
      return windows(name, "MaxPool", inputs, pool.kernel(), pool.stride(), pool.padding());
    } else if (layer instanceof Pooling.AvgPool pool) {
      return windows(
          name,
          "AveragePool",
          inputs,
          pool.kernel(),
          pool.stride(),
          pool.padding(),
          integer("count_include_pad", 0));
    } else if (layer instanceof Pooling.GlobalAvgPool) {
      return graph.add(name, "GlobalAveragePool", inputs);
    } else if (layer instanceof Dropping) {
      return inputs.get(0);
    }
    throw new UnsupportedOperationException("ONNX export has no " + layer);
  }

  private String elementwise(String name, Elementwise layer, List<String> inputs) {
    String input = inputs.get(0);
    if (layer instanceof Elementwise.Relu) {
      return graph.add(name, "Relu", inputs);
    } else if (layer instanceof Elementwise.Relu6) {
      String low = graph.number(name + ".min", 0);
      String high = graph.number(name + ".max", 6);
      return graph.add(name, "Clip", List.of(input, low, high));
    } else if (layer instanceof Elementwise.Gelu) {
      // x · (1 + erf(x / √2)) / 2: the operator Gelu came with opset 20.
      String root = graph.number(name + ".root", (float) Math.sqrt(2));
      String scaled = graph.add(name + ".scaled", "Div", List.of(input, root));
      String erf = graph.add(name + ".erf", "Erf", List.of(scaled));
      String one = graph.number(name + ".one", 1);
      String sum = graph.add(name + ".sum", "Add", List.of(erf, one));
      String product = graph.add(name + ".product", "Mul", List.of(input, sum));
      String half = graph.number(name + ".half", 0.5f);
      return graph.add(name, "Mul", List.of(product, half));
    } else if (layer instanceof Elementwise.Scale scale) {
      String factor = graph.number(name + ".factor", (float) scale.factor());
      return graph.add(name, "Mul", List.of(input, factor));
    }
    throw new UnsupportedOperationException("ONNX export has no " + layer);
  }

  /** Every stride-th row and column, between zero channels. */
  private String shortcut(String name, Layer.PadShortcut shortcut, List<String> inputs) {
    String picked = inputs.get(0);
    if (shortcut.stride() > 1) {
      picked =
          graph.add(
              name + ".slice",
              "Slice",
              List.of(
                  picked,
                  graph.indices(name + ".starts", 0, 0),
                  graph.indices(name + ".ends", Integer.MAX_VALUE, Integer.MAX_VALUE),
                  graph.indices(name + ".axes", 2, 3),
                  graph.indices(name + ".steps", shortcut.stride(), shortcut.stride())));
    }
    String pads =
        graph.indices(
            name + ".pads",
            0,
            shortcut.channelsBefore(),
            0,
            0,
            0,
            shortcut.channelsAfter(),
            0,
            0);
    return graph.add(name, "Pad", List.of(picked, pads));
  }

  private String windows(
      String name,
      String operator,
      List<String> inputs,
      int kernel,
      int stride,
      Padding padding,
      AttributeProto... others) {
    List<AttributeProto> attributes = new ArrayList<>();
    attributes.add(integers("kernel_shape", kernel, kernel));
    attributes.add(integers("strides", stride, stride));
    attributes.add(
        integers("pads", padding.top(), padding.left(), padding.bottom(), padding.right()));
    attributes.addAll(List.of(others));
    return graph.add(name, operator, inputs, attributes.toArray(AttributeProto[]::new));
  }

  private static List<String> joined(List<String> inputs, List<String> tensors) {
    List<String> all = new ArrayList<>(inputs);
    all.addAll(tensors);
    return all;
  }
}
