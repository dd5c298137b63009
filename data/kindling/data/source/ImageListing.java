package kindling.data.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kindling.data.ImageResizer;
import kindling.data.Storage;
import kindling.data.files.Tally;
import kindling.data.source.Listing.Split;

/**
 * A dataset of encoded images as it was found, whose shape is still to be looked at.
 *
 * @param splits those that there are; training's is among them
 */
record ImageListing(
    String name,
    Tally beside,
    List<String> notes,
    List<String> classes,
    Map<SplitName, Split> splits,
    ImageBytes bytes) {

  /** With a validation split and no test split, validation is the test, unless none is wanted. */
  Listing listing(DataSettings settings, Storage storage) throws IOException {
    Split training = splits.get(SplitName.TRAINING);
    Split validation = splits.getOrDefault(SplitName.VALIDATION, Split.NONE);
    boolean own = splits.containsKey(SplitName.TEST) || settings.testFraction() == 0;
    FoundShape found = FoundShape.of(settings, storage, bytes, training.examples());
    List<String> all = new ArrayList<>(notes);
    found.note().ifPresent(all::add);
    return new Listing(
        name,
        beside,
        List.copyOf(all),
        classes,
        training,
        own ? validation : Split.NONE,
        own ? splits.getOrDefault(SplitName.TEST, Split.NONE) : validation,
        new ImageFiles(
            bytes,
            new PictureDecoder(settings.orientation(), settings.limits()),
            new ImageResizer(found.shape(), settings.framing())),
        found.shape());
  }
}
