package kindling.model.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import kindling.model.pytorch.Unpickler.Tuple;
import kindling.model.weights.WeightsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The opcodes that torch.save writes, as Python's pickletools describes them. */
class UnpicklerTest {
  private static Object read(String latin1) {
    ByteBuffer bytes = ByteBuffer.wrap(latin1.getBytes(StandardCharsets.ISO_8859_1));
    Object value =
        Unpickler.read(
            bytes,
            id -> {
              throw new WeightsException("no storages here");
            });
    assertThat(bytes.remaining()).isZero();
    return value;
  }

  @Test
  void numbers() {
    assertThat(read("K\u00ff.")).isEqualTo(255L);
    assertThat(read("M\u00fe\u00ff.")).isEqualTo(65534L);
    assertThat(read("J\u00fe\u00ff\u00ff\u00ff.")).isEqualTo(-2L);
    assertThat(read("G@\u0004\0\0\0\0\0\0.")).isEqualTo(2.5);
    assertThat(read("\u008a\0.")).isEqualTo(0L);
    assertThat(read("\u008a\u0001\u007f.")).isEqualTo(127L);
    assertThat(read("\u008a\u0001\u00ff.")).isEqualTo(-1L);
    assertThat(read("\u008a\u0002\u00ff\0.")).isEqualTo(255L);
    String ones = "\u00ff".repeat(7);
    assertThat(read("\u008a\u0008" + ones + "\u007f.")).isEqualTo(Long.MAX_VALUE);
    assertThat(read("\u008a\u0009" + ones + "\u00ff\0."))
        .isEqualTo(BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE));
    String long200 = "\u008a\u00c8" + "\0".repeat(199) + "\u0001.";
    assertThat(read(long200)).isEqualTo(BigInteger.ONE.shiftLeft(8 * 199));
  }

  @Test
  void constantsAndTexts() {
    assertThat(read("N.")).isSameAs(Unpickler.NONE);
    assertThat(read("\u0088.")).isEqualTo(true);
    assertThat(read("\u0089.")).isEqualTo(false);
    assertThat(read("X\u0002\0\0\0ab.")).isEqualTo("ab");
    assertThat(read("T\u0002\0\0\0ab.")).isEqualTo("ab");
    assertThat(read("U\u0002ab.")).isEqualTo("ab");
    assertThat(read("\u008c\u00c8" + "a".repeat(200) + ".")).isEqualTo("a".repeat(200));
    assertThat(read("X\0\0\0\0.")).isEqualTo("");
  }

  @Test
  void tuplesListsAndDicts() {
    assertThat(read(").")).isEqualTo(new Tuple(List.of()));
    assertThat(read("(K\u0001K\u0002t.")).isEqualTo(new Tuple(List.of(1L, 2L)));
    assertThat(read("K\u0001\u0085.")).isEqualTo(new Tuple(List.of(1L)));
    assertThat(read("K\u0001K\u0002\u0086.")).isEqualTo(new Tuple(List.of(1L, 2L)));
    assertThat(read("K\u0001K\u0002K\u0003\u0087.")).isEqualTo(new Tuple(List.of(1L, 2L, 3L)));
    assertThat(read("]K\u0001a(K\u0002K\u0003e.")).isEqualTo(List.of(1L, 2L, 3L));
    assertThat(read("}U\u0001aK\u0001s(K\u0007K\u0002U\u0001bK\u0003u."))
        .isEqualTo(Map.of("a", 1L, 7L, 2L, "b", 3L));
  }

  @Test
  void keysThatAreNeitherTextNorWholeNumberAreDropped() {
    assertThat(read("})K\u0001sU\u0001aK\u0002s.")).isEqualTo(Map.of("a", 2L));
  }

  @Test
  void whatIsMemoizedComesAgain() {
    assertThat(read("\u0080\u0004\u0095\0\0\0\0\0\0\0\0K\u0005q\u00c8h\u00c8\u0086."))
        .isEqualTo(new Tuple(List.of(5L, 5L)));
    assertThat(read("K\u0005r\u0001\u0001\0\0K\u0006j\u0001\u0001\0\0\u0086."))
        .isEqualTo(new Tuple(List.of(6L, 5L)));
    assertThat(read("K\u0005\u0094K\u0006\u0094h\u0000h\u0001\u0086."))
        .isEqualTo(new Tuple(List.of(5L, 6L)));
    refused("h\u0003.", "memo lacks 3");
  }

  @Test
  void orderedDicts() {
    String ordered = "ccollections\nOrderedDict\n";
    assertThat(read(ordered + ")R.")).isEqualTo(Map.of());
    assertThat(read(ordered + ")RU\u0001mb.")).isEqualTo(Map.of());
    assertThat(read(ordered + "]U\u0001aK\u0001\u0086a](U\u0001bK\u0002ea\u0085R."))
        .isEqualTo(Map.of("a", 1L, "b", 2L));
    assertThat(read("U\u000bcollectionsU\u000bOrderedDict\u0093)R.")).isEqualTo(Map.of());
    refused(ordered + "]U\u0001a\u0085a\u0085R.", "something else than pairs");
    refused(ordered + "]K\u0001\u0085a\u0085R.", "something else than pairs");
  }

  private static final String CLASS = "cposix\nsystem\n";
  private static final Opaque OPAQUE = new Opaque("posix.system");

  @Test
  void theStackIsLeftAsPythonLeavesIt() {
    assertThat(read("K\u0001K\u00020.")).isEqualTo(1L);
    assertThat(read("K\u0001K\u00022\u0087.")).isEqualTo(new Tuple(List.of(1L, 2L, 2L)));
    assertThat(read("K\u0001(K\u0002K\u00031.")).isEqualTo(1L);
  }

  @Test
  void lengthsOfFourAndEightBytes() {
    assertThat(read("\u008b\u0002\0\0\0\0\u0001.")).isEqualTo(256L);
    assertThat(read("\u008d\u0002\0\0\0\0\0\0\0ab.")).isEqualTo("ab");
  }

  @Test
  void bytesArePassedOver() {
    for (String bytes : List.of("B\u0002\0\0\0ab", "C\u0002ab", "\u008e\u0002\0\0\0\0\0\0\0ab")) {
      assertThat(read(bytes + ".")).isEqualTo(new Opaque("bytes"));
    }
    assertThat(read("\u0096\u0002\0\0\0\0\0\0\0ab.")).isEqualTo(new Opaque("bytearray"));
    refused("C\u0003ab", "the pickle is cut off");
  }

  @Test
  void setsArePassedOver() {
    assertThat(read("\u008f(K\u0001K\u0002\u0090.")).isEqualTo(new Opaque("set"));
    assertThat(read("K\u0001(K\u0002K\u0003\u0091\u0086."))
        .isEqualTo(new Tuple(List.of(1L, new Opaque("frozenset"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        CLASS,
        CLASS + ")R",
        CLASS + ")\u0081",
        CLASS + ")}\u0092",
        CLASS + ")\u0081}b",
        CLASS + ")\u0081K\u0001a",
        CLASS + ")\u0081(K\u0001K\u0002u",
        "(" + CLASS + "K\u0001o",
        "(K\u0001iposix\nsystem\n"
      })
  void classesAndWhatTheyWouldMakeAreNames(String object) {
    assertThat(read("K\u0001" + object + "\u0086.")).isEqualTo(new Tuple(List.of(1L, OPAQUE)));
  }

  @Test
  void anObjectOfAKnownClassThatIsNotCalledIsAName() {
    assertThat(read("ccollections\nOrderedDict\n)\u0081."))
        .isEqualTo(new Opaque("collections.OrderedDict"));
    refused("(o.", "an object without a class");
    refused("K\u0001)R.", "a Long where a Opaque belongs");
    refused(CLASS + ")\u0081(K\u0001u.", "a key without a value");
  }

  @Test
  void persistentIdsAreWhatTheyStandFor() {
    ByteBuffer bytes = ByteBuffer.wrap("K\u0001\u0085Q.".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(Unpickler.read(bytes, id -> "for " + id.values())).isEqualTo("for [1]");
  }

  @Test
  void anOpcodeThatTorchDoesNotWriteIsRefusedWithItsPlace() {
    refused("K\u0001\u0082.", "the pickle opcode 0x82 at byte 2");
  }

  @Test
  void whatDoesNotFitIsRefused() {
    refused("}(U\u0001au.", "a key without a value");
    refused("K\u0001K\u0002a.", "a Long where a List belongs");
    refused(".", "more from its stack");
    refused("ctorch._utils\n_rebuild_tensor_v2\n(K\u0001K\u0002K\u0003tR.", "with 3 arguments");
    refused("ctorch._utils\n_rebuild_parameter\n)R.", "with 0 arguments");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"K", "X\u0002\0\0\0a", "X\u00ff\u00ff\u00ff\u00ff.", "cposix", "\u0095\0"})
  void whatIsCutOffIsRefused(String pickle) {
    refused(pickle, "the pickle is cut off");
  }

  private static void refused(String pickle, String why) {
    assertThatThrownBy(() -> read(pickle))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining(why);
  }
}
