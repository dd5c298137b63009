package kindling.data.source;

import java.io.IOException;
import java.util.Locale;

/**
 * Parquet files with a column of encoded images and one of labels, as Hugging Face's datasets,
 * Spark and pandas write them.
 */
final class ParquetLayout implements Layout {
  private static final String EXPECTED =
      "files *.parquet, of splits by names such as train-00000-of-00012.parquet or by folders";

  @Override
  public String expected() {
    return EXPECTED;
  }

  private static boolean isParquet(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(".parquet");
  }

  @Override
  public boolean recognises(Place place) throws IOException {
    return ShardFiles.first(place, ParquetLayout::isParquet).isPresent();
  }

  @Override
  public Listing list(DataSettings settings, Place place) throws IOException {
    ShardFiles files = ShardFiles.of(place, settings.limits(), ParquetLayout::isParquet, EXPECTED);
    ParquetTable table = ParquetTable.of(settings, place, files.splits());
    return new ImageListing(
            "Parquet at " + place.path(),
            files.beside(),
            table.notes(),
            table.classes(),
            table.splits(),
            new ParquetBytes(table.columns().image(), settings.limits(), table.verified()))
        .listing(settings, place.storage());
  }
}
