package kindling.model.inference;

import kindling.data.batch.Batch;
import kindling.model.engine.Scorer;

/** What each image is scored as. Crosses the wire. */
public enum EvaluationViews {
  /** As it is. */
  PLAIN {
    @Override
    public float[] logits(Scorer scorer, Batch batch) {
      return scorer.logits(batch);
    }
  },

  /**
   * As it is and mirrored from left to right, by the mean of the logits (after Krizhevsky,
   * Sutskever, Hinton, ImageNet Classification with Deep Convolutional Neural Networks, 2012,
   * section 4.1, who average the softmax).
   */
  MIRRORED {
    @Override
    public float[] logits(Scorer scorer, Batch batch) {
      return mean(scorer.logits(batch).clone(), scorer.logits(batch.flipped()));
    }
  },

  /**
   * The mean of {@link #MIRRORED} and of the same of the image seen a pixel further up and left and
   * a pixel further down and right (Jordan, 94% on CIFAR-10 in 3.29 Seconds on a Single GPU, 2024,
   * section 3.5): six views, of which the two that are not shifted weigh as much as the other four.
   */
  SHIFTED {
    @Override
    public float[] logits(Scorer scorer, Batch batch) {
      float[] shifted =
          mean(
              MIRRORED.logits(scorer, batch.shifted(-1, -1)),
              MIRRORED.logits(scorer, batch.shifted(1, 1)));
      return mean(MIRRORED.logits(scorer, batch), shifted);
    }
  };

  /** The mean of two, in the first one's place. */
  private static float[] mean(float[] logits, float[] others) {
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (logits[i] + others[i]) / 2;
    }
    return logits;
  }

  /** The logits of a batch, [examples × classes]; runs on an executor. */
  public abstract float[] logits(Scorer scorer, Batch batch);
}
