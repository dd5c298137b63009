package kindling.data.source;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.extractChannel;
import static org.bytedeco.opencv.global.opencv_core.setNumThreads;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_UNCHANGED;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;

import java.util.Optional;
import kindling.data.ImageShape;
import kindling.data.JavaCpp;
import kindling.data.Pixels;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Decodes ordinary JPEGs by OpenCV's libjpeg-turbo, to the same pixels on every JDK and processor;
 * in one thread.
 */
@SuppressWarnings("try") // scopes are opened for what they do, not to be read
final class JpegDecoder {
  static {
    JavaCpp.disableLimits();
    setNumThreads(0);
  }

  private JpegDecoder() {}

  /**
   * The pixels of a file, as they lie in it.
   *
   * @return empty where they are not what the header says
   */
  static Optional<Pixels> decode(byte[] file, JpegHeader header) {
    try (PointerScope scope = new PointerScope()) {
      Mat encoded = new Mat(1, file.length, CV_8UC1, new BytePointer(file));
      Mat image = imdecode(encoded, IMREAD_UNCHANGED);
      ImageShape shape = new ImageShape(header.components(), header.height(), header.width());
      return image.rows() == shape.height()
              && image.cols() == shape.width()
              && image.channels() == shape.channels()
          ? Optional.of(new Pixels(shape, planes(image)))
          : Optional.empty();
    }
  }

  /** OpenCV's order is blue, green, red. */
  private static byte[] planes(Mat image) {
    int size = image.rows() * image.cols();
    int channels = image.channels();
    byte[] planes = new byte[channels * size];
    Mat plane = new Mat();
    for (int c = 0; c < channels; c++) {
      extractChannel(image, plane, channels - 1 - c);
      plane.data().get(planes, c * size, size);
    }
    return planes;
  }
}
