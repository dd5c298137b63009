package kindling.driver.cli.console;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a terminal can show. The JVM's own encoding does not tell where the launcher has set one for
 * files, so that the launcher names the terminal's in {@code kindling.charset}.
 */
record ShownCharset(Charset charset) {
  private static final Map<String, String> PLAIN =
      Map.of(
          "×", "x", "±", "+/-", "–", "-", "−", "-", "…", "...", "µ", "u", "·", "-", "→", "->", "█",
          "#");

  static ShownCharset ofThisProcess() {
    String name = System.getProperty("kindling.charset", "UTF-8");
    return new ShownCharset(
        Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.US_ASCII);
  }

  /** The text, with plain letters for signs that cannot be shown. */
  String readable(String text) {
    if (charset.newEncoder().canEncode(text)) {
      return text;
    }
    String plain = text;
    for (Map.Entry<String, String> sign : PLAIN.entrySet()) {
      if (!charset.newEncoder().canEncode(sign.getKey())) {
        plain = plain.replace(sign.getKey(), sign.getValue());
      }
    }
    return plain;
  }
}
