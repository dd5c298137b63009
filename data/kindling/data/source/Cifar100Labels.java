package kindling.data.source;

/** Which of CIFAR-100's two labels is learned. */
public enum Cifar100Labels {
  /** One of a hundred classes. */
  FINE,
  /** One of twenty superclasses. */
  COARSE
}
