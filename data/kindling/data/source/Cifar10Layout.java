package kindling.data.source;

import java.io.IOException;
import java.util.regex.Pattern;

/** The binary version of CIFAR-10. */
final class Cifar10Layout implements Layout {
  private static final CifarBinary FILES =
      new CifarBinary(
          "CIFAR-10",
          "cifar-10-batches-bin",
          "data_batch_*.bin",
          Pattern.compile("data_batch_\\d+\\.bin"),
          "test_batch.bin",
          "batches.meta.txt",
          1,
          0,
          10);

  @Override
  public String expected() {
    return FILES.expected();
  }

  @Override
  public boolean recognises(Place place) throws IOException {
    return FILES.recognises(place);
  }

  @Override
  public Listing list(DataSettings settings, Place place) throws IOException {
    return FILES.list(settings, place);
  }
}
