package kindling.model.weights;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kindling.model.architecture.TensorSpec;
import kindling.model.architecture.WeightsLayout;

/**
 * Reads and writes tensors of floats in the safetensors format of Hugging Face: the length of a
 * JSON header in 8 bytes, the header, and the values, all little-endian.
 *
 * <p>The same tensors and metadata always give the same bytes. Reading trusts nothing: a file that
 * is not wholly accounted for throws {@link WeightsException}, which says what was expected and
 * found and where. Half, bfloat16 and double precision become floats; PyTorch's {@code
 * num_batches_tracked} and {@code n_averaged}, 64-bit counters without a part in the arithmetic,
 * are passed over. Streams stay open and throw their own IOException.
 */
public final class Safetensors {
  private static final long LARGEST_HEADER = 100_000_000;
  private static final int CHUNK = 1 << 16;

  private Safetensors() {}

  /** Writes weights in PyTorch's order and under its names. */
  public static void write(OutputStream out, Weights weights, Map<String, String> metadata)
      throws IOException {
    List<NamedTensor> tensors =
        weights.layout().tensors().stream()
            .map(t -> new NamedTensor(t.name(), t.shape(), slice(weights, t)))
            .collect(Collectors.toList());
    write(out, tensors, metadata);
  }

  private static float[] slice(Weights weights, TensorSpec tensor) {
    return Arrays.copyOfRange(weights.values(), tensor.offset(), tensor.end());
  }

  /**
   * Writes tensors in this order.
   *
   * @throws IllegalArgumentException if two share a name
   */
  public static void write(
      OutputStream out, List<NamedTensor> tensors, Map<String, String> metadata)
      throws IOException {
    byte[] header = SafetensorsHeader.encode(tensors, metadata);
    out.write(littleEndian(8).putLong(header.length).array());
    out.write(header);
    ByteBuffer chunk = littleEndian(CHUNK);
    for (NamedTensor tensor : tensors) {
      float[] values = tensor.values();
      for (int from = 0; from < values.length; from += CHUNK / 4) {
        int floats = Math.min(CHUNK / 4, values.length - from);
        chunk.asFloatBuffer().put(values, from, floats);
        out.write(chunk.array(), 0, 4 * floats);
      }
    }
  }

  /**
   * Reads a whole file's tensors by name, in the order of their data.
   *
   * @param length the file's length in bytes
   */
  public static Map<String, NamedTensor> read(InputStream in, long length) throws IOException {
    SafetensorsHeader.check(length >= 8, "expected at least 8 bytes, found %d", length);
    long headerBytes = ByteBuffer.wrap(bytes(in, 8)).order(ByteOrder.LITTLE_ENDIAN).getLong();
    SafetensorsHeader.check(
        headerBytes >= 0 && headerBytes <= Math.min(LARGEST_HEADER, length - 8),
        "the first 8 bytes tell of a header of %s bytes in a file of %d; at most %d are allowed",
        Long.toUnsignedString(headerBytes),
        length,
        LARGEST_HEADER);
    byte[] header = bytes(in, (int) headerBytes);
    Map<String, NamedTensor> tensors = new LinkedHashMap<>();
    for (SafetensorsHeader.Entry entry :
        SafetensorsHeader.decode(header, length - 8 - headerBytes)) {
      if (entry.format().isPresent()) {
        float[] values = floats(in, TensorSpec.elements(entry.shape()), entry.format().get());
        tensors.put(entry.name(), new NamedTensor(entry.name(), entry.shape(), values));
      } else {
        bytes(in, (int) (entry.end() - entry.begin()));
      }
    }
    return tensors;
  }

  private static float[] floats(InputStream in, int size, FloatFormat format) throws IOException {
    float[] values = new float[size];
    int most = CHUNK / format.bytes();
    for (int from = 0; from < size; from += most) {
      int floats = Math.min(most, size - from);
      byte[] bytes = bytes(in, format.bytes() * floats);
      ByteBuffer chunk = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < floats; i++) {
        values[from + i] = format.element(chunk, i);
      }
    }
    return values;
  }

  private static byte[] bytes(InputStream in, int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    SafetensorsHeader.check(
        bytes.length == count, "the file ends %d bytes early", count - bytes.length);
    return bytes;
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Reads a file that must hold exactly the tensors of a layout, and finite values.
   *
   * @throws WeightsException also if tensors are missing, unexpected, of another shape or hold NaN
   *     or infinity, with the names of all of them
   */
  public static Weights load(InputStream in, long length, WeightsLayout layout) throws IOException {
    Map<String, NamedTensor> found = read(in, length);
    checkTensors(found, layout);
    float[] values = new float[layout.size()];
    for (TensorSpec tensor : layout.tensors()) {
      float[] source = found.get(tensor.name()).values();
      System.arraycopy(source, 0, values, tensor.offset(), tensor.size());
    }
    return new Weights(layout, values);
  }

  private static OptionalInt notFinite(float[] values) {
    return IntStream.range(0, values.length).filter(i -> !Float.isFinite(values[i])).findFirst();
  }

  private static void checkTensors(Map<String, NamedTensor> found, WeightsLayout layout) {
    List<String> problems = new ArrayList<>();
    Map<String, NamedTensor> unexpected = new LinkedHashMap<>(found);
    for (TensorSpec tensor : layout.tensors()) {
      NamedTensor other = unexpected.remove(tensor.name());
      if (other == null) {
        problems.add(String.format(Locale.ROOT, "missing %s %s", tensor.name(), tensor.shape()));
      } else if (!other.shape().equals(tensor.shape())) {
        problems.add(
            String.format(
                Locale.ROOT,
                "%s: expected %s, found %s",
                tensor.name(),
                tensor.shape(),
                other.shape()));
      } else {
        OptionalInt odd = notFinite(other.values());
        odd.ifPresent(
            i ->
                problems.add(
                    String.format(
                        Locale.ROOT,
                        "%s: expected finite values, found %s at %d of %d",
                        tensor.name(),
                        other.values()[i],
                        i,
                        other.values().length)));
      }
    }
    unexpected.forEach(
        (name, t) -> problems.add(String.format(Locale.ROOT, "unexpected %s %s", name, t.shape())));
    if (!problems.isEmpty()) {
      throw new WeightsException(
          "the tensors do not fit the architecture:\n  " + String.join("\n  ", problems));
    }
  }
}
