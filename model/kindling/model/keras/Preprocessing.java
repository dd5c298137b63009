package kindling.model.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import kindling.data.ImageShape;
import kindling.data.Normalization;
import kindling.model.weights.NamedTensor;

/** Keras's Rescaling and Normalization of pixels from 0 to 255, as a normalization. */
final class Preprocessing {
  private static final int LARGEST_PIXEL = 255;

  /** Keras's least deviation (keras.backend.epsilon). */
  private static final double LEAST_DEVIATION = 1e-7;

  private final double[] factors;
  private final double[] terms;

  private Preprocessing(int channels) {
    this.factors = new double[channels];
    this.terms = new double[channels];
    Arrays.fill(factors, 1);
  }

  /**
   * What layers in a row make of a pixel.
   *
   * @param weights of those that were fitted to data
   * @throws IllegalArgumentException if it is no normalization, with the layer
   */
  static Optional<Normalization> of(
      List<ModelConfig.Entry> layers, List<KerasLayer> weights, ImageShape input) {
    if (layers.isEmpty()) {
      return Optional.empty();
    }
    Preprocessing all = new Preprocessing(input.channels());
    for (ModelConfig.Entry layer : layers) {
      try {
        all.add(layer, weights);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "layer %s (%s) of the Keras model: %s",
                layer.name(),
                layer.className(),
                e.getMessage()),
            e);
      }
    }
    return Optional.of(all.normalization());
  }

  private void add(ModelConfig.Entry layer, List<KerasLayer> weights) {
    JsonNode settings = layer.settings();
    if (layer.className().equals("Rescaling")) {
      apply(numbers(settings.path("scale")), numbers(settings.path("offset")));
      return;
    }
    KerasSettings.check(!settings.path("invert").asBoolean(), "expected no invert, found true");
    double[] mean = given(settings, "mean", layer, weights);
    double[] variance = given(settings, "variance", layer, weights);
    double[] scale = new double[variance.length];
    double[] offset = new double[variance.length];
    for (int c = 0; c < scale.length; c++) {
      scale[c] = 1 / Math.max(Math.sqrt(variance[c]), LEAST_DEVIATION);
      offset[c] = -mean[c] * scale[c];
    }
    apply(scale, offset);
  }

  private double[] given(
      JsonNode settings, String name, ModelConfig.Entry layer, List<KerasLayer> weights) {
    JsonNode value = settings.path(name);
    if (!value.isNull() && !value.isMissingNode()) {
      return numbers(value);
    }
    NamedTensor tensor =
        weights.stream()
            .filter(found -> found.name().equals(layer.name()))
            .findFirst()
            .map(found -> found.variables().get(name))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        String.format(
                            Locale.ROOT,
                            "expected its %s among the settings or the weights, found neither",
                            name)));
    double[] values = new double[tensor.values().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = tensor.values()[i];
    }
    return channels(values);
  }

  /** A number for all channels, or one for each, in lists of any depth. */
  private double[] numbers(JsonNode value) {
    JsonNode inner = value;
    while (inner.isArray() && inner.size() == 1) {
      inner = inner.path(0);
    }
    if (inner.isArray()) {
      double[] values = new double[inner.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = inner.path(i).asDouble(Double.NaN);
      }
      return channels(values);
    }
    return channels(new double[] {inner.isMissingNode() ? 0 : inner.asDouble(Double.NaN)});
  }

  private double[] channels(double[] values) {
    if (values.length == 1) {
      double[] all = new double[factors.length];
      Arrays.fill(all, values[0]);
      return all;
    }
    KerasSettings.check(
        values.length == factors.length,
        String.format(
            Locale.ROOT, "expected one number or %d, found %d", factors.length, values.length));
    return values;
  }

  private void apply(double[] scale, double[] offset) {
    for (int c = 0; c < factors.length; c++) {
      factors[c] *= scale[c];
      terms[c] = terms[c] * scale[c] + offset[c];
    }
  }

  private Normalization normalization() {
    float[] mean = new float[factors.length];
    float[] std = new float[factors.length];
    for (int c = 0; c < mean.length; c++) {
      double deviation = 1 / (LARGEST_PIXEL * factors[c]);
      std[c] = (float) deviation;
      mean[c] = (float) (-terms[c] * deviation) + 0f;
    }
    return new Normalization(mean, std);
  }
}
