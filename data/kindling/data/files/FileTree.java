package kindling.data.files;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * A folder, in a directory or an archive, and what lies below it: an object for each folder, none
 * for a file. Immutable.
 *
 * @param path the directory's Hadoop path, or the archive's
 * @param prefix what the names of entries in the archive begin with; null in a directory
 * @param real the directory's own path, whatever links lead to it; empty where there are no links
 * @param images those that lie in the folder itself
 * @param others what else does
 * @param hidden how many files of this folder are hidden, those in hidden folders with them
 * @param firstHidden a name of these
 * @param special files that are links or devices, in an archive
 * @param repeated entries of an archive whose names come again
 * @param folders by name
 */
public record FileTree(
    String path,
    String prefix,
    String real,
    Names images,
    Names others,
    int hidden,
    String firstHidden,
    int special,
    int repeated,
    SortedMap<String, FileTree> folders) {

  public FileTree {
    folders = Collections.unmodifiableSortedMap(new TreeMap<>(folders));
  }

  /** A folder of nothing but others. */
  public static FileTree of(String path, SortedMap<String, FileTree> folders) {
    return new FileTree(path, null, "", Names.NONE, Names.NONE, 0, "", 0, 0, folders);
  }

  /** Whether there is an image in it or below. */
  public boolean hasImages() {
    return !images.isEmpty() || folders.values().stream().anyMatch(FileTree::hasImages);
  }

  /** The names of the folders that have images in them or below. */
  public SortedSet<String> imageFolders() {
    SortedSet<String> names = new TreeSet<>();
    folders.forEach(
        (name, folder) -> {
          if (folder.hasImages()) {
            names.add(name);
          }
        });
    return names;
  }

  /** Where it is, for people. */
  public String place() {
    return prefix == null ? path : path + "!" + prefix;
  }

  /** The Hadoop path of a file in this folder. */
  public String file(String name) {
    if (prefix != null) {
      return path;
    }
    return path.endsWith("/") ? path + name : path + "/" + name;
  }

  /** A file's entry in the archive; empty in a directory. */
  public String entry(String name) {
    return prefix == null ? "" : prefix + name;
  }

  /** Gives every image's file and entry, in the order of their whole paths. */
  public void forEachImage(BiConsumer<String, String> action) {
    Iterator<String> inside =
        folders.keySet().stream().sorted(Comparator.comparing(name -> name + "/")).iterator();
    String folder = inside.hasNext() ? inside.next() : null;
    for (String image : images) {
      while (folder != null && (folder + "/").compareTo(image) < 0) {
        folders.get(folder).forEachImage(action);
        folder = inside.hasNext() ? inside.next() : null;
      }
      action.accept(file(image), entry(image));
    }
    while (folder != null) {
      folders.get(folder).forEachImage(action);
      folder = inside.hasNext() ? inside.next() : null;
    }
  }

  /** The same with other folders in it. */
  FileTree withFolders(SortedMap<String, FileTree> below) {
    return new FileTree(
        path, prefix, real, images, others, hidden, firstHidden, special, repeated, below);
  }

  /** The same without files of its own that are no images. */
  public FileTree without(Collection<String> files) {
    Names kept = Names.of(others.stream().filter(name -> !files.contains(name)).toList());
    return new FileTree(
        path, prefix, real, images, kept, hidden, firstHidden, special, repeated, folders);
  }

  /** All files in it and below. */
  public int fileCount() {
    return images.size()
        + others.size()
        + hidden
        + special
        + repeated
        + folders.values().stream().mapToInt(FileTree::fileCount).sum();
  }

  /** Counts what is no image, in it and below. */
  public void tallyOthers(Tally leftOut) {
    tallyOwnOthers(leftOut);
    folders.values().forEach(folder -> folder.tallyOthers(leftOut));
  }

  /** The same of the folder itself alone. */
  public void tallyOwnOthers(Tally leftOut) {
    for (String other : others) {
      boolean packed = ArchiveFormat.isPacked(other);
      leftOut.add(packed ? LeftOut.ARCHIVE_NOT_READ : LeftOut.NOT_AN_IMAGE, 1, shown(other));
    }
    leftOut.add(LeftOut.HIDDEN, hidden, shown(firstHidden));
    leftOut.add(LeftOut.LINK_IN_AN_ARCHIVE, special, place());
    leftOut.add(LeftOut.REPEATED, repeated, place());
  }

  /** The places of the archives in it and below, for people. */
  public List<String> archives() {
    List<String> places = new ArrayList<>();
    others.stream().filter(ArchiveFormat::isPacked).map(this::shown).forEach(places::add);
    folders.values().forEach(folder -> places.addAll(folder.archives()));
    return places;
  }

  /** Counts everything in it and below under one reason. */
  public void tallyAll(LeftOut reason, Tally leftOut) {
    leftOut.add(reason, fileCount(), place());
  }

  /** A file's place, for people. */
  public String shown(String name) {
    return prefix == null ? file(name) : place() + name;
  }
}
