package kindling.data.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import kindling.data.DataException;
import kindling.data.parquet.ParquetFile;

/**
 * The names of classes in the metadata of Parquet files, as Hugging Face's datasets write them: a
 * JSON of features under {@code huggingface}, the label's a {@code ClassLabel}.
 */
final class ClassLabels {
  private static final String KEY = "huggingface";

  private ClassLabels() {}

  /**
   * Those of a file's column of labels; empty where it names none.
   *
   * @throws DataException where the metadata cannot be read, or names are there twice
   */
  static Optional<List<String>> in(ParquetFile file, List<String> label) {
    String metadata = file.metadata().get(KEY);
    if (metadata == null) {
      return Optional.empty();
    }
    try {
      JsonNode at = new ObjectMapper().readTree(metadata).path("info").path("features");
      for (String name : label) {
        at = at.path(name);
      }
      List<String> names = new ArrayList<>();
      at.path("names").forEach(name -> names.add(name.asText()));
      if (new HashSet<>(names).size() < names.size()) {
        throw new DataException(
            file.path() + ": expected names of classes in its metadata, found some twice");
      }
      return names.isEmpty() ? Optional.empty() : Optional.of(names);
    } catch (JsonProcessingException e) {
      throw new DataException(
          file.path() + ": expected JSON as its metadata " + KEY + ", found something else", e);
    }
  }
}
