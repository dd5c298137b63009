package kindling.data.source;

import java.io.Serializable;

/** What single formats ask for beside what all do. */
public record FormatSettings(ParquetColumns parquet, Cifar100Labels cifar100)
    implements Serializable {
  /** What holds unless the settings say otherwise. */
  public static final FormatSettings DEFAULT =
      new FormatSettings(ParquetColumns.CONVENTION, Cifar100Labels.FINE);
}
