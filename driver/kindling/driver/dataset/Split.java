package kindling.driver.dataset;

import java.util.Locale;
import kindling.data.source.Catalog;
import kindling.data.source.Examples;
import kindling.data.source.Inventory;
import kindling.data.source.SplitFiles;

/** The three parts of a dataset. */
public enum Split {
  TRAINING,
  VALIDATION,
  TEST;

  /** As messages and metrics name it. */
  public String title() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its part of a catalog. */
  public Examples examples(Catalog catalog) {
    return switch (this) {
      case TRAINING -> catalog.training();
      case VALIDATION -> catalog.validation();
      case TEST -> catalog.test();
    };
  }

  /** Where it was found. */
  public SplitFiles files(Inventory inventory) {
    return switch (this) {
      case TRAINING -> inventory.training();
      case VALIDATION -> inventory.validation();
      case TEST -> inventory.test();
    };
  }

  /** What to do where it is empty. */
  String advice() {
    return switch (this) {
      case TRAINING -> "lower data.validation-fraction";
      case VALIDATION -> "raise data.validation-fraction";
      case TEST -> "raise data.test-fraction";
    };
  }
}
