package kindling.data.source;

import java.io.IOException;
import java.util.regex.Pattern;

/** The binary version of CIFAR-100, by its fine or its coarse labels. */
final class Cifar100Layout implements Layout {
  private static final CifarBinary FINE = files("fine", 1, 100);
  private static final CifarBinary COARSE = files("coarse", 0, 20);

  private static CifarBinary files(String labels, int labelAt, int classes) {
    return new CifarBinary(
        "CIFAR-100 (" + labels + " labels)",
        "cifar-100-binary",
        "train.bin",
        Pattern.compile("train\\.bin"),
        "test.bin",
        labels + "_label_names.txt",
        2,
        labelAt,
        classes);
  }

  @Override
  public String expected() {
    return FINE.expected();
  }

  @Override
  public boolean recognises(Place place) throws IOException {
    return FINE.recognises(place);
  }

  @Override
  public Listing list(DataSettings settings, Place place) throws IOException {
    return switch (settings.formats().cifar100()) {
      case FINE -> FINE.list(settings, place);
      case COARSE -> COARSE.list(settings, place);
    };
  }
}
