package kindling.model.keras;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import kindling.data.ImageShape;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Elementwise;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Node;
import kindling.model.architecture.Padding;
import kindling.model.architecture.Pooling;

/**
 * What a Keras model computes in evaluation, in the words of this network's layers: without what
 * acts in training alone and without the last softmax, its preprocessing apart.
 *
 * @param nodes under the names of Keras's layers, an activation within one apart
 * @param preprocessing the layers before the first other one, in order
 * @param problems a line for each layer that has no counterpart
 */
record KerasGraph(List<Node> nodes, List<ModelConfig.Entry> preprocessing, List<String> problems) {

  static KerasGraph of(ModelConfig config, ImageShape input) {
    Reading reading = new Reading(config);
    reading.shapes.put(Architecture.INPUT, input);
    config.layers().forEach(reading::add);
    return new KerasGraph(reading.nodes, reading.preprocessing, reading.problems);
  }

  private static final class Reading {
    private final List<Node> nodes = new ArrayList<>();
    private final List<ModelConfig.Entry> preprocessing = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final Map<String, ImageShape> shapes = new HashMap<>();

    /** The node that gives what a Keras layer gives. */
    private final Map<String, String> outputs = new HashMap<>();

    /** What ZeroPadding2D has put around a layer's output; the next layer takes it in. */
    private final Map<String, Padding> paddings = new HashMap<>();

    private final Set<String> taken = new HashSet<>();

    private Reading(ModelConfig config) {
      config.layers().forEach(entry -> taken.addAll(entry.inputs()));
    }

    private void add(ModelConfig.Entry entry) {
      List<String> inputs = entry.inputs().stream().map(outputs::get).toList();
      try {
        if (entry.className().equals("InputLayer") || inputs.isEmpty()) {
          inputs = List.of(Architecture.INPUT);
        }
        if (inputs.stream().allMatch(Objects::nonNull)) {
          add(entry, new KerasSettings(entry.settings()), inputs);
        }
      } catch (IllegalArgumentException | ArithmeticException e) {
        problems.add(
            String.format(
                Locale.ROOT,
                "layer %s (%s) of the Keras model: Kindling has no layer with %s",
                entry.name(),
                entry.className(),
                e.getMessage()));
      }
    }

    private void add(ModelConfig.Entry entry, KerasSettings settings, List<String> inputs) {
      String input = inputs.get(0);
      ImageShape image = shapes.get(input);
      Padding around =
          entry.inputs().stream()
              .map(name -> paddings.getOrDefault(name, Padding.NONE))
              .filter(padding -> !padding.equals(Padding.NONE))
              .findFirst()
              .orElse(Padding.NONE);
      if (!around.equals(Padding.NONE)
          && !entry.className().matches("Conv2D|DepthwiseConv2D|MaxPooling2D")) {
        throw new IllegalArgumentException("zeros from ZeroPadding2D before it");
      }
      switch (entry.className()) {
        case "InputLayer",
            "Identity",
            "Dropout",
            "SpatialDropout2D",
            "GaussianDropout",
            "GaussianNoise",
            "AlphaDropout",
            "ActivityRegularization",
            "RandomFlip",
            "RandomRotation",
            "RandomTranslation",
            "RandomZoom",
            "RandomContrast",
            "RandomBrightness" ->
            outputs.put(entry.name(), input);
        case "Rescaling", "Normalization" -> scale(entry, settings, input);
        case "Conv2D", "DepthwiseConv2D" -> convolution(entry, settings, input, around);
        case "Dense" -> {
          KerasSettings.check(image.height() * image.width() == 1, "inputs of " + image);
          put(entry, new Layer.Linear(image.channels(), settings.required("units")), inputs);
          activate(entry, settings);
        }
        case "BatchNormalization" ->
            put(entry, new Layer.BatchNorm(image.channels(), 0.1, 1e-5), inputs);
        case "Activation" -> {
          outputs.put(entry.name(), input);
          activate(entry, settings);
        }
        case "ReLU" -> put(entry, settings.rectifier(), inputs);
        case "Softmax" -> {
          KerasSettings.check(!taken.contains(entry.name()), "a softmax before the end");
          outputs.put(entry.name(), input);
        }
        case "MaxPooling2D", "AveragePooling2D" -> pooling(entry, settings, input, around);
        case "GlobalAveragePooling2D" -> put(entry, new Pooling.GlobalAvgPool(), inputs);
        case "ZeroPadding2D" -> {
          outputs.put(entry.name(), input);
          paddings.put(entry.name(), settings.sides());
        }
        case "Flatten" -> {
          if (image.height() * image.width() == 1) {
            outputs.put(entry.name(), input);
          } else {
            put(entry, new Layer.Flatten(), inputs);
          }
        }
        case "Reshape" -> {
          KerasSettings.check(image.height() * image.width() == 1, "its shape");
          outputs.put(entry.name(), input);
        }
        case "Add" -> put(entry, new Layer.Add(), inputs);
        case "Concatenate" -> {
          int axis = settings.whole("axis", -1);
          KerasSettings.check(axis == -1 || axis == 3, "axis = " + axis);
          put(entry, new Layer.Concat(), inputs);
        }
        default -> throw new IllegalArgumentException("what it computes");
      }
    }

    private void scale(ModelConfig.Entry entry, KerasSettings settings, String input) {
      if (input.equals(Architecture.INPUT)) {
        preprocessing.add(entry);
        outputs.put(entry.name(), input);
        return;
      }
      KerasSettings.check(entry.className().equals("Rescaling"), "it behind other layers");
      double offset = entry.settings().path("offset").asDouble(0);
      KerasSettings.check(offset == 0, "offset = " + offset + " behind other layers");
      put(entry, new Elementwise.Scale(entry.settings().path("scale").asDouble()), List.of(input));
    }

    private void convolution(
        ModelConfig.Entry entry, KerasSettings settings, String input, Padding around) {
      ImageShape image = shapes.get(input);
      int kernel = settings.required("kernel_size");
      int stride = settings.pair("strides").orElse(1);
      Padding padding = sum(around, settings.padding(around.around(image), kernel, stride));
      boolean depthwise = entry.className().equals("DepthwiseConv2D");
      int channels =
          depthwise
              ? image.channels() * settings.whole("depth_multiplier", 1)
              : settings.required("filters");
      int groups = depthwise ? image.channels() : settings.whole("groups", 1);
      put(
          entry,
          new Layer.Conv(
              image.channels(),
              channels,
              kernel,
              stride,
              padding,
              groups,
              settings.flag("use_bias")),
          List.of(input));
      activate(entry, settings);
    }

    private static Padding sum(Padding one, Padding other) {
      return new Padding(
          one.top() + other.top(),
          one.left() + other.left(),
          one.bottom() + other.bottom(),
          one.right() + other.right());
    }

    private void pooling(
        ModelConfig.Entry entry, KerasSettings settings, String input, Padding around) {
      // Zeros are no more than what ReLU gives, so that they never win.
      KerasSettings.check(
          around.equals(Padding.NONE) || isRectified(input), "zeros around values below zero");
      int kernel = settings.pair("pool_size").orElse(2);
      int stride = settings.pair("strides").orElse(kernel);
      Padding padding =
          sum(around, settings.padding(around.around(shapes.get(input)), kernel, stride));
      put(
          entry,
          entry.className().equals("MaxPooling2D")
              ? new Pooling.MaxPool(kernel, stride, padding)
              : new Pooling.AvgPool(kernel, stride, padding),
          List.of(input));
    }

    private boolean isRectified(String name) {
      return nodes.stream()
          .filter(node -> node.name().equals(name))
          .anyMatch(
              node ->
                  node.layer() instanceof Elementwise.Relu
                      || node.layer() instanceof Elementwise.Relu6);
    }

    private void activate(ModelConfig.Entry entry, KerasSettings settings) {
      boolean last = !taken.contains(entry.name());
      if (last && entry.settings().path("activation").asText().equals("softmax")) {
        return;
      }
      String input = outputs.get(entry.name());
      settings
          .activation()
          .ifPresent(
              layer -> {
                boolean own = entry.className().equals("Activation");
                String name = own ? entry.name() : entry.name() + "'s activation";
                nodes.add(new Node(name, layer, List.of(input)));
                shapes.put(name, shapes.get(input));
                outputs.put(entry.name(), name);
              });
    }

    private void put(ModelConfig.Entry entry, Layer layer, List<String> inputs) {
      shapes.put(entry.name(), layer.output(inputs.stream().map(shapes::get).toList()));
      nodes.add(new Node(entry.name(), layer, inputs));
      outputs.put(entry.name(), entry.name());
    }
  }
}
