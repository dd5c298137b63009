package kindling.model.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import kindling.model.EngineOffer;
import kindling.model.EngineRequest;
import kindling.model.Engines;
import kindling.model.engine.Precision;
import org.junit.jupiter.api.Test;

/** The engines of a jar that leaves one out, as the build's profiles do. */
class LeftOutEngineTest {
  @Test
  void autoTakesTheOtherAndSaysWhy() throws Exception {
    String offers = OwnProcess.run(without("pytorch"), LeftOutEngineTest.class, List.of());
    assertThat(offers.lines().filter(line -> line.startsWith("AUTO")))
        .singleElement()
        .asString()
        .startsWith("AUTO: dl4j 1.")
        .contains("built without libtorch");
    assertThat(offers.lines().filter(line -> line.startsWith("TORCH")))
        .singleElement()
        .asString()
        .contains("refused", "built without libtorch", "engine = dl4j");
  }

  @Test
  void dl4jIsRefusedWhereItIsLeftOut() throws Exception {
    String offers = OwnProcess.run(without("nd4j-"), LeftOutEngineTest.class, List.of());
    assertThat(offers.lines().filter(line -> line.startsWith("AUTO")))
        .singleElement()
        .asString()
        .startsWith("AUTO: torch 2.");
    assertThat(offers.lines().filter(line -> line.startsWith("DL4J")))
        .singleElement()
        .asString()
        .contains("refused", "built without Deeplearning4j", "engine = torch");
  }

  private static String without(String artifact) {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !new File(entry).getName().startsWith(artifact))
        .collect(Collectors.joining(File.pathSeparator));
  }

  public static void main(String[] arguments) {
    for (Engines.Choice choice : Engines.Choice.values()) {
      EngineOffer offer = Engines.offer(new EngineRequest(choice, Precision.FLOAT32));
      System.out.println(
          choice
              + ": "
              + (offer.refused() ? "refused: " : "")
              + offer.description()
              + " "
              + offer.remarks());
    }
  }
}
