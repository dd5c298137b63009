package kindling.data.parquet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Serializable;
import java.util.Objects;
import java.util.Optional;
import kindling.data.shard.ChannelSums;

/**
 * What decoding every image of a file has shown when the file was written: all can be decoded, and
 * need not be once more before they are trained on. In the file's metadata; merges over files.
 *
 * @param images of the file
 * @param tallest height among them, in pixels
 * @param widest width among them, in pixels
 * @param sums over the pixels of all images at their own sizes, in three channels
 */
public record VerifiedImages(int images, int tallest, int widest, ChannelSums sums)
    implements Serializable {
  static final String KEY = "kindling.verified";
  private static final ObjectMapper JSON = new ObjectMapper();

  public VerifiedImages {
    Objects.requireNonNull(sums, "sums");
  }

  /** Of both together. */
  public VerifiedImages merge(VerifiedImages other) {
    return new VerifiedImages(
        images + other.images,
        Math.max(tallest, other.tallest),
        Math.max(widest, other.widest),
        sums.merge(other.sums));
  }

  String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("numbers are always written", e);
    }
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
