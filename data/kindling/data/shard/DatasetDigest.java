package kindling.data.shard;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A fingerprint of a set of examples that does not depend on their order or sharding: the first 16
 * bytes of SHA-256(id, label, pixels, encoded image or features) of every example, summed as two
 * numbers modulo 2^64.
 */
public record DatasetDigest(long high, long low) implements Serializable {
  /** That of no examples. */
  public static final DatasetDigest EMPTY = new DatasetDigest(0, 0);

  /** Of a shard's images. */
  public static DatasetDigest of(Shard shard) {
    return of(shard, (sha, i) -> sha.update(shard.pixels(i)));
  }

  /** The features' bits, view by view, stand where the pixels do. */
  public static DatasetDigest of(FeatureShard shard) {
    ByteBuffer values = ByteBuffer.allocate(Math.multiplyExact(4, shard.shape().size()));
    return of(
        shard,
        (sha, i) -> {
          for (float[][] view : shard.features()) {
            values.asFloatBuffer().put(view[i]);
            sha.update(values.array());
          }
        });
  }

  private static DatasetDigest of(CachedShard shard, BiConsumer<MessageDigest, Integer> values) {
    MessageDigest sha = sha256();
    DatasetDigest total = EMPTY;
    for (int i = 0; i < shard.size(); i++) {
      int row = i;
      total =
          total.merge(of(sha, shard.ids()[i], shard.labels()[i], into -> values.accept(into, row)));
    }
    return total;
  }

  /** Of one example, whose values are its pixels or its encoded image. */
  public static DatasetDigest of(int id, int label, byte[] values) {
    return of(sha256(), id, label, sha -> sha.update(values));
  }

  private static DatasetDigest of(
      MessageDigest sha, int id, int label, Consumer<MessageDigest> values) {
    sha.update(ByteBuffer.allocate(8).putInt(id).putInt(label).array());
    values.accept(sha);
    ByteBuffer hash = ByteBuffer.wrap(sha.digest());
    return new DatasetDigest(hash.getLong(), hash.getLong());
  }

  /** Of one image as it is encoded, which has no id: its place in a set may change. */
  public static DatasetDigest of(int label, byte[] encoded) {
    MessageDigest sha = sha256();
    sha.update(ByteBuffer.allocate(4).putInt(label).array());
    ByteBuffer hash = ByteBuffer.wrap(sha.digest(encoded));
    return new DatasetDigest(hash.getLong(), hash.getLong());
  }

  /** The digest of both sets together; they must be disjoint. */
  public DatasetDigest merge(DatasetDigest other) {
    return new DatasetDigest(high + other.high, low + other.low);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** 32 hexadecimal digits. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%016x%016x", high, low);
  }
}
