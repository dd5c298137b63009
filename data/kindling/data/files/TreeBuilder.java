package kindling.data.files;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A folder of an archive while its entries are gone through. */
final class TreeBuilder {
  private final String path;
  private final String prefix;
  private final List<String> images = new ArrayList<>();
  private final List<String> others = new ArrayList<>();
  private final SortedMap<String, TreeBuilder> folders = new TreeMap<>();
  private int hidden;
  private String firstHidden = "";
  private int special;
  private int repeated;

  TreeBuilder(String path, String prefix) {
    this.path = path;
    this.prefix = prefix;
  }

  TreeBuilder folder(String name) {
    return folders.computeIfAbsent(name, made -> new TreeBuilder(path, prefix + made + "/"));
  }

  void image(String name) {
    images.add(name);
  }

  void other(String name) {
    others.add(name);
  }

  void hidden(String name) {
    if (hidden == 0) {
      firstHidden = name;
    }
    hidden++;
  }

  void special() {
    special++;
  }

  void repeated() {
    repeated++;
  }

  FileTree build() {
    SortedMap<String, FileTree> built = new TreeMap<>();
    folders.forEach((name, folder) -> built.put(name, folder.build()));
    return new FileTree(
        path,
        prefix,
        "",
        Names.of(images),
        Names.of(others),
        hidden,
        firstHidden,
        special,
        repeated,
        built);
  }
}
