package kindling.model.torch;

import java.util.List;
import kindling.model.optimizer.Adam;
import kindling.model.optimizer.AdamW;
import kindling.model.optimizer.Lamb;
import kindling.model.optimizer.Lars;
import kindling.model.optimizer.Lion;
import kindling.model.optimizer.RmsProp;
import kindling.model.optimizer.Sgd;
import kindling.model.optimizer.TensorOptimizer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** How an optimizer moves one tensor, in libtorch's words. */
@FunctionalInterface
interface TensorRule {
  /**
   * A parameter with its state.
   *
   * @param state a tensor of the parameter's shape for each of the optimizer's vectors
   * @param decays whether weight decay pulls it
   * @param factor what each of its moves is multiplied by
   */
  record Trained(
      WeightTensors.Parameter parameter, List<Tensor> state, boolean decays, double factor) {
    Tensor value() {
      return parameter.view();
    }
  }

  /**
   * Moves a parameter and its state in place.
   *
   * @param slope its gradient, not changed
   * @param steps that it has taken, this one included, where they are counted
   */
  void move(Trained trained, Tensor slope, double steps, double rate);

  /** The same with each move multiplied by the parameter's factor. */
  default TensorRule scaled() {
    return (trained, slope, steps, rate) -> {
      if (trained.factor == 1) {
        move(trained, slope, steps, rate);
        return;
      }
      Tensor before = trained.value().clone();
      move(trained, slope, steps, rate);
      trained.value().sub_(before).mul_(new Scalar(trained.factor)).add_(before);
    };
  }

  /** The rule of an optimizer. */
  static TensorRule of(TensorOptimizer optimizer) {
    if (optimizer instanceof Sgd sgd) {
      return (trained, slope, steps, rate) -> sgd(sgd, trained, slope, rate);
    } else if (optimizer instanceof Adam adam) {
      return (trained, slope, steps, rate) ->
          new MomentTensors(adam.moments(), steps)
              .descend(trained, pulled(trained, slope, adam.weightDecay()), rate);
    } else if (optimizer instanceof AdamW adam) {
      return (trained, slope, steps, rate) -> {
        if (trained.decays) {
          trained.value().mul_(new Scalar(1 - rate * adam.weightDecay()));
        }
        new MomentTensors(adam.moments(), steps).descend(trained, slope, rate);
      };
    } else if (optimizer instanceof Lamb lamb) {
      return (trained, slope, steps, rate) -> lamb(lamb, trained, slope, steps, rate);
    } else if (optimizer instanceof Lars lars) {
      return (trained, slope, steps, rate) -> lars(lars, trained, slope, rate);
    } else if (optimizer instanceof Lion lion) {
      return (trained, slope, steps, rate) -> lion(lion, trained, slope, rate);
    } else if (optimizer instanceof RmsProp rmsProp) {
      return (trained, slope, steps, rate) -> rmsProp(rmsProp, trained, slope, rate);
    }
    throw new IllegalArgumentException("no rule for " + optimizer);
  }

  /** The slope with weight decay as a part of it. */
  private static Tensor pulled(Trained trained, Tensor slope, double weightDecay) {
    return trained.decays && weightDecay > 0
        ? slope.add(trained.value(), new Scalar(weightDecay))
        : slope;
  }

  private static double norm(Tensor tensor) {
    return Math.sqrt(tensor.to(ScalarType.Double).square().sum().item_double());
  }

  private static void sgd(Sgd sgd, Trained trained, Tensor slope, double rate) {
    Tensor down = pulled(trained, slope, sgd.weightDecay());
    if (sgd.momentum() > 0) {
      Scalar momentum = new Scalar(sgd.momentum());
      Tensor velocity = trained.state.get(0).mul_(momentum).add_(down);
      down = sgd.nesterov() ? down.add(velocity, momentum) : velocity;
    }
    trained.value().add_(down, new Scalar(-rate));
  }

  private static void lamb(Lamb lamb, Trained trained, Tensor slope, double steps, double rate) {
    Tensor direction = new MomentTensors(lamb.moments(), steps).direction(trained, slope);
    Tensor move = pulled(trained, direction, lamb.weightDecay());
    double trust = 1;
    if (trained.decays) {
      double weights = norm(trained.value());
      double moves = norm(move);
      trust = weights > 0 && moves > 0 ? weights / moves : 1;
    }
    trained.value().add_(move, new Scalar(-rate * trust));
  }

  private static void lars(Lars lars, Trained trained, Tensor slope, double rate) {
    double ratio = trained.decays ? lars.ratio(norm(trained.value()), norm(slope)) : 1;
    Tensor velocity =
        trained
            .state
            .get(0)
            .mul_(new Scalar(lars.momentum()))
            .add_(pulled(trained, slope, lars.weightDecay()), new Scalar(rate * ratio));
    trained.value().sub_(velocity);
  }

  private static void lion(Lion lion, Trained trained, Tensor slope, double rate) {
    Tensor moment = trained.state.get(0);
    Tensor sign =
        moment.mul(new Scalar(lion.beta1())).add_(slope, new Scalar(1 - lion.beta1())).sign();
    trained.value().add_(pulled(trained, sign, lion.weightDecay()), new Scalar(-rate));
    moment.mul_(new Scalar(lion.beta2())).add_(slope, new Scalar(1 - lion.beta2()));
  }

  private static void rmsProp(RmsProp rmsProp, Trained trained, Tensor slope, double rate) {
    Tensor down = pulled(trained, slope, rmsProp.weightDecay());
    Tensor square =
        trained
            .state
            .get(0)
            .mul_(new Scalar(rmsProp.alpha()))
            .addcmul_(down, down, new Scalar(1 - rmsProp.alpha()));
    Tensor size = square.sqrt().add_(new Scalar(rmsProp.epsilon()));
    if (rmsProp.momentum() == 0) {
      trained.value().addcdiv_(down, size, new Scalar(-rate));
    } else {
      Tensor velocity =
          trained.state.get(1).mul_(new Scalar(rmsProp.momentum())).addcdiv_(down, size);
      trained.value().add_(velocity, new Scalar(-rate));
    }
  }
}
