package kindling.driver;

/** How a run begins in its folder. */
enum StartMode {
  /** In a folder that holds no run. */
  NEW,
  /** From the newest whole checkpoint. */
  RESUME,
  /** Whichever is left to do: begin, go on, or report what has been finished. */
  AUTO
}
