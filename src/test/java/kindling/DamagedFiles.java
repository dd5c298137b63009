package kindling;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Files that were whole once, and a few that never were: what a parser must expect. */
public final class DamagedFiles {
  private enum Kind {
    BYTE,
    WORD,
    REMOVED,
    REPEATED,
    CUT_OFF
  }

  /** One fault; places beyond the end count from the start again. */
  private record Damage(Kind kind, int place, int value) {
    byte[] done(byte[] file) {
      if (file.length == 0) {
        return file;
      }
      int at = place % file.length;
      int behind = Math.min(file.length, at + 1 + Math.floorMod(value, 64));
      return switch (kind) {
        case BYTE -> overwritten(file, at, 1);
        case WORD -> overwritten(file, at, 4);
        case REMOVED -> joined(file, at, behind);
        case REPEATED -> joined(file, behind, at);
        case CUT_OFF -> Arrays.copyOf(file, at);
      };
    }

    private byte[] overwritten(byte[] file, int at, int count) {
      byte[] other = file.clone();
      for (int i = 0; i < count && at + i < file.length; i++) {
        other[at + i] = (byte) (value >>> 8 * (count - 1 - i));
      }
      return other;
    }

    /** The bytes before one place and those from another on. */
    private static byte[] joined(byte[] file, int before, int from) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(file, 0, before);
      out.write(file, from, file.length - from);
      return out.toByteArray();
    }
  }

  private DamagedFiles() {}

  /** One of these files with none to eight faults, or now and then bytes of no meaning. */
  public static Arbitrary<byte[]> of(byte[]... whole) {
    Arbitrary<List<Damage>> damages =
        Combinators.combine(
                Arbitraries.of(Kind.class),
                Arbitraries.integers().between(0, 1_000_000),
                Arbitraries.integers())
            .as(Damage::new)
            .list()
            .ofMaxSize(8);
    return Arbitraries.frequencyOf(
        Tuple.of(19, Combinators.combine(Arbitraries.of(whole), damages).as(DamagedFiles::damaged)),
        Tuple.of(1, Arbitraries.bytes().array(byte[].class).ofMaxSize(200)));
  }

  private static byte[] damaged(byte[] whole, List<Damage> damages) {
    byte[] file = whole;
    for (Damage damage : damages) {
      file = damage.done(file);
    }
    return file;
  }
}
