package kindling.driver.train.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Floats as they are, in contiguous slices whose sizes differ by at most one. */
record PlainWire() implements Wire {
  @Override
  public Values sent(float[] state) {
    return new Values.Plain(state);
  }

  @Override
  public List<Values> returned(float[] start, float[] end, int slices, long seed) {
    List<Values> values = new ArrayList<>();
    for (int i = 0; i < slices; i++) {
      values.add(
          new Values.Plain(Arrays.copyOfRange(end, cut(end, i, slices), cut(end, i + 1, slices))));
    }
    return values;
  }

  private static int cut(float[] state, int slice, int slices) {
    return (int) ((long) state.length * slice / slices);
  }

  @Override
  public float[] average(float[] state, float[] mean) {
    return mean;
  }
}
