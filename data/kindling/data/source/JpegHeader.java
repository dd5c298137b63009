package kindling.data.source;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a JPEG says of its pixels, where it is of the ordinary kind: baseline or progressive, 8
 * bits, gray or YCbCr without a profile, and whole. All decoders take such a file for the same
 * (ITU-T T.81, 1992; T.871, 2011).
 *
 * @param components 1 (gray) or 3 (YCbCr)
 */
record JpegHeader(int components, int height, int width) {
  private static final int FIRST_RESTART = 0xD0;
  private static final int START_OF_IMAGE = 0xD8;
  private static final int END_OF_IMAGE = 0xD9;
  private static final int START_OF_SCAN = 0xDA;
  private static final byte[] JFIF = bytes("JFIF\0");
  private static final byte[] PROFILE = bytes("ICC_PROFILE\0");
  private static final byte[] ADOBE = bytes("Adobe");
  private static final int ADOBE_TRANSFORM = 11;
  private static final int YCBCR = 1;

  private static byte[] bytes(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Of a file; empty where it is another kind of JPEG, none, or cut off, or where bytes between its
   * pixels say what none should.
   */
  static Optional<JpegHeader> ofOrdinary(byte[] file) {
    boolean isJpeg =
        file.length > 4
            && marker(file, 0) == START_OF_IMAGE
            && marker(file, file.length - 2) == END_OF_IMAGE;
    return isJpeg ? walk(file) : Optional.empty();
  }

  private static Optional<JpegHeader> walk(byte[] file) {
    boolean isYcbcr = false;
    Optional<JpegHeader> frame = Optional.empty();
    int at = 2;
    while (true) {
      int marker = marker(file, at);
      if (marker == END_OF_IMAGE) {
        return at == file.length - 2 ? frame : Optional.empty();
      }
      Optional<ByteBuffer> found = segment(file, at);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      ByteBuffer segment = found.get();
      at += 4 + segment.remaining();
      switch (marker) {
        case 0xE0 -> isYcbcr |= startsWith(segment, JFIF);
        case 0xEE -> isYcbcr |= startsWith(segment, ADOBE);
        case 0xC0, 0xC2 -> frame = frame.isEmpty() ? ofFrame(segment, isYcbcr) : Optional.empty();
        case START_OF_SCAN -> at = frame.isEmpty() ? file.length : endOfScan(file, at);
        default -> {}
      }
      if (!isOrdinary(marker, segment)) {
        return Optional.empty();
      }
    }
  }

  /** The code at a place; -1 where there is none. */
  private static int marker(byte[] file, int at) {
    return at + 1 < file.length && file[at] == (byte) 0xFF ? file[at + 1] & 0xFF : -1;
  }

  /** What follows a marker and the two bytes of its length. */
  private static Optional<ByteBuffer> segment(byte[] file, int at) {
    if (marker(file, at) < 0 || at + 4 > file.length) {
      return Optional.empty();
    }
    int length = ((file[at + 2] & 0xFF) << 8 | file[at + 3] & 0xFF) - 2;
    return length < 0 || at + 4 + length > file.length
        ? Optional.empty()
        : Optional.of(ByteBuffer.wrap(file, at + 4, length).slice());
  }

  private static boolean isOrdinary(int marker, ByteBuffer segment) {
    return switch (marker) {
      // Tables, scans, application's data, comments.
      case 0xC0, 0xC2, 0xC4, START_OF_SCAN, 0xDB, 0xDD, 0xFE -> true;
      case 0xE2 -> !startsWith(segment, PROFILE);
      case 0xEE -> !startsWith(segment, ADOBE) || isYcbcr(segment);
      default -> marker >= 0xE0 && marker <= 0xEF;
    };
  }

  private static boolean isYcbcr(ByteBuffer adobe) {
    return adobe.remaining() > ADOBE_TRANSFORM && adobe.get(ADOBE_TRANSFORM) == YCBCR;
  }

  private static boolean startsWith(ByteBuffer segment, byte[] name) {
    return segment.remaining() >= name.length
        && segment.slice(0, name.length).equals(ByteBuffer.wrap(name));
  }

  private static Optional<JpegHeader> ofFrame(ByteBuffer frame, boolean isYcbcr) {
    if (frame.remaining() < 6 || frame.get() != 8) {
      return Optional.empty();
    }
    int height = frame.getChar();
    int width = frame.getChar();
    int components = frame.get();
    boolean ordinary = components == 1 || components == 3 && (isYcbcr || isNumbered(frame));
    return ordinary && height > 0 && width > 0
        ? Optional.of(new JpegHeader(components, height, width))
        : Optional.empty();
  }

  /** Whether components are 1, 2 and 3, which means YCbCr without a marker (a camera's Exif). */
  private static boolean isNumbered(ByteBuffer components) {
    ByteBuffer ids = components.slice();
    return ids.remaining() == 9 && ids.get(0) == 1 && ids.get(3) == 2 && ids.get(6) == 3;
  }

  /** Where the marker behind a scan is; restarts are part of it as long as they are in order. */
  private static int endOfScan(byte[] file, int from) {
    int restart = FIRST_RESTART;
    ByteBuffer bytes = ByteBuffer.wrap(file);
    for (int at = from; at < file.length; at++) {
      while (at + 8 <= file.length && !hasOnes(bytes.getLong(at))) {
        at += 8;
      }
      if (at == file.length || file[at] != (byte) 0xFF) {
        continue;
      }
      int marker = marker(file, at);
      if (marker == restart) {
        restart = restart == FIRST_RESTART + 7 ? FIRST_RESTART : restart + 1;
      } else if (marker != 0) {
        return at;
      }
    }
    return file.length;
  }

  /** Whether one of the eight bytes is 0xFF. */
  private static boolean hasOnes(long bytes) {
    long zeros = ~bytes;
    return (zeros - 0x0101010101010101L & bytes & 0x8080808080808080L) != 0;
  }
}
