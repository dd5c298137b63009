package kindling.data.parquet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import kindling.data.DataLimits;
import kindling.data.shard.ChannelSums;
import kindling.data.shard.DatasetDigest;

/**
 * What decoding every image of a file has shown when the file was written: all can be decoded, and
 * need not be once more before they are trained on. In the file's metadata; merges over files.
 *
 * @param images of the file
 * @param bytes of these as they are encoded
 * @param largest bytes of one of them
 * @param tallest height among them, in pixels
 * @param widest width among them, in pixels
 * @param sums over the pixels of all images at their own sizes, in three channels
 * @param digest of labels and encoded images
 */
public record VerifiedImages(
    int images,
    long bytes,
    int largest,
    int tallest,
    int widest,
    ChannelSums sums,
    DatasetDigest digest)
    implements Serializable {
  static final String KEY = "kindling.verified";
  private static final ObjectMapper JSON = new ObjectMapper();

  public VerifiedImages {
    Objects.requireNonNull(sums, "sums");
    Objects.requireNonNull(digest, "digest");
  }

  /** Of both together. */
  public VerifiedImages merge(VerifiedImages other) {
    return new VerifiedImages(
        images + other.images,
        bytes + other.bytes,
        Math.max(largest, other.largest),
        Math.max(tallest, other.tallest),
        Math.max(widest, other.widest),
        sums.merge(other.sums),
        digest.merge(other.digest));
  }

  /**
   * The same as a part of a whole, whose digest tells in which order its files are.
   *
   * @param position of the file
   */
  public VerifiedImages at(int position) {
    byte[] value = ByteBuffer.allocate(16).putLong(digest.high()).putLong(digest.low()).array();
    return new VerifiedImages(
        images, bytes, largest, tallest, widest, sums, DatasetDigest.of(position, images, value));
  }

  String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("numbers are always written", e);
    }
  }

  /** Whether an image of its files may be of so many pixels and bytes at most. */
  public boolean areWithin(DataLimits limits) {
    return (long) tallest * widest <= limits.imagePixels() && largest <= limits.imageBytes();
  }

  /** Empty where a file says nothing of its rows, or what a later version alone understands. */
  static Optional<VerifiedImages> in(String json, int rows) {
    try {
      return Optional.ofNullable(json == null ? null : JSON.readValue(json, VerifiedImages.class))
          .filter(of -> of.images == rows);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
