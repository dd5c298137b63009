package kindling.driver.settings;

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
      float[] logits = scorer.logits(batch).clone();
      float[] mirrored = scorer.logits(batch.mirrored());
      for (int i = 0; i < logits.length; i++) {
        logits[i] = (logits[i] + mirrored[i]) / 2;
      }
      return logits;
    }
  };

  /** The logits of a batch, [examples × classes]; runs on an executor. */
  public abstract float[] logits(Scorer scorer, Batch batch);
}
