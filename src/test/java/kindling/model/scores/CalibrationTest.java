package kindling.model.scores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import kindling.data.Targets;
import org.junit.jupiter.api.Test;

class CalibrationTest {
  /** Ten predictions of 0.9, seven of them right, and five of 0.5, all right. */
  private static Calibration byHand() {
    Calibration calibration = new Calibration();
    IntStream.range(0, 7).forEach(i -> calibration.addCorrect(0.9));
    IntStream.range(0, 3).forEach(i -> calibration.addIncorrect(0.9));
    IntStream.range(0, 5).forEach(i -> calibration.addCorrect(0.5));
    return calibration;
  }

  @Test
  void theErrorIsTheMeanDistanceOfConfidenceFromAccuracy() {
    assertThat(byHand().error()).isCloseTo((10 * 0.2 + 5 * 0.5) / 15, within(1e-12));
    Calibration.Bin sure = byHand().bins().get(13);
    assertThat(sure.count()).isEqualTo(10);
    assertThat(sure.confidence()).isCloseTo(0.9, within(1e-12));
    assertThat(sure.accuracy()).isEqualTo(0.7);
    assertThat(byHand().bins().get(0)).isEqualTo(new Calibration.Bin(0, 0, 0));
  }

  @Test
  void oneIsInTheLastBinAndNotANumberInNone() {
    Calibration calibration = new Calibration();
    calibration.addCorrect(1);
    calibration.addIncorrect(0);
    calibration.addIncorrect(Double.NaN);
    assertThat(calibration.bins().get(14).count()).isEqualTo(1);
    assertThat(calibration.bins().get(0).count()).isEqualTo(1);
    assertThat(calibration.bins().stream().mapToLong(Calibration.Bin::count).sum()).isEqualTo(2);
    assertThat(new Calibration().error()).isNaN();
  }

  @Test
  void scoresKeepItForTheirExamples() {
    Scores first = new Scores(2);
    first.add(new int[] {4}, new float[] {(float) Math.log(3), 0}, Targets.of(new int[] {0}));
    Scores second = new Scores(2);
    second.add(new int[] {2}, new float[] {(float) Math.log(3), 0}, Targets.of(new int[] {1}));
    Scores merged = Scores.merge(first, second);
    assertThat(merged.count()).isEqualTo(2);
    Calibration.Bin bin = merged.calibration().bins().get(11);
    assertThat(bin.count()).isEqualTo(2);
    assertThat(bin.confidence()).isCloseTo(0.75, within(1e-7));
    assertThat(bin.accuracy()).isEqualTo(0.5);
    assertThat(merged.calibration().error()).isCloseTo(0.25, within(1e-7));
    assertThat(merged.mistakes()).singleElement().extracting(Mistakes.Mistake::id).isEqualTo(2);
  }
}
