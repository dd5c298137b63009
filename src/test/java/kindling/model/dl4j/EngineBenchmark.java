package kindling.model.dl4j;

import java.util.Random;
import kindling.data.Batch;
import kindling.data.ImageShape;
import kindling.model.Architecture;
import kindling.model.Engine;
import kindling.model.Families;
import kindling.model.Gradient;
import kindling.model.Initialization;

final class EngineBenchmark {
  public static void main(String[] args) {
    ImageShape shape = new ImageShape(3, 32, 32);
    Architecture architecture = Families.named("resnet20", shape, 10);
    int n = 128;
    Random random = new Random(1);
    float[] images = new float[n * shape.size()];
    for (int i = 0; i < images.length; i++) images[i] = (float) random.nextGaussian();
    int[] labels = random.ints(n, 0, 10).toArray();
    Batch batch = new Batch(shape, labels, labels, images);
    float[] weights = Initialization.initialize(architecture, 1).values();
    try (Engine engine = new Dl4jEngine(architecture, Integer.parseInt(args[0]))) {
      for (int i = 0; i < Integer.parseInt(args[1]); i++) {
        long start = System.nanoTime();
        Gradient g = engine.gradient(weights, batch);
        for (int k = 0; k < g.parameters().length; k++) weights[k] -= 0.1f * g.parameters()[k];
        System.arraycopy(g.buffers(), 0, weights, g.parameters().length, g.buffers().length);
        System.out.println(g.loss() + " " + n / ((System.nanoTime() - start) / 1e9));
      }
    }
  }
}
