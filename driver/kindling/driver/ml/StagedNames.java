package kindling.driver.ml;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kindling.data.DataException;
import kindling.data.DataLimits;
import kindling.data.Storage;
import kindling.data.parquet.ColumnCursor;
import kindling.data.parquet.DamagedColumnException;
import kindling.data.parquet.ParquetFile;
import kindling.driver.cluster.Console;
import org.apache.hadoop.fs.Path;

/**
 * Says of an image what its data frame calls it, where a message names the row of a file that is
 * gone when people read of it. Lives on the driver.
 */
record StagedNames(Path images, Storage storage) {
  private Pattern place() {
    return Pattern.compile(Pattern.quote(images.toString()) + "/([\\w-]+\\.parquet)!(\\d+)");
  }

  /** A message with the images' own names. */
  String in(String message) {
    Matcher places = place().matcher(message);
    return places.replaceAll(found -> Matcher.quoteReplacement(name(found)));
  }

  private String name(MatchResult place) {
    Path file = new Path(images, place.group(1));
    try (ParquetFile rows = ParquetFile.open(storage, file, DataLimits.DEFAULT)) {
      ColumnCursor paths = rows.column(List.of("image", "path"));
      paths.seek(Integer.parseInt(place.group(2)));
      return new String(paths.bytes(), StandardCharsets.UTF_8);
    } catch (IOException | DamagedColumnException | DataException e) {
      // What the message is about matters more than why this name cannot be had.
      return place.group();
    }
  }

  /** Warnings with the images' own names. */
  Console console(Consumer<String> warnings) {
    return Console.warnings(warning -> warnings.accept(in(warning)));
  }

  /** The same failure with the images' own names. */
  RuntimeException of(RuntimeException failure) {
    if (failure instanceof DataException) {
      String message = in(String.valueOf(failure.getMessage()));
      if (!message.equals(failure.getMessage())) {
        return new DataException(message, failure);
      }
    }
    return failure;
  }
}
