package kindling.data.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import kindling.data.DataException;
import kindling.data.DataLimits;
import kindling.data.files.ArchiveTree;
import kindling.data.files.Tally;
import kindling.data.source.Listing.Split;
import org.apache.hadoop.fs.Path;

/**
 * Tar files in which an image and its label are files of one name, {@code 000.jpg} and {@code
 * 000.cls} or {@code 000.json}, as WebDataset writes them. The classes are the labels.
 */
final class WebDatasetLayout implements Layout {
  private static final String EXPECTED =
      "files *.tar of images with .cls or .json beside each, of splits by names such as"
          + " train-000000.tar or by folders";

  @Override
  public String expected() {
    return EXPECTED;
  }

  private static boolean isTar(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(".tar");
  }

  @Override
  public boolean recognises(Place place) throws IOException {
    Optional<Path> first = ShardFiles.first(place, WebDatasetLayout::isTar);
    try {
      return first.isPresent()
          && WebDatasetShard.isOne(
              ArchiveTree.of(place.storage(), first.get(), DataLimits.DEFAULT));
    } catch (DataException e) {
      // Whoever reads a damaged archive says so; it may lie beside what is meant.
      return false;
    }
  }

  @Override
  public Listing list(DataSettings settings, Place place) throws IOException {
    ShardFiles files = ShardFiles.of(place, settings.limits(), WebDatasetLayout::isTar, EXPECTED);
    Map<SplitName, List<WebDatasetShard>> shards = new EnumMap<>(SplitName.class);
    Map<SplitName, SortedSet<String>> used = new EnumMap<>(SplitName.class);
    for (Map.Entry<SplitName, List<Path>> split : files.splits().entrySet()) {
      List<WebDatasetShard> read = new ArrayList<>();
      SortedSet<String> classes = new TreeSet<>();
      for (Path file : split.getValue()) {
        WebDatasetShard shard = WebDatasetShard.read(place.storage(), file, settings.limits());
        shard.samples().forEach(sample -> classes.add(sample.of()));
        read.add(shard);
      }
      shards.put(split.getKey(), read);
      used.put(split.getKey(), classes);
    }
    List<String> classes = ClassSets.found(used, areNumbers(used), place.path());
    Map<SplitName, Split> splits = new EnumMap<>(SplitName.class);
    shards.forEach((name, read) -> splits.put(name, split(name, read, classes)));
    return new ImageListing(
            "WebDataset at " + place.path(),
            files.beside(),
            List.of(),
            classes,
            splits,
            new FileBytes(settings.limits()))
        .listing(settings, place.storage());
  }

  private static boolean areNumbers(Map<SplitName, SortedSet<String>> used) {
    return used.values().stream()
        .flatMap(SortedSet::stream)
        .allMatch(name -> name.matches("-?\\d{1,18}"));
  }

  private static Split split(SplitName name, List<WebDatasetShard> shards, List<String> classes) {
    Map<String, Integer> labels = new HashMap<>();
    classes.forEach(of -> labels.put(of, labels.size()));
    Examples.Builder examples = new Examples.Builder();
    Tally leftOut = new Tally();
    for (WebDatasetShard shard : shards) {
      leftOut.add(shard.leftOut());
      for (WebDatasetShard.Sample sample : shard.samples()) {
        examples.add(new Example(0, labels.get(sample.of()), shard.file(), sample.entry()));
      }
    }
    String place = shards.get(0).file() + (shards.size() > 1 ? ", ..." : "");
    return new Split(name.title() + " files", place, examples.build(), leftOut);
  }
}
