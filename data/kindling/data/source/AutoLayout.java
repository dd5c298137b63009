package kindling.data.source;

import java.io.IOException;

/** Whichever layout recognises what lies at a path; class folders where none does. */
final class AutoLayout implements Layout {
  @Override
  public String expected() {
    return DataFormat.expectedOfAny();
  }

  @Override
  public boolean recognises(Place place) {
    return true;
  }

  @Override
  public Listing list(DataSettings settings, Place place) throws IOException {
    for (Layout layout : DataFormat.ofFiles().toList()) {
      if (layout.recognises(place)) {
        return layout.list(settings, place);
      }
    }
    return DataFormat.IMAGE_FOLDER.layout().list(settings, place);
  }
}
