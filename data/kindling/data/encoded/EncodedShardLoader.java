package kindling.data.encoded;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kindling.data.BadImageException;
import kindling.data.DataException;
import kindling.data.Storage;
import kindling.data.shard.ChannelSums;
import kindling.data.shard.DatasetDigest;
import kindling.data.shard.LoadedShard;
import kindling.data.source.Example;
import kindling.data.source.Examples;
import kindling.data.source.ImageBytes;
import kindling.data.source.ImageFiles;
import kindling.data.source.PictureDecoder.Picture;
import kindling.data.source.ShardLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies the encoded images of one share to the local disk, on an executor. At first each is
 * decoded too: bad images are left out and reported, and the sums and the digest are those of the
 * same share in memory. A failing storage is an IOException, so that Spark retries the task.
 */
public final class EncodedShardLoader {
  private static final Logger LOG = LoggerFactory.getLogger(EncodedShardLoader.class);

  private EncodedShardLoader() {}

  /** The share keeps the order of the examples; they are read in the order of their places. */
  public static LoadedShare load(
      ImageFiles source, Storage storage, LocalDisk disk, Examples share, ShardLoader.Framed framed)
      throws IOException {
    List<Example> examples = List.copyOf(share);
    LocalShare local = new LocalShare(disk, examples.size());
    int[] lengths = new int[examples.size()];
    long[] checks = new long[examples.size()];
    String[] reasons = new String[examples.size()];
    ChannelSums sums = ChannelSums.none(source.resizer().shape().channels());
    DatasetDigest digest = DatasetDigest.EMPTY;
    DatasetDigest encodedDigest = DatasetDigest.EMPTY;
    int turned = 0;
    try (ImageBytes.Reader reader = source.openBytes(storage)) {
      for (int i : ShardLoader.inOrderOfPlaces(examples)) {
        Example example = examples.get(i);
        try {
          byte[] encoded = reader.read(example);
          Picture picture = source.decoder().decode(encoded);
          byte[] fitted = EncodedShare.fitted(source.resizer(), picture.pixels(), framed);
          local.put(i, encoded);
          lengths[i] = encoded.length;
          DatasetDigest of = EncodedShare.digest(example, encoded);
          checks[i] = of.high();
          encodedDigest = encodedDigest.merge(of);
          sums = sums.plus(fitted);
          digest = digest.merge(DatasetDigest.of(example.id(), example.label(), fitted));
          turned += picture.turned() ? 1 : 0;
        } catch (BadImageException e) {
          reasons[i] = example + ": " + e.getMessage();
        }
      }
    } catch (IOException | RuntimeException e) {
      local.close();
      throw e;
    }
    int[] rows = IntStream.range(0, reasons.length).filter(i -> reasons[i] == null).toArray();
    EncodedShare read =
        new EncodedShare(
            source,
            framed,
            share.select(rows),
            IntStream.of(rows).map(i -> lengths[i]).toArray(),
            IntStream.of(rows).mapToLong(i -> checks[i]).toArray());
    return new LoadedShare(
        read,
        local.select(rows),
        reasons.length - rows.length,
        LoadedShard.named(reasons),
        turned,
        sums,
        digest,
        new KnownShare(bad(examples, reasons), encodedDigest, KnownShare.thisJava()));
  }

  /**
   * Takes a share that its files answer for: nothing is read before a task asks for it, and what is
   * copied to the local disk in the background is there sooner.
   *
   * @param wanted whether there is still use for the copy
   */
  public static CopiedShare trust(
      ImageFiles source,
      Storage storage,
      LocalDisk disk,
      Examples share,
      ShardLoader.Framed framed,
      BooleanSupplier wanted)
      throws IOException {
    EncodedShare trusted = EncodedShare.trusted(source, framed, share);
    return new CopiedShare(trusted, BackgroundCopy.start(trusted, storage, disk, wanted));
  }

  private static int[] bad(List<Example> examples, String[] reasons) {
    return IntStream.range(0, reasons.length)
        .filter(i -> reasons[i] != null)
        .map(i -> examples.get(i).id())
        .toArray();
  }

  /**
   * Copies a share of which everything is known but the bytes themselves.
   *
   * @return empty where they are not what they were, one cannot be read, or another Java decoded
   *     them: {@link #load} says how
   */
  public static Optional<CopiedShare> copy(
      ImageFiles source,
      Storage storage,
      LocalDisk disk,
      Examples share,
      ShardLoader.Framed framed,
      KnownShare known)
      throws IOException {
    if (!known.java().equals(KnownShare.thisJava())) {
      LOG.info("a share was decoded by Java {}, and is decoded again by this one", known.java());
      return Optional.empty();
    }
    Set<Integer> bad = Arrays.stream(known.bad()).boxed().collect(Collectors.toSet());
    int[] ids = share.ids();
    Examples good =
        share.select(IntStream.range(0, ids.length).filter(i -> !bad.contains(ids[i])).toArray());
    List<Example> examples = List.copyOf(good);
    LocalShare local = new LocalShare(disk, examples.size());
    int[] lengths = new int[examples.size()];
    long[] checks = new long[examples.size()];
    DatasetDigest digest = DatasetDigest.EMPTY;
    boolean same = false;
    try (ImageBytes.Reader reader = source.openBytes(storage)) {
      for (int i : ShardLoader.inOrderOfPlaces(examples)) {
        byte[] encoded = reader.read(examples.get(i));
        local.put(i, encoded);
        lengths[i] = encoded.length;
        DatasetDigest of = EncodedShare.digest(examples.get(i), encoded);
        checks[i] = of.high();
        digest = digest.merge(of);
      }
      same = digest.equals(known.encoded());
    } catch (BadImageException e) {
      LOG.info("a share is not what it was: {}", e.getMessage());
    } finally {
      if (!same) {
        local.close();
      }
    }
    EncodedShare copied = new EncodedShare(source, framed, good, lengths, checks);
    return same ? Optional.of(new CopiedShare(copied, local)) : Optional.empty();
  }

  /**
   * Copies a share that was read before, without decoding it.
   *
   * @param wanted whether there is still use for a copy that is made in the background
   * @throws DataException where an image is not what it was
   */
  public static LocalShare copy(
      EncodedShare share, Storage storage, LocalDisk disk, BooleanSupplier wanted)
      throws IOException {
    if (share.isTrusted()) {
      return BackgroundCopy.start(share, storage, disk, wanted);
    }
    List<Example> examples = List.copyOf(share.examples());
    LocalShare local = new LocalShare(disk, examples.size());
    try (ImageBytes.Reader reader = share.source().openBytes(storage)) {
      for (int row : ShardLoader.inOrderOfPlaces(examples)) {
        local.put(row, share.reread(reader, row));
      }
      return local;
    } catch (IOException | RuntimeException e) {
      local.close();
      throw e;
    }
  }
}
