package kindling.model.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import kindling.model.weights.WeightsException;
import org.junit.jupiter.api.Test;

/** Which of a checkpoint's dicts are state dicts, and which one is taken. */
class SavedWeightsTest {
  private static final StridedTensor TENSOR =
      new StridedTensor(new TypedStorage(StorageType.FLOAT, "0", 1), 0, List.of(1), List.of(1));

  /** Names and values in turn. */
  private static Map<Object, Object> dict(Object... entries) {
    Map<Object, Object> dict = new LinkedHashMap<>();
    for (int i = 0; i < entries.length; i += 2) {
      dict.put(entries[i], entries[i + 1]);
    }
    return dict;
  }

  private static Map<Object, Object> weights() {
    return dict("a.b", TENSOR);
  }

  private static SavedWeights.Choice choice(Map<?, ?> root, String key) {
    return SavedWeights.of(root).choose(Optional.ofNullable(key));
  }

  @Test
  void aFileThatIsAStateDictItself() {
    Map<Object, Object> root = weights();
    assertThat(SavedWeights.of(root).byKey()).containsOnlyKeys("");
    SavedWeights.Choice choice = choice(root, null);
    assertThat(choice.values()).isSameAs(root);
    assertThat(choice.prefix()).isEmpty();
    assertThat(choice.remarks()).isEmpty();
  }

  @Test
  void theMostUsualNameIsTakenAndTheOthersAreRemarked() {
    Map<Object, Object> model = weights();
    SavedWeights.Choice choice =
        choice(dict("epoch", 3L, "net", weights(), "ema", weights(), "model", model), null);
    assertThat(choice.values()).isSameAs(model);
    assertThat(choice.remarks())
        .containsExactly(
            "weights: those under model; the file has others under net, ema, which --key NAME"
                + " (init.key) takes");
    Map<Object, Object> whole = dict("a.b", TENSOR, "model", weights());
    assertThat(choice(whole, null).values()).isSameAs(whole);
    assertThat(choice(whole, null).remarks().get(0))
        .startsWith("weights: the file's own; the file has others under model,");
  }

  @Test
  void theOneThatIsNoMeanIsTakenOrTheOnlyOne() {
    Map<Object, Object> one = weights();
    assertThat(choice(dict("model_ema", weights(), "teacher", one), null).values()).isSameAs(one);
    assertThat(choice(dict("model_ema", one), null).values()).isSameAs(one);
    assertThatThrownBy(() -> choice(dict("swa", weights(), "x", weights(), "y", weights()), null))
        .isInstanceOf(WeightsException.class)
        .hasMessage(
            "PyTorch file: expected one state dict, found those under swa, x, y; choose with --key"
                + " NAME (init.key)");
    for (String name : List.of("EMA", "swa_model", "averaged")) {
      assertThat(StateDict.isAverage(name)).as(name).isTrue();
    }
    assertThat(StateDict.isAverage("model")).isFalse();
  }

  @Test
  void aKeyNamesAStateDictOrTheBeginningOfItsNames() {
    Map<Object, Object> model = weights();
    Map<Object, Object> inner = weights();
    Map<Object, Object> root = dict("model", model, "x", dict("y", inner), "xy", weights());
    assertThat(choice(root, "model").values()).isSameAs(model);
    assertThat(choice(root, "model").prefix()).isEmpty();
    assertThat(choice(root, "x.y").values()).isSameAs(inner);
    assertThat(choice(root, "x.y.layer1").values()).isSameAs(inner);
    assertThat(choice(root, "x.y.layer1").prefix()).contains("layer1");
    assertThat(choice(root, "model.").prefix()).isEmpty();
    assertThat(choice(weights(), "layer1").prefix()).contains("layer1");
    assertThat(choice(root, "models").values()).isSameAs(model);
    assertThat(choice(root, "models").prefix()).contains("models");
  }

  @Test
  void ofTwoThatAKeyBeginsWithTheLongerIsMeant() {
    Map<Object, Object> inner = weights();
    Map<Object, Object> root = dict("m", dict("a.b", TENSOR, "n", inner));
    assertThat(SavedWeights.of(root).byKey()).containsOnlyKeys("m", "m.n");
    assertThat(choice(root, "m.n.o").values()).isSameAs(inner);
    assertThat(choice(root, "m.n.o").prefix()).contains("o");
  }

  @Test
  void dictsWithinDictsAreLookedThroughToADepthAndOnce() {
    Map<Object, Object> shared = weights();
    Map<Object, Object> root = dict("a", dict("b", dict("c", shared)), "again", shared);
    root.put("self", root);
    assertThat(SavedWeights.of(root).byKey()).containsOnlyKeys("a.b.c");
    refused(dict("a", dict("b", dict("c", dict("d", weights())))), "the keys a. Save");
    refused(dict(7L, weights()), "the keys 7. Save");
  }

  @Test
  void whatHoldsNoStateDictIsRefusedWithWhatItHolds() {
    refused(dict("weight", TENSOR), "the keys weight. Save");
    refused(dict("a.b", 1L), "the keys a.b. Save");
    refused(dict(7L, TENSOR), "the keys 7. Save");
    refused(List.of(), "something else");
    refused(new Opaque("nn.Linear"), "nn.Linear, which is not run");
    refused(
        dict("epoch", 3L, "args", new Opaque("argparse.Namespace")),
        "the keys epoch, args (argparse.Namespace, which is not run). Save the weights alone:"
            + " torch.save(model.state_dict(), file)");
  }

  private static void refused(Object root, String found) {
    assertThatThrownBy(() -> SavedWeights.of(root))
        .isInstanceOf(WeightsException.class)
        .hasMessageStartingWith("PyTorch file: expected a state dict")
        .hasMessageContaining("found " + found);
  }

  @Test
  void aListOfNamesEndsAfterTwenty() {
    List<String> names = IntStream.range(0, 21).mapToObj(Integer::toString).toList();
    assertThat(StateDict.listed(names)).endsWith(", 18, 19, … (21 in all)");
    assertThat(StateDict.listed(names.subList(0, 20))).endsWith(", 18, 19");
    assertThat(StateDict.listed(names.subList(0, 1))).isEqualTo("0");
  }
}
