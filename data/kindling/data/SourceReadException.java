package kindling.data;

import java.io.IOException;

/**
 * An example that could be listed cannot be read, because its storage fails or its file is gone:
 * the task is tried again, and where that does not help, the run ends as by a {@link
 * DataException}.
 */
public final class SourceReadException extends IOException {
  private static final long serialVersionUID = 1;

  private SourceReadException(String place, IOException cause) {
    super(
        "cannot read "
            + place
            + ", which was there when the data was listed: "
            + Storage.reason(cause)
            + ". Put it back as it was, or mend its storage, and start again; a run goes on with"
            + " --resume",
        cause);
  }

  /** What a failure to read an example is told as; itself where it is told so already. */
  public static SourceReadException of(String place, IOException failure) {
    return failure instanceof SourceReadException same
        ? same
        : new SourceReadException(place, failure);
  }
}
