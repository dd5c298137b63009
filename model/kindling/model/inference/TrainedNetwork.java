package kindling.model.inference;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import kindling.data.BadImageException;
import kindling.data.DataLimits;
import kindling.data.Framing;
import kindling.data.ImageResizer;
import kindling.data.Normalization;
import kindling.data.Pixels;
import kindling.data.ResizePolicy;
import kindling.data.augment.Augmentation;
import kindling.data.batch.Batch;
import kindling.data.batch.BatchReader;
import kindling.data.shard.Shard;
import kindling.data.source.OrientationPolicy;
import kindling.data.source.PictureDecoder;
import kindling.model.architecture.Architecture;
import kindling.model.transfer.LoadedWeights;
import kindling.model.weights.Initialization;
import kindling.model.weights.NamedTensor;
import kindling.model.weights.WeightsException;

/**
 * A network with its weights, and what becomes of an image on its way into it. Plain data: it is
 * made where weights are read and crosses the wire to where images are.
 *
 * @param weights in the order of the architecture's layout; held, not copied
 * @param classes their names, by label
 * @param normalization of the pixels that the network takes
 * @param framing how pictures of other sizes are brought to the network's
 * @param decoder of encoded images
 * @param views what of each image the outputs are the mean of
 */
public record TrainedNetwork(
    Architecture architecture,
    float[] weights,
    List<String> classes,
    Normalization normalization,
    Framing framing,
    PictureDecoder decoder,
    EvaluationViews views)
    implements Serializable {

  public TrainedNetwork {
    classes = List.copyOf(classes);
    expect("weights", architecture.layout().size(), weights.length);
    expect("names of classes", architecture.classes(), classes.size());
    expect("channels to normalize", architecture.input().channels(), normalization.mean().length);
  }

  private static void expect(String what, int expected, int found) {
    if (expected != found) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "expected %d %s, found %d", expected, what, found));
    }
  }

  /**
   * The final network of a run.
   *
   * @param run the folder of a finished run, among this machine's files
   * @throws WeightsException where it is none, or the weights are not those of its network
   */
  public static TrainedNetwork read(Path run) throws IOException {
    return NetworkDescription.read(run);
  }

  /**
   * A network of named tensors, for pictures of any size: they are scaled until they cover the
   * network's images, and cropped around their centre.
   *
   * @param tensors by PyTorch's names, as a safetensors file holds them
   * @throws WeightsException where they are not the architecture's
   */
  public static TrainedNetwork of(
      Architecture architecture,
      Map<String, NamedTensor> tensors,
      List<String> classes,
      Normalization normalization) {
    LoadedWeights loaded =
        LoadedWeights.of(Initialization.initialize(architecture, 0), tensors, Set.of());
    if (!loaded.problems().isEmpty()) {
      throw new WeightsException(loaded.mismatches("the weights", architecture.name()));
    }
    return new TrainedNetwork(
        architecture,
        loaded.weights().values(),
        classes,
        normalization,
        new Framing(ResizePolicy.CROP, 0),
        new PictureDecoder(OrientationPolicy.APPLY, DataLimits.DEFAULT),
        EvaluationViews.PLAIN);
  }

  /** The same with batch normalization computed by the convolutions before it. */
  public TrainedNetwork folded() {
    FoldedNorms folded = FoldedNorms.of(architecture, weights);
    return new TrainedNetwork(
        folded.architecture(), folded.weights(), classes, normalization, framing, decoder, views);
  }

  /**
   * An encoded image as the network takes it, before it is normalized.
   *
   * @throws BadImageException where it cannot be decoded or fitted; the message says why
   */
  public Pixels read(byte[] encoded) throws BadImageException {
    return fit(decoder.decode(encoded).pixels());
  }

  /**
   * A picture of any size in the shape that the network takes.
   *
   * @throws BadImageException where it is of another size, and none but the network's is taken
   */
  public Pixels fit(Pixels found) throws BadImageException {
    return new ImageResizer(architecture.input(), framing).forScoring(found);
  }

  /**
   * Fitted pictures, normalized, in the order in which they are given, with their positions as ids.
   *
   * @param fitted at least one
   */
  public Batch batch(List<Pixels> fitted) {
    return batch(fitted, IntStream.range(0, fitted.size()).toArray());
  }

  /**
   * The same with other ids.
   *
   * @param ids of the pictures, as many
   */
  public Batch batch(List<Pixels> fitted, int... ids) {
    Shard shard =
        new Shard(
            architecture.input(),
            ids,
            new int[ids.length],
            fitted.stream().map(Pixels::planes).toArray(byte[][]::new));
    return new BatchReader(shard, normalization, Augmentation.NONE, 0, 0).scoring(fitted.size(), 0);
  }
}
