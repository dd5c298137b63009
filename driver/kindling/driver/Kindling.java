package kindling.driver;

import kindling.driver.cli.Commands;

/** The front door: what spark-submit and the launcher start. */
public final class Kindling {
  private Kindling() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(Commands.run(args));
  }
}
