package kindling.model.keras;

import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import kindling.model.weights.NamedTensor;
import kindling.model.weights.WeightsException;

/**
 * A group of an HDF5 file in memory: all that Kindling knows of HDF5. Links are not followed, so
 * that no other file is opened, and values take memory in proportion to the file's length.
 */
final class Hdf5Group {
  private final Group group;
  private final int fileBytes;

  private Hdf5Group(Group group, int fileBytes) {
    this.group = group;
    this.fileBytes = fileBytes;
  }

  /**
   * Applies a function to a file's root group.
   *
   * @throws WeightsException where the function does, or the file is damaged
   */
  static <T> T read(byte[] file, Function<Hdf5Group, T> use) {
    try (HdfFile hdf = HdfFile.fromBytes(file)) {
      return use.apply(new Hdf5Group(hdf, file.length));
    } catch (WeightsException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      // The library meets damage with exceptions of every kind, and cycles without an end.
      throw new WeightsException(
          String.format(
              Locale.ROOT,
              "Keras file: expected HDF5, found a file that is not, or is damaged (%s); copy it again",
              reason(e)),
          e);
    }
  }

  private static String reason(Throwable thrown) {
    return thrown.getMessage() == null
        ? thrown.getClass().getSimpleName()
        : thrown.getMessage().lines().findFirst().orElse("");
  }

  /** The names of what is in the group, in the file's order. */
  List<String> names() {
    return List.copyOf(group.getChildren().keySet());
  }

  /** The group at a path of names below this one, if there is one. */
  Optional<Hdf5Group> group(String path) {
    return child(path)
        .filter(Group.class::isInstance)
        .map(found -> new Hdf5Group((Group) found, fileBytes));
  }

  /** Whether layers lie in the group, at any depth, that have tensors of their own. */
  boolean hasAny() {
    return names().stream()
        .flatMap(name -> group(name).stream())
        .anyMatch(
            layer ->
                layer.group("vars").filter(vars -> !vars.names().isEmpty()).isPresent()
                    || layer.group("layers").filter(Hdf5Group::hasAny).isPresent());
  }

  /** Whether a tensor lies at a path of names below this group. */
  boolean hasTensor(String path) {
    return child(path).filter(Dataset.class::isInstance).isPresent();
  }

  /**
   * The tensor of floats at a path of names below this group.
   *
   * @param name that it gets
   * @throws WeightsException where there is none, or it is of another type
   */
  NamedTensor tensor(String path, String name) {
    Node found = child(path).orElseThrow(() -> wrong(name, "a tensor", "nothing"));
    if (!(found instanceof Dataset dataset)) {
      throw wrong(name, "a tensor", "something else");
    }
    List<Integer> shape = Arrays.stream(dataset.getDimensions()).boxed().toList();
    if (dataset.getSize() < 1 || dataset.getSize() > fileBytes) {
      throw wrong(
          name,
          String.format(Locale.ROOT, "from 1 to %d values, the file's bytes", fileBytes),
          "" + shape);
    }
    return new NamedTensor(name, shape, floats(name, dataset));
  }

  private static float[] floats(String name, Dataset dataset) {
    Object values = dataset.getDataFlat();
    if (values instanceof float[] floats) {
      return floats;
    } else if (values instanceof double[] doubles) {
      float[] floats = new float[doubles.length];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (float) doubles[i];
      }
      return floats;
    }
    throw wrong(name, "floats", dataset.getJavaType().getSimpleName());
  }

  /** The text of an attribute, if the group has such a one. */
  Optional<String> text(String attribute) {
    return Optional.ofNullable(group.getAttribute(attribute))
        .filter(found -> found.isScalar() && found.getJavaType() == String.class)
        .map(found -> (String) found.getData());
  }

  /**
   * The texts of an attribute, or of its parts, which Keras numbers from 0 where one would be too
   * large.
   */
  Optional<List<String>> texts(String attribute) {
    Map<String, Attribute> all = group.getAttributes();
    if (all.containsKey(attribute)) {
      return Optional.of(texts(all.get(attribute)));
    }
    List<String> joined = new ArrayList<>();
    for (int part = 0; all.containsKey(attribute + part); part++) {
      joined.addAll(texts(all.get(attribute + part)));
    }
    return all.containsKey(attribute + 0) ? Optional.of(joined) : Optional.empty();
  }

  private List<String> texts(Attribute attribute) {
    if (attribute.isEmpty() || attribute.getSize() == 0) {
      return List.of();
    }
    // An empty list of names is written as floats.
    Object values =
        attribute.getJavaType() == String.class && attribute.getSize() <= fileBytes
            ? attribute.getData()
            : null;
    if (values == null || !values.getClass().isArray()) {
      throw wrong(attribute.getName(), "a list of names", attribute.getJavaType().getSimpleName());
    }
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < Array.getLength(values); i++) {
      texts.add(String.valueOf(Array.get(values, i)));
    }
    return texts;
  }

  private Optional<Node> child(String path) {
    Node at = group;
    for (String name : path.split("/")) {
      if (!(at instanceof Group inside)) {
        return Optional.empty();
      }
      at = inside.getChildren().get(name);
      if (at == null) {
        return Optional.empty();
      }
      if (at.isLink()) {
        throw wrong(path, "a part of this file", "a link, which is not followed");
      }
    }
    return Optional.of(at);
  }

  private static WeightsException wrong(String name, String expected, String found) {
    return new WeightsException(
        String.format(Locale.ROOT, "Keras file: %s: expected %s, found %s", name, expected, found));
  }
}
