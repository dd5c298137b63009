package kindling.driver.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import kindling.driver.cli.console.Terminal;
import kindling.driver.cluster.Console;
import kindling.driver.config.ConfigurationException;
import kindling.driver.report.watch.FoundRun;
import kindling.driver.report.watch.ReportServer;
import kindling.driver.report.watch.Watch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kindling watch}: follows a run, on the terminal or as a page. */
@Command(
    name = "watch",
    description = "Follows a run until it is finished: on the terminal, or as a local page.",
    mixinStandardHelpOptions = true)
final class WatchCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "RUN",
      description = "a run folder; with --port also a search's or a study's")
  private String run;

  @Option(
      names = "--port",
      description = "serve the report on 127.0.0.1 at this port instead; 0: any that is free")
  private Optional<Integer> port = Optional.empty();

  @Option(
      names = "--every",
      paramLabel = "SECONDS",
      defaultValue = "2",
      description = "how often the run's files are read (default: ${DEFAULT-VALUE})")
  private double every;

  @Override
  public Integer call() throws InterruptedException {
    if (every <= 0) {
      throw new ConfigurationException(
          "--every: expected a number of seconds above 0, found " + every);
    }
    if (port.isPresent() && (port.get() < 0 || port.get() > 65_535)) {
      throw new ConfigurationException(
          "--port: expected a number from 0 to 65535, found " + port.get());
    }
    FoundRun found = FoundRun.at(run);
    Console console = new Terminal();
    if (port.isEmpty()) {
      new Watch(found, Duration.ofMillis(Math.max(1, Math.round(1000 * every))), console).follow();
      return ExitCode.OK;
    }
    found.any();
    try (ReportServer server = new ReportServer(found, port.get())) {
      console.result("%s", server.address());
      console.remark("serving the report of %s; stop with Ctrl-C", found.root());
      new CountDownLatch(1).await();
    }
    return ExitCode.OK;
  }
}
