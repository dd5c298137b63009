package kindling.data.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kindling.data.DataException;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;

/**
 * The columns of a Parquet file that hold its examples.
 *
 * @param image the names of the column of encoded images, from the outside in
 * @param label the same of the labels
 * @param numbers whether labels are whole numbers
 * @param notes on columns that the settings do not name, a line for people each
 */
record ExampleColumns(List<String> image, List<String> label, boolean numbers, List<String> notes) {
  private static final String BYTES = "bytes";

  /**
   * Finds them. Where the convention's own are not there, the only one that fits is taken.
   *
   * @throws DataException with the file's columns, and the settings that would read it
   */
  static ExampleColumns find(MessageType schema, ParquetColumns asked, Path file) {
    List<String> notes = new ArrayList<>();
    ParquetColumns usual = ParquetColumns.CONVENTION;
    List<String> images = names(schema, ExampleColumns::bytes, asked.label());
    Optional<List<String>> image = image(schema, asked, images, notes);
    Optional<List<String>> label = found(schema, asked.label(), ExampleColumns::label);
    List<String> labels = names(schema, ExampleColumns::label, asked.image());
    if (label.isEmpty() && asked.label().equals(usual.label()) && labels.size() == 1) {
      label = found(schema, labels.get(0), ExampleColumns::label);
      notes.add(note("labels", labels.get(0), "data.parquet.label"));
    }
    if (image.isEmpty() || label.isEmpty()) {
      throw refused(schema, asked, file, image.isEmpty() ? images : labels, image.isEmpty());
    }
    PrimitiveType type = schema.getType(label.get().toArray(String[]::new)).asPrimitiveType();
    boolean numbers = type.getPrimitiveTypeName() != PrimitiveTypeName.BINARY;
    return new ExampleColumns(image.get(), label.get(), numbers, notes);
  }

  /**
   * Finds the column of images alone, in files that need not have labels.
   *
   * @throws DataException likewise
   */
  static List<String> findImage(MessageType schema, ParquetColumns asked, Path file) {
    List<String> images = names(schema, ExampleColumns::bytes, asked.label());
    return image(schema, asked, images, new ArrayList<>())
        .orElseThrow(() -> refused(schema, asked, file, images, true));
  }

  private static Optional<List<String>> image(
      MessageType schema, ParquetColumns asked, List<String> fit, List<String> notes) {
    Optional<List<String>> image = found(schema, asked.image(), ExampleColumns::image);
    if (image.isEmpty()
        && asked.image().equals(ParquetColumns.CONVENTION.image())
        && fit.size() == 1) {
      notes.add(note("images", fit.get(0), "data.parquet.image"));
      return found(schema, fit.get(0), ExampleColumns::image);
    }
    return image;
  }

  private static String note(String what, String column, String key) {
    return what + " from the column " + column + ", the only one that fits (" + key + ")";
  }

  private static DataException refused(
      MessageType schema, ParquetColumns asked, Path file, List<String> fit, boolean image) {
    String expected =
        image
            ? "encoded images in a column " + asked.image() + " (binary, or a struct with bytes)"
            : "labels in a column " + asked.label() + " (whole numbers or strings)";
    return new DataException(
        String.format(
            Locale.ROOT,
            "%s: expected %s, found the columns %s. %s",
            file,
            expected,
            schema.getFields().stream()
                .map(field -> field.getName() + ": " + text(field))
                .collect(Collectors.joining(", ")),
            fit.isEmpty()
                ? "None of them fits; prepare the files anew, or let data.path name others"
                : "Set "
                    + fit.stream()
                        .map(name -> "data.parquet." + (image ? "image" : "label") + "=" + name)
                        .collect(Collectors.joining(" or "))));
  }

  /** The leaf of a column that a setting names, by itself or within structs. */
  private static Optional<List<String>> found(
      MessageType schema, String name, Function<Type, Optional<List<String>>> leaf) {
    List<String> path = schema.containsField(name) ? List.of(name) : List.of(name.split("\\."));
    Type at = schema;
    for (String part : path) {
      if (at.isPrimitive() || !at.asGroupType().containsField(part)) {
        return Optional.empty();
      }
      at = at.asGroupType().getType(part);
      if (at.isRepetition(Repetition.REPEATED)) {
        return Optional.empty();
      }
    }
    return leaf.apply(at).map(inner -> Stream.concat(path.stream(), inner.stream()).toList());
  }

  /** What leads from a column of images to its bytes; of whatever binary the settings name. */
  private static Optional<List<String>> image(Type field) {
    if (field.isPrimitive()) {
      return isBinary(field) ? Optional.of(List.of()) : Optional.empty();
    }
    GroupType struct = field.asGroupType();
    boolean holds =
        struct.containsField(BYTES)
            && isBinary(struct.getType(BYTES))
            && !struct.getType(BYTES).isRepetition(Repetition.REPEATED);
    return holds ? Optional.of(List.of(BYTES)) : Optional.empty();
  }

  /** The same, but text is no image unless it is named. */
  private static Optional<List<String>> bytes(Type field) {
    return field.isPrimitive() && field.getLogicalTypeAnnotation() != null
        ? Optional.empty()
        : image(field);
  }

  private static Optional<List<String>> label(Type field) {
    if (!field.isPrimitive()) {
      return Optional.empty();
    }
    LogicalTypeAnnotation means = field.getLogicalTypeAnnotation();
    boolean fits =
        switch (field.asPrimitiveType().getPrimitiveTypeName()) {
          case INT32, INT64 -> means == null || means instanceof IntLogicalTypeAnnotation;
          case BINARY ->
              means instanceof StringLogicalTypeAnnotation
                  || means instanceof EnumLogicalTypeAnnotation;
          default -> false;
        };
    return fits ? Optional.of(List.of()) : Optional.empty();
  }

  private static boolean isBinary(Type field) {
    return field.isPrimitive()
        && field.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.BINARY;
  }

  private static List<String> names(
      MessageType schema, Function<Type, Optional<List<String>>> leaf, String other) {
    return schema.getFields().stream()
        .filter(field -> !field.isRepetition(Repetition.REPEATED))
        .filter(field -> leaf.apply(field).isPresent() && !field.getName().equals(other))
        .map(Type::getName)
        .toList();
  }

  /** A column's type in a word, for people. */
  private static String text(Type field) {
    if (!field.isPrimitive()) {
      return "struct<"
          + field.asGroupType().getFields().stream()
              .map(inner -> inner.getName() + ": " + text(inner))
              .collect(Collectors.joining(", "))
          + ">";
    }
    LogicalTypeAnnotation means = field.getLogicalTypeAnnotation();
    PrimitiveTypeName type = field.asPrimitiveType().getPrimitiveTypeName();
    return (means == null ? type.toString() : means.toString()).toLowerCase(Locale.ROOT);
  }
}
