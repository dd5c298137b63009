package kindling.data.parquet;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/**
 * Rows in the image convention of Hugging Face's datasets, the names of the classes in the file's
 * metadata.
 */
final class ImageRowSupport extends WriteSupport<ImageRow> {
  static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          "message images {"
              + " optional group image { optional binary bytes; optional binary path (STRING); }"
              + " optional int64 label; }");

  private final List<String> classes;
  private final ImageFileWriter.Order order;
  private final Map<String, String> closing = new HashMap<>();
  private RecordConsumer out;

  ImageRowSupport(List<String> classes, ImageFileWriter.Order order) {
    this.classes = classes;
    this.order = order;
  }

  @Override
  public WriteContext init(Configuration configuration) {
    Map<String, String> metadata = new HashMap<>(Map.of("huggingface", features()));
    if (order == ImageFileWriter.Order.SHUFFLED) {
      metadata.put(ParquetFile.ORDER, ParquetFile.SHUFFLED);
    }
    return new WriteContext(SCHEMA, metadata);
  }

  private String features() {
    ObjectNode root = new ObjectMapper().createObjectNode();
    ObjectNode features = root.putObject("info").putObject("features");
    features.putObject("image").put("_type", "Image");
    ObjectNode label = features.putObject("label");
    classes.forEach(label.putArray("names")::add);
    label.put("_type", "ClassLabel");
    return root.toString();
  }

  /** Says in the file what its images are. */
  void describe(VerifiedImages images) {
    closing.put(VerifiedImages.KEY, images.json());
  }

  @Override
  public FinalizedWriteContext finalizeWrite() {
    return new FinalizedWriteContext(closing);
  }

  @Override
  public void prepareForWrite(RecordConsumer consumer) {
    out = consumer;
  }

  @Override
  public void write(ImageRow row) {
    out.startMessage();
    out.startField("image", 0);
    out.startGroup();
    binary("bytes", 0, Binary.fromConstantByteArray(row.bytes()));
    binary("path", 1, Binary.fromString(row.path()));
    out.endGroup();
    out.endField("image", 0);
    out.startField("label", 1);
    out.addLong(row.label());
    out.endField("label", 1);
    out.endMessage();
  }

  private void binary(String field, int index, Binary value) {
    out.startField(field, index);
    out.addBinary(value);
    out.endField(field, index);
  }
}
