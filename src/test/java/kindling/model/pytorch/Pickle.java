package kindling.model.pytorch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Pickles and legacy files of PyTorch's, opcode by opcode. */
final class Pickle {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Bytes as they are: each character is one. */
  Pickle raw(String latin1) {
    out.writeBytes(latin1.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  Pickle text(String text) {
    return raw("U" + (char) text.length() + text);
  }

  Pickle number(int value) {
    out.write('J');
    out.writeBytes(littleEndian(Integer.BYTES).putInt(value).array());
    return this;
  }

  Pickle size(long value) {
    out.writeBytes(littleEndian(Long.BYTES).putLong(value).array());
    return this;
  }

  Pickle floats(float... values) {
    ByteBuffer bytes = littleEndian(values.length * Float.BYTES);
    bytes.asFloatBuffer().put(values);
    out.writeBytes(bytes.array());
    return this;
  }

  /** What stands for a storage. */
  Pickle storage(String type, String key, int elements) {
    return raw("(")
        .text("storage")
        .raw("ctorch\n" + type + "\n")
        .text(key)
        .text("cpu")
        .number(elements)
        .raw("tQ");
  }

  /** The whole of a storage as a vector. */
  Pickle vector(String type, String key, int elements) {
    return raw("ctorch._utils\n_rebuild_tensor_v2\n(")
        .storage(type, key, elements)
        .number(0)
        .number(elements)
        .raw("\u0085")
        .number(1)
        .raw("\u0085tR");
  }

  /** The pickles before a legacy file's state dict: a magic number, a version, sizes of types. */
  Pickle legacyHead() {
    return raw("\u0080\u0002\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019.\u0080\u0002M\u00e9\u0003.")
        .raw("\u0080\u0002}.");
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  private static ByteBuffer littleEndian(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
