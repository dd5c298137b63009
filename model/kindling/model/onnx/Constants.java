package kindling.model.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import kindling.model.architecture.TensorSpec;
import kindling.model.weights.FloatFormat;
import kindling.model.weights.WeightsException;

/** Reads the numbers that stand in a file; what does not add up is refused with the tensor. */
final class Constants {
  private Constants() {}

  /** A tensor that stands in the file, whose size is that of its shape. */
  static Value.Constant of(String name, TensorProto tensor) {
    if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL
        || tensor.getExternalDataCount() > 0) {
      throw wrong(
          name,
          "values in the file itself, found them in another one; save it as one file, such as by"
              + " onnx.save(onnx.load(FILE), OTHER)");
    }
    if (tensor.hasSegment()) {
      throw wrong(name, "a whole tensor, found a segment of one");
    }
    List<Integer> shape = shape(name, tensor);
    int elements = elements(name, shape);
    DataType type = DataType.forNumber(tensor.getDataType());
    Value.Constant.Numbers numbers =
        type == DataType.INT64 || type == DataType.INT32 || type == DataType.BOOL
            ? new Whole(longs(name, tensor, type, elements))
            : new Real(name, floats(name, tensor, type, elements));
    return new Value.Constant(name, shape, numbers);
  }

  private record Real(String name, float[] floats) implements Value.Constant.Numbers {
    @Override
    public long[] longs() {
      throw wrong(name, "whole numbers, found floats");
    }
  }

  private record Whole(long[] longs) implements Value.Constant.Numbers {
    @Override
    public float[] floats() {
      float[] floats = new float[longs.length];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = longs[i];
      }
      return floats;
    }
  }

  private static List<Integer> shape(String name, TensorProto tensor) {
    List<Integer> shape = new ArrayList<>();
    for (long size : tensor.getDimsList()) {
      if (size < 0 || size > Integer.MAX_VALUE) {
        throw wrong(
            name, "sizes that one array holds, found " + tensor.getDimsList());
      }
      shape.add((int) size);
    }
    return shape;
  }

  private static int elements(String name, List<Integer> shape) {
    try {
      return TensorSpec.elements(shape);
    } catch (ArithmeticException e) {
      throw wrong(name, "a size that one array holds, found " + shape);
    }
  }

  private static float[] floats(String name, TensorProto tensor, DataType type, int elements) {
    if (tensor.getRawData().isEmpty() && type == DataType.FLOAT) {
      check(name, elements, tensor.getFloatDataCount());
      float[] values = new float[elements];
      for (int i = 0; i < elements; i++) {
        values[i] = tensor.getFloatData(i);
      }
      return values;
    }
    FloatFormat format =
        switch (type == null ? DataType.UNDEFINED : type) {
          case FLOAT -> FloatFormat.SINGLE;
          case DOUBLE -> FloatFormat.DOUBLE;
          case FLOAT16 -> FloatFormat.HALF;
          case BFLOAT16 -> FloatFormat.BFLOAT16;
          default ->
              throw wrong(
                  name,
                  "FLOAT, DOUBLE, FLOAT16, BFLOAT16, INT32 or INT64, found "
                      + (type == null ? "type " + tensor.getDataType() : type.name()));
        };
    ByteBuffer bytes = raw(name, tensor.getRawData(), elements, format.bytes());
    float[] values = new float[elements];
    for (int i = 0; i < elements; i++) {
      values[i] = format.element(bytes, i);
    }
    return values;
  }

  private static long[] longs(String name, TensorProto tensor, DataType type, int elements) {
    if (tensor.getRawData().isEmpty()) {
      boolean wide = type == DataType.INT64;
      check(name, elements, wide ? tensor.getInt64DataCount() : tensor.getInt32DataCount());
      long[] values = new long[elements];
      for (int i = 0; i < elements; i++) {
        values[i] = wide ? tensor.getInt64Data(i) : tensor.getInt32Data(i);
      }
      return values;
    }
    int size = type == DataType.INT64 ? Long.BYTES : type == DataType.INT32 ? Integer.BYTES : 1;
    ByteBuffer bytes = raw(name, tensor.getRawData(), elements, size);
    long[] values = new long[elements];
    for (int i = 0; i < elements; i++) {
      values[i] =
          switch (size) {
            case Long.BYTES -> bytes.getLong();
            case Integer.BYTES -> bytes.getInt();
            default -> bytes.get();
          };
    }
    return values;
  }

  private static ByteBuffer raw(String name, ByteString raw, long elements, int bytes) {
    if (raw.size() != elements * bytes) {
      throw wrong(
          name,
          String.format(
              Locale.ROOT,
              "%d bytes as raw_data for its shape, found %d",
              elements * bytes,
              raw.size()));
    }
    return raw.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void check(String name, int expected, int found) {
    if (expected != found) {
      throw wrong(
          name, String.format(Locale.ROOT, "%d values for its shape, found %d", expected, found));
    }
  }

  private static WeightsException wrong(String name, String expected) {
    return new WeightsException(
        String.format(Locale.ROOT, "ONNX: tensor %s: expected %s", name, expected));
  }
}
