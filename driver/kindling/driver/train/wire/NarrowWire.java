package kindling.driver.train.wire;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import kindling.model.architecture.Role;
import kindling.model.architecture.TensorSpec;
import kindling.model.architecture.WeightsLayout;
import kindling.model.averaging.WireFormat;

/**
 * Weights of convolutions and linear layers in few bits: their values go out, and the changes that
 * a round made to them come back. The driver adds the mean change to its own float32 weights, and
 * so keeps what rounding took from the values sent until it is large enough to be sent: error
 * feedback (Seide et al., 1-Bit Stochastic Gradient Descent, 2014; Karimireddy et al., Error
 * Feedback Fixes SignSGD, 2019) whose memory is the state itself. Changes in bytes are rounded
 * stochastically, so that workers need no memory. The optimizer's vectors are bfloat16 or float32
 * values; biases, batch normalization and what is left stay float32.
 *
 * @param segments that make up the state, in order
 */
record NarrowWire(List<Segment> segments) implements Wire {
  /** A stretch of the state, and whether its change is returned or its value. */
  record Segment(int from, int to, WireFormat format, Returned returned) implements Serializable {}

  /** What workers return. */
  enum Returned {
    VALUE,
    CHANGE
  }

  static NarrowWire of(WireFormat format, WireFormat moments, WeightsLayout layout, int stateSize) {
    WireFormat values = moments == WireFormat.FLOAT32 ? moments : WireFormat.BFLOAT16;
    List<Segment> segments = new ArrayList<>();
    List<TensorSpec> tensors = new ArrayList<>(layout.tensors());
    tensors.sort(Comparator.comparingInt(TensorSpec::offset));
    for (TensorSpec tensor : tensors) {
      segments.add(
          tensor.role() == Role.WEIGHT
              ? new Segment(tensor.offset(), tensor.end(), format, Returned.CHANGE)
              : new Segment(tensor.offset(), tensor.end(), WireFormat.FLOAT32, Returned.VALUE));
    }
    int from = layout.size();
    while (layout.parameters() > 0 && stateSize - from >= layout.parameters()) {
      int to = from + layout.parameters();
      segments.add(new Segment(from, to, values, Returned.VALUE));
      from = to;
    }
    segments.add(new Segment(from, stateSize, WireFormat.FLOAT32, Returned.VALUE));
    return new NarrowWire(List.copyOf(segments));
  }

  @Override
  public Values sent(float[] state) {
    return packed(state, 0, state.length, Rounding.NEAREST);
  }

  @Override
  public List<Values> returned(float[] start, float[] end, int slices, long seed) {
    float[] values = end.clone();
    for (Segment segment : changing()) {
      for (int i = segment.from; i < segment.to; i++) {
        values[i] -= start[i];
      }
    }
    int[] cuts =
        IntStream.rangeClosed(0, slices)
            .map(i -> cut((int) ((long) values.length * i / slices)))
            .toArray();
    List<Values> cut = new ArrayList<>();
    for (int i = 0; i < slices; i++) {
      cut.add(packed(values, cuts[i], cuts[i + 1], Rounding.stochastic(seed, cuts[i])));
    }
    return cut;
  }

  private List<Segment> changing() {
    return segments.stream().filter(s -> s.returned == Returned.CHANGE).toList();
  }

  /** Where a slice ends that would end here: blocks stay whole. */
  private int cut(int at) {
    for (Segment segment : segments) {
      if (segment.format == WireFormat.INT8 && segment.from <= at && at < segment.to) {
        return at - (at - segment.from) % Packed.BLOCK;
      }
    }
    return at;
  }

  private Packed packed(float[] values, int from, int to, Rounding rounding) {
    List<Segment> own =
        segments.stream().filter(s -> Math.max(s.from, from) < Math.min(s.to, to)).toList();
    byte[] formats = new byte[own.size()];
    int[] lengths = new int[own.size()];
    for (int i = 0; i < formats.length; i++) {
      Segment segment = own.get(i);
      formats[i] = (byte) segment.format.ordinal();
      lengths[i] = Math.min(segment.to, to) - Math.max(segment.from, from);
    }
    return Packed.of(formats, lengths, Arrays.copyOfRange(values, from, to), rounding);
  }

  @Override
  public float[] average(float[] state, float[] mean) {
    float[] average = mean.clone();
    for (Segment segment : changing()) {
      for (int i = segment.from; i < segment.to; i++) {
        average[i] += state[i];
      }
    }
    return average;
  }
}
