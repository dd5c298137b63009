package kindling.driver;

/** How a run begins in its folder. */
enum StartMode {
  /** In a folder that holds no run. */
  NEW,
  /** From the newest whole checkpoint. */
  RESUME,
  /** Whichever is left to do: begin, go on, or report what has been finished. */
  AUTO;

  /**
   * What the command line and the settings ask for.
   *
   * @param resume whether {@code --resume} is given
   */
  static StartMode of(boolean resume, Settings settings) {
    if (resume) {
      return RESUME;
    }
    return settings.run().resume() == RunSettings.Resume.AUTO ? AUTO : NEW;
  }
}
