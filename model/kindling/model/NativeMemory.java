package kindling.model;

/** What JavaCPP, under both engines, is told of native memory; in executors. */
public final class NativeMemory {
  private NativeMemory() {}

  /**
   * Turns off JavaCPP's own limits, unless they are set: they count the whole process, which Spark
   * has sized. To be called before the first native library is loaded.
   */
  public static void leaveToSpark() {
    prefer("org.bytedeco.javacpp.maxbytes", "0");
    prefer("org.bytedeco.javacpp.maxphysicalbytes", "0");
  }

  private static void prefer(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
