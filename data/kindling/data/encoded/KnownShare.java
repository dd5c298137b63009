package kindling.data.encoded;

import java.io.Serializable;
import java.util.Objects;
import kindling.data.shard.DatasetDigest;

/**
 * What decoding a share once has shown, so that it need not be done again.
 *
 * @param bad ids of the examples that cannot be read
 * @param encoded digest of the others as they are encoded
 * @param java that decoded them: rare kinds of pictures are decoded by its own library
 */
public record KnownShare(int[] bad, DatasetDigest encoded, String java) implements Serializable {
  public KnownShare {
    Objects.requireNonNull(bad, "bad");
    Objects.requireNonNull(encoded, "encoded");
    Objects.requireNonNull(java, "java");
  }

  /** The Java of this process. */
  static String thisJava() {
    return Runtime.version().toString();
  }
}
