package kindling.driver.config.settings;

import java.io.Serializable;
import kindling.driver.config.KeyReader;

/**
 * How executors keep a worker's images. None of it changes a result.
 *
 * @param decodeThreads that decode a batch of encoded images ahead of the steps, for each worker
 * @param disk bytes of a process's encoded images on its local disk, at most; 0: what the disk has
 *     free, but a GiB
 */
public record CacheSettings(Kind kind, int decodeThreads, long disk) implements Serializable {
  /** What is kept. */
  public enum Kind {
    /** Decoded images where they take a small share of Spark's memory, encoded ones otherwise. */
    AUTO,
    /** Pixels in Spark's memory. */
    DECODED,
    /** The files' bytes on the executor's local disk. */
    ENCODED
  }

  static CacheSettings read(KeyReader keys) {
    Kind kind = keys.choice("data.cache", Kind.AUTO);
    KeyReader encoded = keys.when(kind != Kind.DECODED, "data.cache = decoded");
    return new CacheSettings(
        kind, encoded.count("data.decode-threads", 1, 1), encoded.bytes("data.disk"));
  }
}
