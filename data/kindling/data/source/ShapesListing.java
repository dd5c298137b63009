package kindling.data.source;

import java.util.ArrayList;
import java.util.List;
import kindling.data.ImageResizer;
import kindling.data.ImageShape;
import kindling.data.shapes.ShapeImages;
import kindling.data.source.Listing.Split;

/** Lists the generated dataset: classes take turns, so that every prefix is balanced. */
final class ShapesListing {
  private ShapesListing() {}

  static Listing list(DataSettings settings) {
    ImageShape shape = settings.shape(ShapesDrawing.FOUND);
    return new Listing(
        "generated shapes",
        0,
        ShapeImages.CLASSES,
        split(ShapesDrawing.TRAINING, settings.shapesTraining()),
        Split.NONE,
        split(ShapesDrawing.TEST, settings.shapesTest()),
        new ShapesDrawing(new ImageResizer(shape, settings.fit())),
        shape);
  }

  private static Split split(String file, int count) {
    List<Example> examples = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      examples.add(new Example(i, ShapeImages.label(i), file, String.valueOf(i)));
    }
    return new Split(file, examples);
  }
}
