package kindling.model.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Map;
import kindling.data.ImageShape;
import kindling.model.export.Inputs;

/** Microsoft's ONNX Runtime on one file, on one thread. */
public final class OnnxRuntime implements AutoCloseable {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;

  public OnnxRuntime(byte[] file) throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    // Graphs are run as they are written, and open sooner.
    options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.BASIC_OPT);
    session = environment.createSession(file, options);
  }

  OrtSession session() {
    return session;
  }

  /** The output for normalized images. */
  public float[] floats(float[] images, ImageShape shape) throws OrtException {
    long[] sizes = sizes(images.length, shape);
    try (OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(images), sizes)) {
      return output(Inputs.NORMALIZED, input);
    }
  }

  /** The output for pixels. */
  public float[] bytes(byte[] pixels, ImageShape shape) throws OrtException {
    ByteBuffer direct = ByteBuffer.allocateDirect(pixels.length).put(pixels).flip();
    long[] sizes = sizes(pixels.length, shape);
    try (OnnxTensor input =
        OnnxTensor.createTensor(environment, direct, sizes, OnnxJavaType.UINT8)) {
      return output(Inputs.BYTES, input);
    }
  }

  private static long[] sizes(int values, ImageShape shape) {
    return new long[] {values / shape.size(), shape.channels(), shape.height(), shape.width()};
  }

  private float[] output(Inputs kind, OnnxTensor input) throws OrtException {
    try (OrtSession.Result result = session.run(Map.of(kind.title(), input))) {
      FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] output = new float[values.remaining()];
      values.get(output);
      return output;
    }
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
