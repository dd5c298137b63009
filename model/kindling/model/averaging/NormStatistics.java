package kindling.model.averaging;

/** Where batch normalization's running statistics come from when weights are averaged. */
public enum NormStatistics {
  /** They are averaged as the weights are. */
  AVERAGED,
  /** The averaged weights see training batches. */
  RE_ESTIMATED
}
