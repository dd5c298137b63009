package kindling.driver.ml;

import java.util.List;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;

/**
 * Parameters of every stage that takes images.
 *
 * @param <S> the stage, which setters give back
 */
public interface ImageParams<S> extends Params {
  /** Column of images: {@code image}. */
  default Param<String> imageCol() {
    return new Param<>(
        this,
        "imageCol",
        "column of images: encoded bytes (binary), a struct of bytes and path, or Spark's image"
            + " struct");
  }

  default String getImageCol() {
    return getOrDefault(imageCol());
  }

  default S setImageCol(String value) {
    return Chained.set(this, imageCol(), value);
  }

  /** What becomes of rows that cannot be used: {@code error}. */
  default Param<String> handleInvalid() {
    return new Param<>(
        this,
        "handleInvalid",
        "what becomes of rows whose image is null or cannot be read: error (the job fails), skip"
            + " (they are left out) or keep (what is added to them is null)",
        ParamValidators.<String>inArray(List.of("error", "skip", "keep")));
  }

  default String getHandleInvalid() {
    return getOrDefault(handleInvalid());
  }

  default S setHandleInvalid(String value) {
    return Chained.set(this, handleInvalid(), value);
  }
}
