package kindling.data.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The first bytes of image files, for those whose names do not tell. */
final class Signature {
  private static final int LENGTH = 12;
  private static final byte[][] STARTS = {
    {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF},
    {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'},
    {'G', 'I', 'F', '8'},
    {'I', 'I', 42, 0},
    {'M', 'M', 0, 42}
  };

  private Signature() {}

  /** Whether a file that begins so is an image. */
  static boolean isImage(InputStream in) throws IOException {
    byte[] head = in.readNBytes(LENGTH);
    return Arrays.stream(STARTS).anyMatch(start -> at(head, 0, start))
        || at(head, 0, ascii("RIFF")) && at(head, 8, ascii("WEBP"))
        || at(head, 0, ascii("BM")) && at(head, 6, new byte[4]);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static boolean at(byte[] head, int offset, byte[] bytes) {
    return head.length >= offset + bytes.length
        && Arrays.equals(head, offset, offset + bytes.length, bytes, 0, bytes.length);
  }
}
