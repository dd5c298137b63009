package kindling.data.source;

import java.io.IOException;
import kindling.data.DataException;

/** How the files of one {@link DataFormat} lie, and how they are listed; on the driver. */
interface Layout {
  /** Whether the format has files; else it is asked nothing but to list. */
  default boolean hasFiles() {
    return true;
  }

  /** The files that it takes, for people. */
  String expected();

  /** Whether these are its files, where no format is named. */
  boolean recognises(Place place) throws IOException;

  /**
   * Lists the dataset at a place.
   *
   * @throws DataException where there is none of this format, or it is damaged
   */
  Listing list(DataSettings settings, Place place) throws IOException;
}
