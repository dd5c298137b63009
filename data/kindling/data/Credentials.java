package kindling.data;

import java.util.regex.Pattern;

/**
 * Passwords that people write into URIs, as in {@code s3a://key:secret@bucket}. They have no place
 * in settings, which are printed and stored.
 */
public final class Credentials {
  /** Said where a password is refused. */
  public static final String ADVICE =
      "settings are printed and stored, so give credentials to Hadoop instead: a credential provider"
          + " (hadoop.security.credential.provider.path), the environment, or spark.hadoop.fs.*";

  /** What stands between a colon that no port follows and the last @ of the word. */
  private static final Pattern PASSWORD =
      Pattern.compile("(://[^/\\s:@\"']*:)(?!\\d*(?:/|$|\\s))[^\\s\"']*@");

  private Credentials() {}

  /** Whether a location carries a password. */
  public static boolean presentIn(String location) {
    return PASSWORD.matcher(location).find();
  }

  /** The text with stars for every password. */
  public static String mask(String text) {
    return text == null ? null : PASSWORD.matcher(text).replaceAll("$1***@");
  }
}
