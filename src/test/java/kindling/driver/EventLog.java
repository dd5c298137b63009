package kindling.driver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What Spark's event log tells of the workers' steps in a run's rounds. Moments are numbers of the
 * log's lines, which stand in the order in which the driver saw them.
 */
final class EventLog {
  /**
   * One attempt at a worker's steps.
   *
   * @param copy whether it is a speculative copy of one that ran
   */
  record Attempt(int worker, String executor, int started, boolean copy) {}

  /** One round's attempts, and when it ended. */
  static final class Round {
    private final List<Attempt> attempts = new ArrayList<>();
    private int ended;
  }

  private final Map<Integer, Round> rounds = new HashMap<>();
  private final Map<Integer, Round> roundsByStage = new HashMap<>();
  private final Map<String, Integer> lost = new HashMap<>();

  /** Reads the one log in a folder. */
  static EventLog in(Path folder) throws IOException {
    EventLog log = new EventLog();
    try (Stream<Path> files = Files.list(folder)) {
      List<String> lines = Files.readAllLines(files.findFirst().orElseThrow());
      for (int moment = 0; moment < lines.size(); moment++) {
        log.take(new ObjectMapper().readTree(lines.get(moment)), moment);
      }
    }
    return log;
  }

  private void take(JsonNode event, int moment) {
    switch (event.get("Event").asText()) {
      case "SparkListenerJobStart" -> {
        if (event.path("Properties").has("kindling.round")) {
          Round round = new Round();
          rounds.put(event.get("Job ID").asInt(), round);
          event.get("Stage IDs").forEach(stage -> roundsByStage.put(stage.asInt(), round));
          // The last stage merges.
          int last = 0;
          for (JsonNode stage : event.get("Stage IDs")) {
            last = Math.max(last, stage.asInt());
          }
          roundsByStage.remove(last);
        }
      }
      case "SparkListenerJobEnd" -> {
        Round round = rounds.get(event.get("Job ID").asInt());
        if (round != null) {
          round.ended = moment;
        }
      }
      case "SparkListenerTaskStart" -> {
        Round round = roundsByStage.get(event.get("Stage ID").asInt());
        JsonNode task = event.get("Task Info");
        if (round != null) {
          round.attempts.add(
              new Attempt(
                  task.get("Partition ID").asInt(),
                  task.get("Executor ID").asText(),
                  moment,
                  task.get("Speculative").asBoolean()));
        }
      }
      case "SparkListenerExecutorRemoved" -> lost.put(event.get("Executor ID").asText(), moment);
      default -> {}
    }
  }

  int rounds() {
    return rounds.size();
  }

  /** Steps of workers that were taken again in a round, but for speculative copies. */
  int redone() {
    return rounds.values().stream().mapToInt(this::redone).sum();
  }

  private int redone(Round round) {
    return workers(round).values().stream().mapToInt(EventLog::redone).sum();
  }

  private static int redone(List<Attempt> attempts) {
    return Math.max(0, (int) attempts.stream().filter(a -> !a.copy).count() - 1);
  }

  /**
   * Rounds with workers whose steps were taken again though too few of the executors that had taken
   * them in the round were lost before its end: by job, those workers' attempts.
   */
  Map<Integer, List<Attempt>> redoneWithoutNeed() {
    Map<Integer, List<Attempt>> found = new HashMap<>();
    rounds.forEach(
        (job, round) ->
            workers(round)
                .values()
                .forEach(
                    attempts -> {
                      long onLost = attempts.stream().filter(a -> lostIn(round, a)).count();
                      if (redone(attempts) > onLost) {
                        found.computeIfAbsent(job, none -> new ArrayList<>()).addAll(attempts);
                      }
                    }));
    return found;
  }

  private boolean lostIn(Round round, Attempt attempt) {
    int moment = lost.getOrDefault(attempt.executor, -1);
    return moment > attempt.started && moment < round.ended;
  }

  private static Map<Integer, List<Attempt>> workers(Round round) {
    Map<Integer, List<Attempt>> workers = new HashMap<>();
    round.attempts.forEach(
        a -> workers.computeIfAbsent(a.worker, unknown -> new ArrayList<>()).add(a));
    return workers;
  }
}
