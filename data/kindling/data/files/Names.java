package kindling.data.files;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.RandomAccess;

/**
 * Many names in order, in two arrays and without an object for each; a name is made when it is
 * asked for. Immutable; crosses the wire.
 */
public final class Names extends AbstractList<String> implements RandomAccess, Serializable {
  private static final long serialVersionUID = 1L;

  /** No name. */
  static final Names NONE = new Names(List.of());

  private final byte[] text;
  private final int[] ends;

  private Names(List<String> sorted) {
    ends = new int[sorted.size()];
    byte[] all = new byte[16 * sorted.size()];
    int end = 0;
    for (int i = 0; i < ends.length; i++) {
      byte[] name = sorted.get(i).getBytes(StandardCharsets.UTF_8);
      if (end + name.length > all.length) {
        all = Arrays.copyOf(all, Math.addExact(end + name.length, end / 2));
      }
      System.arraycopy(name, 0, all, end, name.length);
      end += name.length;
      ends[i] = end;
    }
    text = Arrays.copyOf(all, end);
  }

  /** The names in the order of their UTF-16 units, as {@link String#compareTo}. */
  static Names of(Collection<String> names) {
    return new Names(names.stream().sorted().toList());
  }

  @Override
  public int size() {
    return ends.length;
  }

  @Override
  public String get(int i) {
    int start = i == 0 ? 0 : ends[i - 1];
    return new String(text, start, ends[i] - start, StandardCharsets.UTF_8);
  }
}
