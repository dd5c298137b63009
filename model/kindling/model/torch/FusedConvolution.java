package kindling.model.torch;

import kindling.model.architecture.Elementwise;
import kindling.model.architecture.Layer;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.IntType;
import org.bytedeco.pytorch.NumberType;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.OptionalType;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.Type;

/**
 * A convolution, the sum with another value and the rectifier behind them, whichever there are, as
 * one kernel of oneDNN, with its weight in oneDNN's own order. For scoring alone: it has no
 * gradient.
 */
final class FusedConvolution {
  private static final String OPERATOR = "mkldnn::_convolution_pointwise";

  /** Images of the batch that the weight's order is chosen for; others give the same. */
  private static final int BATCH = 32;

  private final Layer.Conv conv;
  private final IValue weight;
  private final IValue bias;
  private final IValue padding;
  private final IValue stride;
  private final IValue dilation = ints(1, 1);
  private final IValue groups;
  private final IValue none = new IValue();

  /**
   * Takes the weight as it is now.
   *
   * @param variables the weight and, where the layer has one, the bias
   * @param height of the images that come
   * @param width likewise
   */
  FusedConvolution(Layer.Conv conv, Tensor[] variables, int height, int width) {
    boolean even = conv.padding().isUniform();
    this.conv = conv;
    padding = even ? ints(conv.padding().top(), conv.padding().left()) : ints(0, 0);
    stride = ints(conv.stride(), conv.stride());
    groups = new IValue((long) conv.groups());
    bias = conv.bias() ? new IValue(variables[1].detach()) : none;
    IValue size =
        ints(
            BATCH,
            conv.inputChannels(),
            even ? height : height + conv.padding().top() + conv.padding().bottom(),
            even ? width : width + conv.padding().left() + conv.padding().right());
    weight =
        new IValue(
            call(
                operator("mkldnn::_reorder_convolution_weight", ""),
                new IValue(variables[0].detach().clone()),
                padding,
                stride,
                dilation,
                groups,
                size));
  }

  /** Whether a layer behind a convolution can be part of its kernel, beside sums. */
  static boolean rectifies(Layer layer) {
    return layer instanceof Elementwise.Relu || layer instanceof Elementwise.Relu6;
  }

  /**
   * The operation on the images that come.
   *
   * @param behind a layer that {@link #rectifies}; null: none
   */
  Operation alone(Layer behind, ConvolutionForm form) {
    OperatorHandle operator = operator(OPERATOR, "");
    IValue name = behind == null ? new IValue("none") : name(behind);
    IValue bounds = bounds(behind);
    return (in, pass) ->
        call(
            operator,
            new IValue(images(in[0], form)),
            weight,
            bias,
            padding,
            stride,
            dilation,
            groups,
            name,
            bounds,
            none);
  }

  /** The same with the second input added before what is behind. */
  Operation withSum(Layer behind, ConvolutionForm form) {
    OperatorHandle operator = operator(OPERATOR, "binary");
    IValue add = new IValue("add");
    IValue factor = new IValue(new Scalar(1.0));
    IValue name = behind == null ? none : name(behind);
    IValue bounds = bounds(behind);
    return (in, pass) ->
        call(
            operator,
            new IValue(images(in[0], form)),
            new IValue(in[1]),
            weight,
            bias,
            padding,
            stride,
            dilation,
            groups,
            add,
            factor,
            name,
            bounds,
            none);
  }

  private Tensor images(Tensor input, ConvolutionForm form) {
    Tensor padded =
        conv.padding().isUniform() ? input : LayerOperations.padded(input, conv.padding(), 0);
    return form == ConvolutionForm.CHANNELS_FIRST ? padded.contiguous() : padded;
  }

  private static IValue name(Layer behind) {
    return new IValue(behind instanceof Elementwise.Relu ? "relu" : "hardtanh");
  }

  private static IValue bounds(Layer behind) {
    GenericList bounds =
        new GenericList(OptionalType.get(new Type.TypePtr(NumberType.getNumberIntTypePtr().get())));
    if (behind instanceof Elementwise.Relu6) {
      bounds.push_back(new IValue(0.0));
      bounds.push_back(new IValue(6.0));
    }
    return new IValue(bounds);
  }

  private static IValue ints(long... values) {
    GenericList list = new GenericList(new Type.TypePtr(IntType.getIntTypePtr().get()));
    for (long value : values) {
      list.push_back(new IValue(value));
    }
    return new IValue(list);
  }

  private static OperatorHandle operator(String name, String overload) {
    return Dispatcher.singleton().findSchemaOrThrow(name, overload);
  }

  private static Tensor call(OperatorHandle operator, IValue... values) {
    IValueVector stack = new IValueVector(values);
    operator.callBoxed(stack);
    return stack.get(0).toTensor();
  }
}
