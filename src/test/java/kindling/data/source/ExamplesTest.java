package kindling.data.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import kindling.model.torch.OwnProcess;
import org.junit.jupiter.api.Test;

class ExamplesTest {
  private static final List<Example> MIXED =
      List.of(
          new Example(0, 2, "hdfs://host/train/caf\u00e9/\u732b.png", ""),
          new Example(1, 0, "file:/data/train/cat/a b.jpg", ""),
          new Example(2, 0, "file:/data/train/cat/deeper/c.jpg", ""),
          new Example(3, 1, "file:/data/train.zip", "train/dog/1.png"),
          new Example(4, 1, "file:/data/train.zip", "top.png"),
          new Example(5, 3, "file:/data/batch_1.bin", "12345"),
          new Example(6, 3, "name-alone", ""));

  @Test
  void examplesAreWhatWasPutIn() {
    assertThat(Examples.of(MIXED)).isEqualTo(MIXED).hasSize(7);
    assertThat(Examples.of(List.of())).isEmpty();
  }

  @Test
  void aSelectionHasThoseAtItsPositionsInItsOrder() {
    Examples some = Examples.of(MIXED).select(new int[] {5, 0, 3, 0});
    assertThat(some).containsExactly(MIXED.get(5), MIXED.get(0), MIXED.get(3), MIXED.get(0));
    assertThat(some.numbered(10)).extracting(Example::id).containsExactly(10, 11, 12, 13);
    assertThat(some.numbered(10)).extracting(Example::file).isEqualTo(files(some));
  }

  private static List<String> files(List<Example> examples) {
    return examples.stream().map(Example::file).toList();
  }

  @Test
  void aShareCrossesTheWireWithoutTheOthersFolders() throws Exception {
    List<Example> all = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      all.add(new Example(i, i, "file:/data/train/class-" + i + "/image.png", ""));
    }
    byte[] wire = serialized(Examples.of(all).select(new int[] {77, 9_999}));
    assertThat(wire).hasSizeLessThan(2_000);
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(wire))) {
      assertThat(in.readObject()).isEqualTo(List.of(all.get(77), all.get(9_999)));
    }
  }

  private static byte[] serialized(Object object) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    return bytes.toByteArray();
  }

  @Test
  void twoMillionAreCutAndDealtInASmallHeap() throws Exception {
    assertThat(OwnProcess.run(TwoMillion.class, "-Xmx512m", "-XX:+UseSerialGC"))
        .contains("dealt 2000000");
  }

  /** Lists, cuts and deals, and holds what a driver holds. */
  static final class TwoMillion {
    private static final int CLASSES = 1_000;
    private static final int OF_EACH = 2_000;
    private static final int WORKERS = 64;

    /** The catalog's examples, and the shares. */
    private static final long BYTES_OF_EACH = 2 * 48;

    private TwoMillion() {}

    public static void main(String[] arguments) {
      Examples.Builder listed = new Examples.Builder();
      for (int label = 0; label < CLASSES; label++) {
        String name = String.format(Locale.ROOT, "n%08d", label);
        String start = "hdfs://namenode:8020/datasets/imagenet/train/" + name + "/" + name + "_";
        for (int i = 0; i < OF_EACH; i++) {
          listed.add(new Example(0, label, start + i + ".JPEG", ""));
        }
      }
      StratifiedSplit cut = StratifiedSplit.split(listed.build().numbered(0), 0.2, 1);
      List<Examples> dealt = new ArrayList<>(Sharding.deal(cut.kept(), WORKERS, 1));
      dealt.addAll(Sharding.deal(cut.taken(), WORKERS, 1));
      listed = null;
      System.gc();
      long held = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
      int all = dealt.stream().mapToInt(List::size).sum();
      assertThat(cut.kept().size() + cut.taken().size()).isEqualTo(all);
      assertThat(held).isLessThan(BYTES_OF_EACH * all);
      System.out.println("dealt " + all + ", bytes held " + held);
    }
  }
}
