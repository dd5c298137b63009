package kindling.model.onnx;

import java.math.BigDecimal;

/** Settings that ONNX holds in single precision, as they were written: 0.1 and not 0.10000000149. */
final class Decimals {
  private Decimals() {}

  static double of(float written) {
    return Double.parseDouble(Float.toString(written));
  }

  /** 1 less the number. */
  static double complement(float written) {
    return Float.isFinite(written)
        ? BigDecimal.ONE.subtract(new BigDecimal(Float.toString(written))).doubleValue()
        : Double.NaN;
  }
}
