package kindling.data.source;

import kindling.data.BadImageException;
import kindling.data.ImageResizer;
import kindling.data.ImageShape;
import kindling.data.Pixels;
import kindling.data.Storage;
import kindling.data.shapes.ShapeImages;

/** The generated dataset: an example's file is "shapes:" and its split, its entry the index. */
record ShapesDrawing(ImageResizer resizer) implements Source {
  static final ImageShape FOUND =
      new ImageShape(ShapeImages.CHANNELS, ShapeImages.SIDE, ShapeImages.SIDE);
  static final String TRAINING = "shapes:training";
  static final String TEST = "shapes:test";

  @Override
  public ExampleReader open(Storage storage) {
    return new ExampleReader() {
      @Override
      public byte[] read(Example example) throws BadImageException {
        int split = example.file().equals(TRAINING) ? 0 : 1;
        return resizer.apply(new Pixels(FOUND, ShapeImages.draw(split, example.record())));
      }

      @Override
      public void close() {}
    };
  }
}
