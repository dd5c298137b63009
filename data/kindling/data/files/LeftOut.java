package kindling.data.files;

import java.util.Locale;

/** Why a file under a dataset's path is not used. */
public enum LeftOut {
  /** An image that cannot be read. */
  BAD,
  NOT_AN_IMAGE,
  /** Archives are read where they are all that there is, not among folders nor in one another. */
  ARCHIVE_NOT_READ,
  HIDDEN,
  IN_NO_CLASS_FOLDER,
  /** Beside the folders or archives that are the splits. */
  IN_NO_SPLIT,
  /** What a link in an archive leads to is not looked for. */
  LINK_IN_AN_ARCHIVE,
  /** There is one of the same name, or its folder is read elsewhere already. */
  REPEATED,
  /** A row of a table, or a sample of a shard. */
  WITHOUT_AN_IMAGE,
  WITHOUT_A_LABEL;

  /** For people. */
  public String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
