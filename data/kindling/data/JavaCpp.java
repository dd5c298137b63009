package kindling.data;

/** How JavaCPP, under every native library, is set up. */
public final class JavaCpp {
  private JavaCpp() {}

  /**
   * Turns off its own limits on memory, unless they are set: they count the whole process, which
   * Spark has sized. To be called before the first native library is loaded.
   */
  public static void disableLimits() {
    prefer("org.bytedeco.javacpp.maxbytes", "0");
    prefer("org.bytedeco.javacpp.maxphysicalbytes", "0");
  }

  private static void prefer(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
