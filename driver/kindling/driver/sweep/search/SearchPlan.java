package kindling.driver.sweep.search;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.KeyReader;
import kindling.driver.config.Problems;
import kindling.driver.config.ResolvedConfig;
import kindling.driver.config.settings.Settings;
import kindling.driver.config.settings.SettingsFile;
import kindling.driver.sweep.space.Dimension;
import kindling.driver.sweep.space.Distribution;
import kindling.driver.sweep.space.Space;
import kindling.driver.sweep.space.SpaceReader;

/**
 * What a search's file says: a run's settings, and under {@code search} which of them are varied
 * and how.
 *
 * @param base the settings of a run, by key
 * @param settings of the run as it stands in the file
 * @param resolved of run, search and space
 */
public record SearchPlan(
    Config base, Settings settings, SearchSettings search, Space space, ResolvedConfig resolved) {
  private static final int GRID_AT_MOST = 100_000;
  private static final String SPACE = "search.space";

  /** What belongs to the search and its one Spark application, not to a trial. */
  private static final List<String> NOT_SEARCHED =
      List.of("run.", "resume", "threads-per-worker", "search.", "study.");

  /**
   * Reads a search's file.
   *
   * @throws ConfigurationException with all problems at once
   */
  public static SearchPlan read(String file, List<String> overrides) {
    String name = SettingsFile.name(file);
    Config all = SettingsFile.config(file, overrides);
    Config base = all.withoutPath("search");
    Set<String> problems = new LinkedHashSet<>();
    Settings settings =
        Problems.in(problems, () -> SettingsFile.read(name, file, base, List.of())).orElse(null);
    KeyReader keys = new KeyReader(all.withOnlyPath("search").withoutPath(SPACE));
    SearchSettings search = SearchSettings.read(keys);
    ResolvedConfig own =
        Problems.in(problems, keys::finish).orElseGet(() -> ResolvedConfig.parse(""));
    Config spaceConfig = all.hasPath(SPACE) ? all.getConfig(SPACE) : ConfigFactory.empty();
    Space space = SpaceReader.read(spaceConfig, problems::add);
    for (Dimension dimension : space.dimensions()) {
      check(base, search, space, dimension, problems);
    }
    if (search.method() == SearchSettings.Kind.GRID && space.gridSizeAtMost() > GRID_AT_MOST) {
      problems.add(
          String.format(
              Locale.ROOT,
              "search.space: expected a grid of at most %,d points, found up to %,.0f; lower points, or"
                  + " use search.method = random",
              GRID_AT_MOST,
              space.gridSizeAtMost()));
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(new ArrayList<>(problems));
    }
    Config whole =
        settings
            .resolved()
            .config()
            .withFallback(own.config())
            .withFallback(spaceConfig.atPath(SPACE));
    Set<String> chosen = new TreeSet<>(settings.resolved().chosen());
    chosen.addAll(own.chosen());
    spaceConfig.atPath(SPACE).entrySet().forEach(entry -> chosen.add(entry.getKey()));
    ResolvedConfig resolved = new ResolvedConfig(whole, own.remarks(), chosen);
    return new SearchPlan(base, settings, search, space, resolved);
  }

  /**
   * The settings of a trial.
   *
   * @param folder of its run
   * @throws ConfigurationException where the point's values do not go together
   */
  Settings trial(SortedMap<String, String> point, String folder) {
    List<String> overrides = overrides(point);
    overrides.add("run.dir=\"" + folder + "\"");
    overrides.add("resume=auto");
    return SettingsFile.read(settings.name(), "trial", base, overrides);
  }

  private static List<String> overrides(Map<String, String> point) {
    List<String> overrides = new ArrayList<>();
    point.forEach((key, value) -> overrides.add(key + "=" + value));
    return overrides;
  }

  /** Whether a run takes each option, or both ends of a range. */
  private static void check(
      Config base, SearchSettings search, Space space, Dimension dimension, Set<String> problems) {
    String key = dimension.key();
    if (NOT_SEARCHED.stream().anyMatch(key::startsWith)) {
      problems.add(
          "search.space." + key + ": it is the same for all trials and cannot be searched");
      return;
    }
    if (key.equals("epochs") && search.method().stopsEarly()) {
      problems.add(
          "search.space.epochs: trials of different lengths cannot be compared at rungs; search it"
              + " with search.method = random, grid or tpe");
      return;
    }
    List<String> values =
        dimension.values() instanceof Distribution.Choice choice
            ? choice.options()
            : dimension.values().spread(2);
    for (String value : values) {
      Set<String> met = new LinkedHashSet<>();
      Problems.in(met, () -> SettingsFile.read("trial", "trial", base, List.of(key + "=" + value)));
      met.stream()
          .filter(
              problem -> problem.startsWith(key + ":") || problem.startsWith("unknown key " + key))
          .map(problem -> "search.space: " + problem)
          .forEach(problems::add);
    }
    dimension
        .when()
        .forEach((other, options) -> checkCondition(space, key, other, options, problems));
  }

  private static void checkCondition(
      Space space, String key, String other, List<String> options, Set<String> problems) {
    for (Dimension parent : space.dimensions()) {
      if (parent.key().equals(other)
          && parent.values() instanceof Distribution.Choice choice
          && !choice.options().containsAll(options)) {
        problems.add(
            String.format(
                Locale.ROOT,
                "search.space.%s.when: expected values of %s, which are %s, found %s",
                key,
                other,
                choice.options(),
                options));
      }
    }
  }
}
