package kindling.data.files;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What a file is by its name. */
enum NameKind {
  /** Left behind by a system or a tool; nobody means it. */
  HIDDEN,
  IMAGE,
  OTHER,
  /** Its first bytes tell: the name has no ending, or one that is no word. */
  UNKNOWN;

  private static final Set<String> IMAGES =
      Set.of("jpg", "jpeg", "jpe", "jfif", "png", "bmp", "gif", "tif", "tiff", "webp");

  /** In lower case. */
  private static final Set<String> LEFT_BEHIND =
      Set.of(
          "__macosx",
          "thumbs.db",
          "ehthumbs.db",
          "desktop.ini",
          "icon\r",
          "$recycle.bin",
          "system volume information",
          "@eadir",
          "__pycache__",
          "_success",
          "_temporary",
          "_metadata",
          "_common_metadata");

  private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z0-9]{0,4}");

  /** Of a file, or of a folder, which is hidden or not. */
  static NameKind of(String name) {
    if (name.startsWith(".") || LEFT_BEHIND.contains(name.toLowerCase(Locale.ROOT))) {
      return HIDDEN;
    }
    int dot = name.lastIndexOf('.');
    String ending = name.substring(dot + 1);
    if (dot < 0 || !WORD.matcher(ending).matches()) {
      return UNKNOWN;
    }
    return IMAGES.contains(ending.toLowerCase(Locale.ROOT)) ? IMAGE : OTHER;
  }

  /** The endings of images, for people. */
  static String endings() {
    return String.join(", ", new TreeSet<>(IMAGES));
  }
}
