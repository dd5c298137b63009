package kindling.driver.ml;

import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.StringArrayParam;

/**
 * Parameters of training, with the defaults of the command line but for {@code testFraction}: what
 * is not set is as {@code conf} says, or by default.
 *
 * @param <S> the stage, which setters give back
 */
public interface TrainingParams<S> extends ImageParams<S> {

  /** Column of labels: {@code label}. */
  default Param<String> labelCol() {
    return new Param<>(
        this,
        "labelCol",
        "column of labels: whole numbers from 0, or strings, which are classes in sorted order");
  }

  default String getLabelCol() {
    return getOrDefault(labelCol());
  }

  default S setLabelCol(String value) {
    return Chained.set(this, labelCol(), value);
  }

  /** Column that names images; not set. */
  default Param<String> pathCol() {
    return new Param<>(
        this,
        "pathCol",
        "column of strings that name the images, in messages and for their order; none: the path or"
            + " origin within the image column, or the SHA-256 of the bytes");
  }

  default String getPathCol() {
    return getOrDefault(pathCol());
  }

  default S setPathCol(String value) {
    return Chained.set(this, pathCol(), value);
  }

  /** Column that tells validation rows; not set. */
  default Param<String> validationIndicatorCol() {
    return new Param<>(
        this,
        "validationIndicatorCol",
        "column of booleans, true for rows that are validated on and not trained on; none:"
            + " validationFraction of the rows are");
  }

  default String getValidationIndicatorCol() {
    return getOrDefault(validationIndicatorCol());
  }

  default S setValidationIndicatorCol(String value) {
    return Chained.set(this, validationIndicatorCol(), value);
  }

  /** The network: {@code resnet20}. */
  default Param<String> architecture() {
    return new Param<>(this, "architecture", "the network, as the setting of that name");
  }

  default String getArchitecture() {
    return getOrDefault(architecture());
  }

  default S setArchitecture(String value) {
    return Chained.set(this, architecture(), value);
  }

  /** Passes over the images: 10. */
  default IntParam epochs() {
    return new IntParam(this, "epochs", "passes over the training images", ParamValidators.gtEq(1));
  }

  default int getEpochs() {
    return (int) getOrDefault(epochs());
  }

  default S setEpochs(int value) {
    return Chained.set(this, epochs(), value);
  }

  /** Images of a batch of one worker: 64. */
  default IntParam batchSize() {
    return new IntParam(this, "batchSize", "images of one worker's batch", ParamValidators.gtEq(1));
  }

  default int getBatchSize() {
    return (int) getOrDefault(batchSize());
  }

  default S setBatchSize(int value) {
    return Chained.set(this, batchSize(), value);
  }

  /** Logical workers: 2. */
  default IntParam workers() {
    return new IntParam(
        this,
        "workers",
        "logical workers that train at once, whatever the number of executors",
        ParamValidators.gtEq(1));
  }

  default int getWorkers() {
    return (int) getOrDefault(workers());
  }

  default S setWorkers(int value) {
    return Chained.set(this, workers(), value);
  }

  /** Learning rate: 0.1. */
  default DoubleParam rate() {
    return new DoubleParam(this, "rate", "learning rate: schedule.rate", ParamValidators.gt(0));
  }

  default double getRate() {
    return (double) getOrDefault(rate());
  }

  default S setRate(double value) {
    return Chained.set(this, rate(), value);
  }

  /** Of all that is drawn: 1. */
  default LongParam seed() {
    return new LongParam(
        this,
        "seed",
        "of the initial weights, the order of the images and their augmentation",
        ParamValidators.gtEq(0));
  }

  default long getSeed() {
    return (long) getOrDefault(seed());
  }

  default S setSeed(long value) {
    return Chained.set(this, seed(), value);
  }

  /** Pixels of both sides; 0: as found. */
  default IntParam imageSize() {
    return new IntParam(
        this,
        "imageSize",
        "height and width in pixels that the network takes; 0: those of the first image",
        ParamValidators.gtEq(0));
  }

  default int getImageSize() {
    return (int) getOrDefault(imageSize());
  }

  default S setImageSize(int value) {
    return Chained.set(this, imageSize(), value);
  }

  /** How images are fitted: {@code exact}. */
  default Param<String> imageFit() {
    return new Param<>(
        this,
        "imageFit",
        "how images of other sizes are brought to it, as data.fit: exact, crop, stretch or pad");
  }

  default String getImageFit() {
    return getOrDefault(imageFit());
  }

  default S setImageFit(String value) {
    return Chained.set(this, imageFit(), value);
  }

  /** Share that is validated on: 0.2. */
  default DoubleParam validationFraction() {
    return new DoubleParam(
        this,
        "validationFraction",
        "share of the images that are validated on, drawn by the seed and class by class",
        ParamValidators.inRange(0, 1, false, false));
  }

  default double getValidationFraction() {
    return (double) getOrDefault(validationFraction());
  }

  default S setValidationFraction(double value) {
    return Chained.set(this, validationFraction(), value);
  }

  /** Share that is set aside for a test: 0. */
  default DoubleParam testFraction() {
    return new DoubleParam(
        this,
        "testFraction",
        "share of the images that the final weights are scored on, and nothing else; 0: none is set"
            + " aside",
        ParamValidators.inRange(0, 1, true, false));
  }

  default double getTestFraction() {
    return (double) getOrDefault(testFraction());
  }

  default S setTestFraction(double value) {
    return Chained.set(this, testFraction(), value);
  }

  /** Other settings, each {@code key=value}: none. */
  default StringArrayParam conf() {
    return new StringArrayParam(
        this, "conf", "other settings as on the command line, each key=value");
  }

  default String[] getConf() {
    return getOrDefault(conf());
  }

  default S setConf(String... value) {
    return Chained.set(this, conf(), value);
  }

  /** Folder for the images during a fit; not set. */
  default Param<String> stagingDir() {
    return new Param<>(
        this,
        "stagingDir",
        "folder that executors see, under which the images lie during a fit; none: the machine's"
            + " temporary folder in local mode, else the home directory of Spark's file system");
  }

  default String getStagingDir() {
    return getOrDefault(stagingDir());
  }

  default S setStagingDir(String value) {
    return Chained.set(this, stagingDir(), value);
  }

  /** Folder for run folders; not set. */
  default Param<String> runDir() {
    return new Param<>(
        this,
        "runDir",
        "folder in which each fit leaves a run folder of its own; none: nothing is left");
  }

  default String getRunDir() {
    return getOrDefault(runDir());
  }

  default S setRunDir(String value) {
    return Chained.set(this, runDir(), value);
  }
}
