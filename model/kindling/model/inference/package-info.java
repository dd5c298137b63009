/**
 * A trained network put to use, without Spark: {@link kindling.model.inference.TrainedNetwork} is
 * all that it takes, as data, and {@link kindling.model.inference.Classifier} says with it what
 * images show.
 */
package kindling.model.inference;
