package kindling.driver.sweep.study;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.KeyReader;
import kindling.driver.config.Problems;
import kindling.driver.config.ResolvedConfig;
import kindling.driver.config.settings.Settings;
import kindling.driver.config.settings.SettingsFile;

/**
 * What a study's file says: a run's settings, and under {@code study} the architectures and seeds
 * that they are trained with.
 *
 * @param base the settings of a run, by key
 * @param settings of the run as it stands in the file
 * @param resolved of run and study
 */
public record StudyPlan(
    Config base, Settings settings, StudySettings study, ResolvedConfig resolved) {
  /**
   * Reads a study's file.
   *
   * @throws ConfigurationException with all problems at once
   */
  public static StudyPlan read(String file, List<String> overrides) {
    Config all = SettingsFile.config(file, overrides);
    Config base = all.withoutPath("study");
    Set<String> problems = new LinkedHashSet<>();
    Settings settings =
        Problems.in(
                problems, () -> SettingsFile.read(SettingsFile.name(file), file, base, List.of()))
            .orElse(null);
    KeyReader keys = new KeyReader(all.withOnlyPath("study"));
    StudySettings study = StudySettings.read(keys);
    ResolvedConfig own =
        Problems.in(problems, keys::finish).orElseGet(() -> ResolvedConfig.parse(""));
    Set<String> ofAll = Set.copyOf(problems);
    for (StudyArchitecture architecture : study.architectures()) {
      Set<String> met = new LinkedHashSet<>();
      Problems.in(met, () -> SettingsFile.read("study", file, architecture.in(base), List.of()));
      met.removeAll(ofAll);
      met.stream()
          .map(
              problem ->
                  String.format(
                      Locale.ROOT,
                      "%s, %s: %s",
                      StudySettings.ARCHITECTURES,
                      architecture.name(),
                      problem))
          .forEach(problems::add);
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(new ArrayList<>(problems));
    }
    return new StudyPlan(
        base,
        settings,
        study,
        ResolvedConfig.of(
            settings.resolved().config().withFallback(described(own.config(), study))));
  }

  /** With the descriptions instead of the names of files that hold them. */
  private static Config described(Config own, StudySettings study) {
    List<ConfigValue> values =
        study.architectures().stream().map(StudyArchitecture::value).toList();
    Config config =
        own.withValue(StudySettings.ARCHITECTURES, ConfigValueFactory.fromIterable(values));
    return ResolvedConfig.parse(ResolvedConfig.of(config).render()).config();
  }

  /**
   * The settings of a run.
   *
   * @param folder of it
   */
  Settings run(StudyArchitecture architecture, long seed, int epochs, String folder) {
    return SettingsFile.read(
        settings.name(),
        "study",
        architecture.in(base),
        List.of("seed=" + seed, "epochs=" + epochs, "run.dir=\"" + folder + "\"", "resume=auto"));
  }

  int runs() {
    return study.architectures().size() * study.seeds().size();
  }
}
