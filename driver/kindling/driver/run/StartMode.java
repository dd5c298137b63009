package kindling.driver.run;

import kindling.driver.config.settings.RunSettings;
import kindling.driver.config.settings.Settings;

/** How a run begins in its folder. */
public enum StartMode {
  /** In a folder that holds no run. */
  NEW,
  /** From the newest whole checkpoint. */
  RESUME,
  /** Whichever is left to do: begin, go on, or report what has been finished. */
  AUTO;

  /** What the settings ask for where the command line asks for nothing. */
  public static StartMode of(Settings settings) {
    return settings.run().resume() == RunSettings.Resume.AUTO ? AUTO : NEW;
  }
}
