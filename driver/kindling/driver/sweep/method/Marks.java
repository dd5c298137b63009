package kindling.driver.sweep.method;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import kindling.driver.sweep.space.Distribution;

/** Which values are written beside an axis that shows a setting's. */
public final class Marks {
  private static final int EVENLY = 5;

  /** Of an axis' length: what is written closer would touch. */
  private static final double APART = 0.08;

  private Marks() {}

  /** The ends of a range and even steps between them, in a logarithmic one the powers of ten. */
  public static List<String> of(Distribution values) {
    return values.isLogarithmic() ? powersOfTen(values) : values.spread(EVENLY);
  }

  private static List<String> powersOfTen(Distribution values) {
    List<String> ends = values.spread(2);
    String first = ends.get(0);
    String last = ends.get(ends.size() - 1);
    double highest = StrictMath.log10(Double.parseDouble(last));
    List<String> marks = new ArrayList<>(List.of(first));
    for (int power = (int) Math.ceil(StrictMath.log10(Double.parseDouble(first)));
        power < highest;
        power++) {
      String mark = BigDecimal.ONE.scaleByPowerOfTen(power).toPlainString();
      double place = values.position(mark);
      if (place - values.position(first) > APART && values.position(last) - place > APART) {
        marks.add(mark);
      }
    }
    marks.add(last);
    return marks;
  }
}
