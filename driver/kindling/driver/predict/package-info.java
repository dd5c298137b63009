/**
 * Images that are classified by given weights: {@link kindling.driver.predict.PredictionNetwork}
 * makes the weights ready on the driver, {@link kindling.driver.predict.Predictions} writes what
 * they say of a source's images, {@link kindling.driver.predict.PredictionStream} of images that
 * arrive.
 */
package kindling.driver.predict;
