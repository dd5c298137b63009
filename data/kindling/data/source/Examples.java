package kindling.data.source;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.RandomAccess;
import kindling.data.DataException;
import kindling.data.parquet.VerifiedImages;

/**
 * Many examples in arrays, without an object for each: 16 bytes and the last name of its place in
 * UTF-8; the folders, archives and record files that places share are kept once. An example is made
 * when it is asked for. Immutable; crosses the wire.
 */
public final class Examples extends AbstractList<Example> implements RandomAccess, Serializable {
  private static final long serialVersionUID = 1L;

  private final int[] ids;
  private final int[] labels;
  private final int[] parents;
  private final int[] ends;
  private final byte[] names;
  private final Parent[] shared;
  private final boolean shuffled;
  private final VerifiedImages verified;

  private Examples(Builder from) {
    ids = Arrays.copyOf(from.ids, from.size);
    labels = Arrays.copyOf(from.labels, from.size);
    parents = Arrays.copyOf(from.parents, from.size);
    ends = Arrays.copyOf(from.ends, from.size);
    names = Arrays.copyOf(from.names, from.end());
    shared = from.shared.toArray(Parent[]::new);
    shuffled = from.shuffled;
    verified = from.verified;
  }

  private Examples(Examples other, int[] ids, int[] labels) {
    this.ids = ids;
    this.labels = labels;
    parents = other.parents;
    ends = other.ends;
    names = other.names;
    shared = other.shared;
    shuffled = other.shuffled;
    verified = other.verified;
  }

  /** The same examples in the same order. */
  public static Examples of(List<Example> examples) {
    if (examples instanceof Examples compact) {
      return compact;
    }
    Builder builder = new Builder();
    examples.forEach(builder::add);
    return builder.build();
  }

  @Override
  public int size() {
    return ids.length;
  }

  @Override
  public Example get(int i) {
    String name = new String(names, start(i), ends[i] - start(i), StandardCharsets.UTF_8);
    return shared[parents[i]].example(ids[i], labels[i], name);
  }

  /** Whether their order was drawn already, so that any range of them is a fair sample. */
  boolean isShuffled() {
    return shuffled;
  }

  /**
   * What is known of all images of the files that these are in, of which they may be a part; empty
   * where an image may be one that cannot be read.
   */
  public Optional<VerifiedImages> verified() {
    return Optional.ofNullable(verified);
  }

  /** The same of which nothing is known: few of many say nothing of all. */
  Examples unverified() {
    Builder builder = new Builder();
    builder.shuffled = shuffled;
    forEach(builder::add);
    return builder.build();
  }

  /** The ids of all, in their order. */
  public int[] ids() {
    return ids.clone();
  }

  /** The labels of all, in their order. */
  public int[] labels() {
    return labels.clone();
  }

  /** Of the i-th, the index of its class. */
  int label(int i) {
    return labels[i];
  }

  private int start(int i) {
    return i == 0 ? 0 : ends[i - 1];
  }

  /** Those at the given positions, in that order, and nothing of the others. */
  public Examples select(int[] positions) {
    Builder builder = new Builder();
    builder.shuffled = shuffled;
    builder.verified = verified;
    int[] kept = new int[shared.length];
    for (int i : positions) {
      if (kept[parents[i]] == 0) {
        kept[parents[i]] = builder.parent(shared[parents[i]]) + 1;
      }
      builder.add(ids[i], labels[i], kept[parents[i]] - 1, names, start(i), ends[i] - start(i));
    }
    return builder.build();
  }

  /** The same with ids that count on from the first. */
  Examples numbered(int first) {
    int[] numbers = new int[size()];
    Arrays.setAll(numbers, i -> first + i);
    return new Examples(this, numbers, labels);
  }

  /** The same with the class of each at another index. */
  Examples relabeled(int[] indices) {
    return new Examples(this, ids, Arrays.stream(labels).map(label -> indices[label]).toArray());
  }

  /**
   * What the places of many examples begin with.
   *
   * @param file the Hadoop path of an archive or a file of records; or the beginning of the path,
   *     up to the last separator, where {@code entry} is null
   * @param entry the beginning of the entry's name, up to the last separator
   */
  private record Parent(String file, String entry) implements Serializable {
    static Parent of(Example example) {
      return example.entry().isEmpty()
          ? new Parent(folder(example.file()), null)
          : new Parent(example.file(), folder(example.entry()));
    }

    private static String folder(String path) {
      return path.substring(0, path.lastIndexOf('/') + 1);
    }

    /** What the example's place has beyond this. */
    String name(Example example) {
      return entry == null
          ? example.file().substring(file.length())
          : example.entry().substring(entry.length());
    }

    Example example(int id, int label, String name) {
      return entry == null
          ? new Example(id, label, file + name, "")
          : new Example(id, label, file, entry + name);
    }
  }

  /** Collects examples. */
  static final class Builder {
    private int[] ids = new int[16];
    private int[] labels = new int[16];
    private int[] parents = new int[16];
    private int[] ends = new int[16];
    private byte[] names = new byte[256];
    private int size;
    private boolean shuffled;
    private VerifiedImages verified;
    private final List<Parent> shared = new ArrayList<>();
    private final Map<Parent, Integer> known = new HashMap<>();

    /** Puts an example behind the others. */
    void add(Example example) {
      Parent parent = Parent.of(example);
      byte[] name = parent.name(example).getBytes(StandardCharsets.UTF_8);
      add(example.id(), example.label(), parent(parent), name, 0, name.length);
    }

    private int parent(Parent parent) {
      return known.computeIfAbsent(
          parent,
          added -> {
            shared.add(added);
            return shared.size() - 1;
          });
    }

    private int end() {
      return size == 0 ? 0 : ends[size - 1];
    }

    private void add(int id, int label, int parent, byte[] from, int start, int length) {
      if (size == ids.length) {
        int more = size + (size >> 1);
        ids = Arrays.copyOf(ids, more);
        labels = Arrays.copyOf(labels, more);
        parents = Arrays.copyOf(parents, more);
        ends = Arrays.copyOf(ends, more);
      }
      long needed = (long) end() + length;
      if (needed > names.length) {
        names = Arrays.copyOf(names, grown(needed));
      }
      System.arraycopy(from, start, names, end(), length);
      ids[size] = id;
      labels[size] = label;
      parents[size] = parent;
      ends[size] = (int) needed;
      size++;
    }

    private static int grown(long needed) {
      long more = Math.min(Integer.MAX_VALUE - 8, needed + (needed >> 1));
      if (more < needed) {
        throw new DataException(
            "the names of a split's images pass 2 GiB together; give them shorter names");
      }
      return (int) more;
    }

    /** Their order was drawn already. */
    Builder shuffled() {
      shuffled = true;
      return this;
    }

    /** What is known of the images of their files. */
    Builder verified(VerifiedImages images) {
      verified = images;
      return this;
    }

    Examples build() {
      return new Examples(this);
    }
  }
}
