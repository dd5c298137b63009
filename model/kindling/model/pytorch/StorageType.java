package kindling.model.pytorch;

import java.util.Optional;
import kindling.model.weights.FloatFormat;

/** The element types of PyTorch's storages. */
enum StorageType implements Global {
  FLOAT("Float", FloatFormat.SINGLE),
  DOUBLE("Double", FloatFormat.DOUBLE),
  HALF("Half", FloatFormat.HALF),
  BFLOAT16("BFloat16", FloatFormat.BFLOAT16),
  COMPLEX_DOUBLE("ComplexDouble", 16),
  COMPLEX_FLOAT("ComplexFloat", 8),
  LONG("Long", 8),
  INT("Int", 4),
  SHORT("Short", 2),
  CHAR("Char", 1),
  BYTE("Byte", 1),
  BOOL("Bool", 1);

  private final String pythonName;
  private final int bytes;
  private final Optional<FloatFormat> format;

  StorageType(String name, FloatFormat format) {
    this.pythonName = pythonName(name);
    this.bytes = format.bytes();
    this.format = Optional.of(format);
  }

  StorageType(String name, int bytes) {
    this.pythonName = pythonName(name);
    this.bytes = bytes;
    this.format = Optional.empty();
  }

  private static String pythonName(String name) {
    return "torch." + name + "Storage";
  }

  @Override
  public String pythonName() {
    return pythonName;
  }

  /** Of an element. */
  int bytes() {
    return bytes;
  }

  /** How the elements are written; none where they are no real floating-point numbers. */
  Optional<FloatFormat> format() {
    return format;
  }
}
