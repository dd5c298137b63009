package kindling.driver.sweep.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.ResolvedConfig;
import kindling.driver.config.settings.RunSettings;
import kindling.driver.config.settings.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchPlanTest {
  @TempDir Path folder;

  private SearchPlan plan(String conf, String... overrides) throws IOException {
    Path file = folder.resolve("my-search.conf");
    Files.writeString(file, conf);
    return SearchPlan.read(file.toString(), List.of(overrides));
  }

  @Test
  void theFileIsARunsWithABlockForTheSearch() throws IOException {
    Files.writeString(folder.resolve("base.conf"), "data.format = shapes\nworkers = 3");
    SearchPlan plan =
        plan(
            """
            include "base.conf"
            epochs = 4
            search { method = asha, trials = 9, space.schedule.rate.log-range = [0.01, 0.5] }
            """,
            "search.seed=5");
    assertThat(plan.settings().workload().workers()).isEqualTo(3);
    assertThat(plan.search().method()).isEqualTo(SearchSettings.Kind.ASHA);
    assertThat(plan.search().seed()).isEqualTo(5);
    assertThat(plan.resolved().render())
        .contains("search.space.schedule.rate.log-range = [0.01,0.5]", "search.window = 4");
    Settings trial = plan.trial(new TreeMap<>(java.util.Map.of("schedule.rate", "0.125")), "/x/y");
    assertThat(trial.update().schedule().rate()).isEqualTo(0.125);
    assertThat(trial.workload().workers()).isEqualTo(3);
    assertThat(trial.run().directory()).hasValue("/x/y");
    assertThat(trial.run().resume()).isEqualTo(RunSettings.Resume.AUTO);
  }

  @Test
  void theSameFileReadAgainIsTheSameSearchWhateverItsPace() throws IOException {
    String conf = "data.format = shapes\nsearch.space.seed.choice = [1, 2]\nsearch.window = 4";
    ResolvedConfig stored = ResolvedConfig.parse(plan(conf).resolved().render());
    assertThat(plan(conf, "search.parallel=4").resolved().differencesFrom(stored)).isEmpty();
    assertThat(plan(conf, "search.trials=7").resolved().differencesFrom(stored))
        .containsExactly("search.trials was 20 and is now 7");
  }

  @Test
  void allProblemsOfRunSearchAndSpaceComeAtOnce() {
    assertThatThrownBy(
            () ->
                plan(
                    """
                    data.format = shapes
                    workers = 0
                    search {
                      method = bayes
                      trails = 3
                      parallel = 9
                      space {
                        schedule.rate.range = [-1, 1]
                        architecture.choice = [resnet20, resnet21]
                        run.dir.choice = [a, b]
                        optimiser.momentum.range = [0, 0.9]
                        optimizer.momentum { range = [0.5, 0.9], when { architecture = vgg11 } }
                      }
                    }
                    """))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("workers: expected")
        .hasMessageContaining("search.method: expected one of random, grid, tpe, asha, halving")
        .hasMessageContaining("unknown key search.trails")
        .hasMessageContaining("nearest known key is search.trials")
        .hasMessageContaining("search.parallel: expected at most search.window = 4")
        .hasMessageContaining("search.space: schedule.rate: expected a number above 0, found")
        .hasMessageContaining("search.space: architecture: no architecture is named resnet21")
        .hasMessageContaining("search.space.run.dir: it is the same for all trials")
        .hasMessageContaining("search.space: unknown key optimiser.momentum")
        .hasMessageContaining("search.space.optimizer.momentum.when: expected values of arch")
        .hasMessageContaining("9 problems");
  }

  @Test
  void aGridThatNoOneCanTrainIsRefused() {
    assertThatThrownBy(
            () ->
                plan(
                    """
                    data.format = shapes
                    search.method = grid
                    search.space {
                      schedule.rate { range = [0.1, 1], points = 1000 }
                      optimizer.momentum { range = [0.1, 0.9], points = 1000 }
                    }
                    """))
        .hasMessageContaining("at most 100,000 points, found up to 1,000,000");
  }

  @Test
  void epochsCannotBeSearchedWhereTrialsAreComparedByThem() throws IOException {
    String conf = "data.format = shapes\nsearch.space.epochs.whole-range = [1, 5]\n";
    assertThat(plan(conf).space().dimensions()).hasSize(1);
    assertThatThrownBy(() -> plan(conf + "search.method = asha"))
        .hasMessageContaining("search.space.epochs");
  }

  @Test
  void theShippedSearchIsWhole() {
    SearchPlan search = SearchPlan.read("conf/search-cifar10.conf", List.of("data.path=somewhere"));
    assertThat(search.search().trials()).isGreaterThanOrEqualTo(20);
    assertThat(search.space().dimensions()).hasSize(9);
  }
}
