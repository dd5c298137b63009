package kindling.model.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import kindling.model.architecture.TensorSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** LAMB, LARS and Lion against their papers' algorithms, written out in double precision. */
class LayerwiseOptimizersTest {
  private static final double DECAY = 0.1;

  /** A tensor's part of an algorithm. */
  private interface Algorithm {
    /**
     * One step.
     *
     * @param w weights of the tensor, changed in place
     * @param m and v are state of the tensor's size
     * @param decays whether decay, and with it the norms' ratio, is for this tensor
     */
    void step(double[] w, double[] g, double[] m, double[] v, int t, double rate, boolean decays);
  }

  private static double norm(double[] values) {
    double squares = 0;
    for (double value : values) {
      squares += value * value;
    }
    return Math.sqrt(squares);
  }

  /** You et al. 2020, algorithm 2. */
  private static void lamb(
      double[] w, double[] g, double[] m, double[] v, int t, double rate, boolean decays) {
    double[] u = new double[w.length];
    for (int i = 0; i < w.length; i++) {
      m[i] = 0.9 * m[i] + 0.1 * g[i];
      v[i] = 0.99 * v[i] + 0.01 * g[i] * g[i];
      double unbiased = m[i] / (1 - Math.pow(0.9, t));
      double square = v[i] / (1 - Math.pow(0.99, t));
      u[i] = unbiased / (Math.sqrt(square) + 1e-6) + (decays ? DECAY * w[i] : 0);
    }
    double ratio = decays ? norm(w) / norm(u) : 1;
    for (int i = 0; i < w.length; i++) {
      w[i] -= rate * ratio * u[i];
    }
  }

  /** You et al. 2017, algorithm 1. */
  private static void lars(
      double[] w, double[] g, double[] m, double[] v, int t, double rate, boolean decays) {
    double ratio = decays ? 0.02 * norm(w) / (norm(g) + DECAY * norm(w)) : 1;
    for (int i = 0; i < w.length; i++) {
      m[i] = 0.9 * m[i] + rate * ratio * (g[i] + (decays ? DECAY * w[i] : 0));
      w[i] -= m[i];
    }
  }

  /** Chen et al. 2023, algorithm 2. */
  private static void lion(
      double[] w, double[] g, double[] m, double[] v, int t, double rate, boolean decays) {
    for (int i = 0; i < w.length; i++) {
      double c = 0.9 * m[i] + 0.1 * g[i];
      w[i] -= rate * (Math.signum(c) + (decays ? DECAY * w[i] : 0));
      m[i] = 0.99 * m[i] + 0.01 * g[i];
    }
  }

  private enum Rule {
    LAMB {
      @Override
      Algorithm algorithm() {
        return LayerwiseOptimizersTest::lamb;
      }

      @Override
      TensorOptimizer optimizer(DecayScope decay) {
        return new Lamb(new Moments(0.9, 0.99, 1e-6), DECAY, decay);
      }
    },
    LARS {
      @Override
      Algorithm algorithm() {
        return LayerwiseOptimizersTest::lars;
      }

      @Override
      TensorOptimizer optimizer(DecayScope decay) {
        return new Lars(0.9, 0.02, DECAY, decay);
      }
    },
    LION {
      @Override
      Algorithm algorithm() {
        return LayerwiseOptimizersTest::lion;
      }

      @Override
      TensorOptimizer optimizer(DecayScope decay) {
        return new Lion(0.9, 0.99, DECAY, decay);
      }
    };

    abstract Algorithm algorithm();

    abstract TensorOptimizer optimizer(DecayScope decay);
  }

  @ParameterizedTest
  @EnumSource
  void followTheirPapers(Rule rule) {
    assertFollows(rule, DecayScope.ALL);
  }

  @ParameterizedTest
  @EnumSource
  void leaveBiasesToThePlainRateWhereDecayDoes(Rule rule) {
    assertFollows(rule, DecayScope.WEIGHTS_ONLY);
  }

  private static void assertFollows(Rule rule, DecayScope decay) {
    double[] expected = reference(rule.algorithm(), decay);
    float[] found = OptimizerCase.weights(rule.optimizer(decay), 0.02);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) found[i]).as("parameter %d", i).isCloseTo(expected[i], within(1e-5));
    }
  }

  private static double[] reference(Algorithm algorithm, DecayScope decay) {
    double[] all = new double[OptimizerCase.PARAMETERS];
    for (TensorSpec tensor : OptimizerCase.LAYOUT.trained().toList()) {
      int n = tensor.size();
      double[] w = new double[n];
      double[] g = new double[n];
      double[] m = new double[n];
      double[] v = new double[n];
      for (int i = 0; i < n; i++) {
        w[i] = OptimizerCase.start(tensor.offset() + i);
      }
      for (int t = 1; t <= OptimizerCase.STEPS; t++) {
        for (int i = 0; i < n; i++) {
          g[i] = OptimizerCase.slope(w[i], tensor.offset() + i, t);
        }
        algorithm.step(w, g, m, v, t, 0.02 * Math.pow(0.99, t), decay.appliesTo(tensor));
      }
      System.arraycopy(w, 0, all, tensor.offset(), n);
    }
    return all;
  }
}
