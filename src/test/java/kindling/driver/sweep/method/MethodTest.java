package kindling.driver.sweep.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class MethodTest {
  private static final Rungs RUNGS = Rungs.of(1, 9, 3);

  /** All jobs of a search in which a job is decided once all but the last ones are known. */
  private static List<Job> jobs(Method method, int window, ToDoubleFunction<Job> score) {
    List<Job> begun = new ArrayList<>();
    List<Outcome> known = new ArrayList<>();
    while (true) {
      Optional<Job> next =
          begun.size() - known.size() == window
              ? Optional.empty()
              : method.next(new JobHistory(List.copyOf(begun), List.copyOf(known)));
      if (next.isPresent()) {
        assertThat(begun).doesNotContain(next.get());
        begun.add(next.get());
      } else if (known.size() < begun.size()) {
        Job job = begun.get(known.size());
        known.add(new Outcome(job, score.applyAsDouble(job)));
      } else {
        return begun;
      }
    }
  }

  private static Map<Integer, Long> counts(List<Job> jobs) {
    Map<Integer, Long> counts = new TreeMap<>();
    jobs.forEach(job -> counts.merge(job.epochs(), 1L, Long::sum));
    return counts;
  }

  @Test
  void rungsGrowByTheReductionUpToAWholeRun() {
    assertThat(RUNGS.epochs()).containsExactly(1, 3, 9);
    assertThat(Rungs.of(2, 20, 2).epochs()).containsExactly(2, 4, 8, 16, 20);
    assertThat(Rungs.of(5, 3, 2).epochs()).containsExactly(3);
  }

  @Test
  void successiveHalvingKeepsTheBest() {
    // Trial 14 is the best, 3 the second best, and so on: any order but that of their numbers.
    ToDoubleFunction<Job> score = job -> -((job.trial() * 11 + 8) % 27);
    List<Job> jobs = jobs(new Halving(RUNGS, 27), 4, score);
    assertThat(counts(jobs)).isEqualTo(Map.of(1, 27L, 3, 9L, 9, 3L));
    List<Integer> last = jobs.stream().filter(job -> job.epochs() == 9).map(Job::trial).toList();
    List<Integer> best =
        java.util.stream.IntStream.rangeClosed(1, 27)
            .boxed()
            .sorted(
                java.util.Comparator.comparingDouble(
                    trial -> -score.applyAsDouble(new Job(trial, 1))))
            .limit(3)
            .toList();
    assertThat(last).isEqualTo(best);
  }

  @Test
  void halvingFewTrialsStillFinishesOne() {
    assertThat(counts(jobs(new Halving(RUNGS, 2), 1, Job::trial)))
        .isEqualTo(Map.of(1, 2L, 3, 1L, 9, 1L));
  }

  @Test
  void failedTrialsDoNotGoOn() {
    ToDoubleFunction<Job> score = job -> job.trial() % 2 == 0 ? Outcome.WORST : job.trial();
    assertThat(jobs(new Halving(RUNGS, 9), 3, score))
        .filteredOn(job -> job.epochs() > 1)
        .allMatch(job -> job.trial() % 2 == 1);
    assertThat(jobs(new Asha(RUNGS, 9), 3, score))
        .filteredOn(job -> job.epochs() > 1)
        .isNotEmpty()
        .allMatch(job -> job.trial() % 2 == 1);
    assertThat(jobs(new Halving(RUNGS, 9), 3, job -> Outcome.WORST)).hasSize(9);
  }

  @Test
  void ashaLetsTheBestGoOnAsSoonAsTheyAreKnown() {
    List<Job> jobs = jobs(new Asha(RUNGS, 27), 1, job -> -job.trial());
    // The first of three is the best so far and goes on before a fourth begins.
    assertThat(jobs.subList(0, 5))
        .containsExactly(new Job(1, 1), new Job(2, 1), new Job(3, 1), new Job(1, 3), new Job(4, 1));
    assertThat(counts(jobs)).isEqualTo(Map.of(1, 27L, 3, 9L, 9, 3L));
    assertThat(jobs).contains(new Job(1, 9), new Job(2, 9), new Job(3, 9));
  }

  @Test
  void ashaEndsWithTheBestTrialWhereverItBegins() {
    for (int best = 1; best <= 27; best++) {
      int winner = best;
      ToDoubleFunction<Job> score = job -> job.trial() == winner ? 100 : (job.trial() * 7) % 27;
      assertThat(jobs(new Asha(RUNGS, 27), 5, score)).contains(new Job(winner, 9));
    }
  }

  @Test
  void wholeTrialsAreTrainedToTheirEnd() {
    assertThat(jobs(new WholeTrials(3), 2, job -> 0))
        .containsExactly(
            new Job(1, Job.TO_THE_END), new Job(2, Job.TO_THE_END), new Job(3, Job.TO_THE_END));
  }
}
