package kindling.data.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetFileWriter.Mode;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Parquet files for tests, in the shapes that other programs write. */
public record ParquetFiles(
    String schema,
    Map<String, String> metadata,
    CompressionCodecName codec,
    WriterVersion version,
    int rowsOfPage) {
  /** What Hugging Face's datasets write. */
  public static final ParquetFiles CONVENTION =
      new ParquetFiles(
          "optional group image { optional binary bytes; optional binary path (UTF8); }"
              + " optional int64 label;",
          Map.of(),
          CompressionCodecName.SNAPPY,
          WriterVersion.PARQUET_1_0,
          3);

  /** A row: an encoded image, or null; and a label, a Long, a String or null. */
  public record Row(byte[] image, Object label) {}

  public ParquetFiles withSchema(String other) {
    return new ParquetFiles(other, metadata, codec, version, rowsOfPage);
  }

  public ParquetFiles withCodec(CompressionCodecName other, WriterVersion pages) {
    return new ParquetFiles(schema, metadata, other, pages, rowsOfPage);
  }

  /** With the classes of the column {@code label} named as Hugging Face's datasets do. */
  public ParquetFiles withNames(String... names) {
    String list = "\"" + String.join("\", \"", names) + "\"";
    String json =
        "{\"info\": {\"features\": {\"image\": {\"_type\": \"Image\"}, \"label\": {\"names\": ["
            + list
            + "], \"_type\": \"ClassLabel\"}}}}";
    return new ParquetFiles(schema, Map.of("huggingface", json), codec, version, rowsOfPage);
  }

  /** Writes a file of one row group for each list. */
  @SafeVarargs
  public final Path write(Path file, List<Row>... groups) {
    try {
      MessageType type = MessageTypeParser.parseMessageType("message rows { " + schema + " }");
      java.nio.file.Files.createDirectories(file.toAbsolutePath().getParent());
      // A group is closed by its size, which is asked for at each row.
      long groupBytes = groups.length > 1 ? 1 : 1 << 27;
      try (ParquetWriter<Group> writer =
          ExampleParquetWriter.builder(new org.apache.hadoop.fs.Path(file.toAbsolutePath().toUri()))
              .withType(type)
              .withConf(new Configuration(false))
              .withExtraMetaData(new LinkedHashMap<>(metadata))
              .withCompressionCodec(codec)
              .withWriterVersion(version)
              .withPageRowCountLimit(rowsOfPage)
              .withRowGroupSize(groupBytes)
              .withMinRowCountForPageSizeCheck(groups[0].size())
              .withMaxRowCountForPageSizeCheck(groups[0].size())
              .withWriteMode(Mode.OVERWRITE)
              .build()) {
        for (List<Row> group : groups) {
          for (Row row : group) {
            writer.write(group(type, row));
          }
        }
      }
      // Hadoop's checksums, which other programs do not write.
      java.nio.file.Files.delete(file.resolveSibling("." + file.getFileName() + ".crc"));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first column takes the image, the second the label; others stay empty. */
  private static Group group(MessageType type, Row row) {
    Group group = new SimpleGroup(type);
    if (row.image() != null) {
      Binary bytes = Binary.fromConstantByteArray(row.image());
      if (type.getType(0).isPrimitive()) {
        group.add(0, bytes);
      } else {
        group.addGroup(0).append("bytes", bytes);
      }
    }
    if (row.label() instanceof Long number) {
      group.add(1, number);
    } else if (row.label() instanceof Integer number) {
      group.add(1, number);
    } else if (row.label() instanceof String text) {
      group.add(1, text);
    }
    return group;
  }
}
