package kindling.data.parquet;

/**
 * A row of a file of images.
 *
 * @param bytes an encoded image
 * @param path where it was found, for people
 * @param label the index of its class
 */
public record ImageRow(byte[] bytes, String path, long label) {}
