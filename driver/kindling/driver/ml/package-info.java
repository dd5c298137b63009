/**
 * Training, predicting and embedding as stages of Spark ML's pipelines, on data frames with a
 * column of images. {@link kindling.driver.ml.KindlingClassifier} is where users begin.
 */
package kindling.driver.ml;
