package kindling.driver.scaling.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Optional;
import kindling.driver.config.settings.CacheSettings;
import kindling.driver.train.wire.WireBytes;
import kindling.model.averaging.StepsPerRound;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CostModelTest {
  private static final long GB = 1_000_000_000;
  private static final double TEN_GIGABITS = 1.25e9;
  private static final AveragingCost FREE = new AveragingCost(0, 0, 0, 0, 0, 0);
  private static final AveragingCost USUAL = new AveragingCost(0.01, 0.02, 0.03, 0.005, 0.1, 0.001);
  private static final StepCost STEP = new StepCost(100, 4, 1, 1.5, 0.01);

  private static Costs costs(AveragingCost averaging, double decodeSeconds) {
    return new Costs(
        "here", "net", "torch", 4, STEP, averaging, new InputCost(decodeSeconds, 1e-5), 1e8);
  }

  private static TrainingJob job(long images, Optional<StepsPerRound> steps, long bytes) {
    return new TrainingJob(
        new ImageSet(images, 100_000, 150_000, CacheSettings.Kind.ENCODED),
        new TrainingCut(100, 1, 2, steps, 0.1),
        new WireBytes(bytes, bytes, bytes),
        new EngineBytes(GB, GB / 10),
        bytes,
        1,
        1);
  }

  private static TrainingJob job(int stepsPerRound) {
    return job(50_000, Optional.of(StepsPerRound.constant(stepsPerRound)), 100_000_000);
  }

  private static Machine machine(double network) {
    return new Machine(4, 4, 2, network, 64 * GB, GB);
  }

  private static Prediction predict(TrainingJob job, Costs costs, double network, int workers) {
    return CostModel.predict(job, costs, new Deployment(workers, machine(network)));
  }

  @Test
  void oneWorkerThatNeitherWaitsNorAveragesHasAnEfficiencyOfOne() {
    Prediction one = predict(job(16), costs(FREE, 0), Double.POSITIVE_INFINITY, 1);

    assertThat(one.efficiency()).isEqualTo(1);
    assertThat(one.epochSeconds()).isCloseTo(50_000 / 100 * 1.01, within(1e-6));
    assertThat(one.bound()).isEqualTo(Resource.COMPUTE);
  }

  @Property
  void noClusterIsFasterThanItsWorkersAlone(
      @ForAll @IntRange(min = 1, max = 2000) int workers,
      @ForAll @IntRange(min = 1, max = 300) int stepsPerRound,
      @ForAll @DoubleRange(min = 0, max = 0.1) double decodeSeconds) {
    Prediction found =
        predict(job(stepsPerRound), costs(USUAL, decodeSeconds), TEN_GIGABITS, workers);

    assertThat(found.efficiency()).isGreaterThan(0).isLessThanOrEqualTo(1 + 1e-9);
  }

  @Property
  void theBoundIsTheLargestPartAndNoPartIsLongerThanTheEpoch(
      @ForAll @IntRange(min = 1, max = 2000) int workers,
      @ForAll @IntRange(min = 1, max = 300) int stepsPerRound,
      @ForAll @DoubleRange(min = 0, max = 0.1) double decodeSeconds) {
    Prediction found =
        predict(job(stepsPerRound), costs(USUAL, decodeSeconds), TEN_GIGABITS, workers);

    Map<Resource, Double> seconds = found.seconds();
    assertThat(seconds).containsOnlyKeys(Resource.values());
    assertThat(seconds.values())
        .allSatisfy(
            part ->
                assertThat(part)
                    .isNotNegative()
                    .isLessThanOrEqualTo(seconds.get(found.bound()))
                    .isLessThanOrEqualTo(found.epochSeconds() * (1 + 1e-9)));
  }

  @Property
  void moreWorkersNeverShortenARoundOfTheDriverOrOnTheWire(
      @ForAll @IntRange(min = 1, max = 2000) int workers,
      @ForAll @IntRange(min = 1, max = 2000) int more) {
    TrainingJob job = job(16);
    RoundTime fewer = RoundTime.of(job, USUAL, new Deployment(workers, machine(TEN_GIGABITS)));
    RoundTime larger =
        RoundTime.of(job, USUAL, new Deployment(workers + more, machine(TEN_GIGABITS)));

    assertThat(larger.driver()).isGreaterThan(fewer.driver());
    assertThat(larger.wire()).isGreaterThanOrEqualTo(fewer.wire());
  }

  @Property
  void theDriversTrafficDoesNotGrowWithTheWorkers(
      @ForAll @IntRange(min = 1, max = 2000) int workers) {
    assertThat(predict(job(16), costs(USUAL, 0), TEN_GIGABITS, workers).traffic().driver())
        .isEqualTo(200_000_000);
  }

  @Property
  void rarerAveragesNeverLengthenAnEpoch(
      @ForAll @IntRange(min = 1, max = 500) int workers,
      @ForAll @IntRange(min = 1, max = 100) int stepsPerRound) {
    double often =
        predict(job(stepsPerRound), costs(USUAL, 0), TEN_GIGABITS, workers).epochSeconds();
    double rarely =
        predict(job(2 * stepsPerRound), costs(USUAL, 0), TEN_GIGABITS, workers).epochSeconds();

    assertThat(rarely).isLessThanOrEqualTo(often);
  }

  @Property
  void aQuarterOfTheBytesTakesAQuarterOfTheWire(
      @ForAll @IntRange(min = 1, max = 2000) int workers) {
    Optional<StepsPerRound> steps = Optional.of(StepsPerRound.constant(4));
    // Of one piece each, so that the broadcast is cut alike.
    double wide =
        predict(job(50_000, steps, 4_000_000), costs(USUAL, 0), TEN_GIGABITS, workers)
            .seconds()
            .get(Resource.WIRE);
    double narrow =
        predict(job(50_000, steps, 1_000_000), costs(USUAL, 0), TEN_GIGABITS, workers)
            .seconds()
            .get(Resource.WIRE);

    assertThat(narrow).isCloseTo(wide / 4, within(1e-9 * wide));
  }

  @Property
  void measuredStepsPerRoundKeepAveragingToItsShare(
      @ForAll @IntRange(min = 1, max = 100) int workers) {
    TrainingJob job = job(200_000, Optional.empty(), 10_000_000);
    Deployment on = new Deployment(workers, machine(TEN_GIGABITS));
    Costs costs = costs(USUAL, 0);
    Prediction found = CostModel.predict(job, costs, on);

    double averaging = found.rounds() * RoundTime.of(job, USUAL, on).seconds();
    // The last round of an epoch may be short.
    assertThat(averaging)
        .isLessThanOrEqualTo(0.1 * found.epochSeconds() + averaging / found.rounds());
  }

  @Test
  void eightProcessesOnFourCoresTakeTwiceAsLong() {
    Machine crowded = new Machine(4, 8, 8, Double.POSITIVE_INFINITY, 64 * GB, GB);
    TrainingJob job = job(1);
    RoundTime four = RoundTime.of(job, USUAL, new Deployment(4, crowded));
    StepTime ofFour = StepTime.of(job, costs(USUAL, 0), new Deployment(4, crowded), false, 1000);
    StepTime ofEight = StepTime.of(job, costs(USUAL, 0), new Deployment(8, crowded), false, 1000);

    assertThat(ofEight.compute()).isCloseTo(2 * ofFour.compute(), within(1e-9));
    assertThat(RoundTime.of(job, USUAL, new Deployment(8, crowded)).merge())
        .isGreaterThan(1.9 * four.merge());
  }

  @Test
  void slowDecodersDisksWiresAndManyRoundsBindEachInItsPlace() {
    Costs slowDecoder = costs(FREE, 0.1);
    assertThat(predict(job(16), slowDecoder, TEN_GIGABITS, 8).bound()).isEqualTo(Resource.DECODE);

    Costs slowDisk = costs(FREE, 0).withDisk(1e6);
    Machine small = new Machine(4, 4, 1, TEN_GIGABITS, GB, GB);
    assertThat(CostModel.predict(job(16), slowDisk, new Deployment(4, small)).bound())
        .isEqualTo(Resource.DISK);

    assertThat(predict(job(1), costs(FREE, 0), 1e6, 8).bound()).isEqualTo(Resource.WIRE);

    AveragingCost manyTasks = new AveragingCost(0, 0, 0, 0, 0, 0.1);
    assertThat(predict(job(1), costs(manyTasks, 0), TEN_GIGABITS, 500).bound())
        .isEqualTo(Resource.DRIVER);

    AveragingCost slowMerge = new AveragingCost(0, 0, 0, 10, 0, 0);
    assertThat(predict(job(1), costs(slowMerge, 0), TEN_GIGABITS, 500).bound())
        .isEqualTo(Resource.MERGE);
  }

  @Test
  void imagesThatThePageCacheHoldsAreNotReadFromDisks() {
    Prediction cached = predict(job(16), costs(FREE, 0).withDisk(1), TEN_GIGABITS, 4);

    assertThat(cached.encoded()).isTrue();
    assertThat(cached.seconds().get(Resource.DISK)).isZero();
  }

  @Test
  void imagesAreKeptDecodedWhereTheHeapsHaveRoom() {
    ImageSet set = new ImageSet(1000, 100_000, 1_000_000, CacheSettings.Kind.AUTO);

    assertThat(set.encoded(1, GB)).isTrue();
    assertThat(set.encoded(1, 4 * GB)).isFalse();
    assertThat(set.encoded(8, GB)).isFalse();
    assertThat(new ImageSet(1000, 0, 1_000_000, CacheSettings.Kind.AUTO).encoded(1, GB))
        .as("what is no file cannot be kept encoded")
        .isFalse();
  }
}
