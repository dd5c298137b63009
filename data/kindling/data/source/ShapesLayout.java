package kindling.data.source;

import java.util.ArrayList;
import java.util.List;
import kindling.data.ImageResizer;
import kindling.data.ImageShape;
import kindling.data.Pixels;
import kindling.data.Storage;
import kindling.data.files.Tally;
import kindling.data.shapes.ShapeImages;
import kindling.data.source.Listing.Split;

/** The generated dataset: classes take turns, so that every prefix is balanced. */
final class ShapesLayout implements Layout {
  private static final ImageShape FOUND =
      new ImageShape(ShapeImages.CHANNELS, ShapeImages.SIDE, ShapeImages.SIDE);
  private static final String TRAINING = "shapes:training";
  private static final String TEST = "shapes:test";

  @Override
  public boolean hasFiles() {
    return false;
  }

  @Override
  public String expected() {
    return "no files";
  }

  @Override
  public boolean recognises(Place place) {
    return false;
  }

  @Override
  public Listing list(DataSettings settings, Place place) {
    ImageShape shape = settings.shape(FOUND);
    return new Listing(
        "generated shapes",
        new Tally(),
        List.of(),
        ShapeImages.CLASSES,
        split(TRAINING, settings.shapesTraining()),
        Split.NONE,
        split(TEST, settings.shapesTest()),
        new Drawing(new ImageResizer(shape, settings.framing())),
        shape);
  }

  private static Split split(String file, int count) {
    List<Example> examples = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      examples.add(new Example(i, ShapeImages.label(i), file, String.valueOf(i)));
    }
    return new Split(file, file, examples);
  }

  /** Draws each image: an example's file is "shapes:" and its split, its entry the index. */
  private record Drawing(ImageResizer resizer) implements Source {
    @Override
    public ExampleReader open(Storage storage) {
      return new ExampleReader() {
        @Override
        public Pixels read(Example example) {
          int split = example.file().equals(TRAINING) ? 0 : 1;
          return new Pixels(FOUND, ShapeImages.draw(split, example.record()));
        }

        @Override
        public void close() {}
      };
    }
  }
}
