package kindling.data.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import kindling.data.DataException;
import kindling.data.DataLimits;
import kindling.data.Storage;
import kindling.data.source.FileTree.Found;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** Lists directories and zip files as trees, on the driver, without what is hidden. */
final class FileTrees {
  private FileTrees() {}

  /**
   * Lists a directory; DataException where one of its folders holds more folders than there may be
   * classes, before these are opened.
   */
  static FileTree ofFolder(Storage storage, Path root, DataLimits limits) throws IOException {
    FileTree tree = new FileTree(new ArrayList<>(), new TreeSet<>());
    collect(storage, root, "", limits, tree);
    return tree;
  }

  private static void collect(
      Storage storage, Path folder, String prefix, DataLimits limits, FileTree into)
      throws IOException {
    FileStatus[] found = storage.fileSystem(folder).listStatus(folder);
    int folders = (int) Arrays.stream(found).filter(FileStatus::isDirectory).count();
    limits.checkClasses(folders, folder.toString());
    for (FileStatus status : found) {
      String name = status.getPath().getName();
      if (FileTree.isHidden(name)) {
        continue;
      }
      if (status.isDirectory()) {
        into.folders().add(prefix + name);
        collect(storage, status.getPath(), prefix + name + "/", limits, into);
      } else {
        into.files().add(new Found(prefix + name, status.getPath().toString(), ""));
      }
    }
  }

  /** Throws DataException where the file is no zip file or an entry's name leads out of it. */
  static FileTree ofZip(Storage storage, Path path) throws IOException {
    List<Found> files = new ArrayList<>();
    SortedSet<String> folders = new TreeSet<>();
    String file = path.toString();
    try (ZipFile zip = ZipArchives.open(storage, path)) {
      for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
        String name = entry.getName();
        if (leadsOut(name)) {
          throw new DataException(
              path + ": expected entries below the archive's root, found '" + name + "'");
        }
        if (Arrays.stream(name.split("/")).anyMatch(FileTree::isHidden)) {
          continue;
        }
        if (entry.isDirectory()) {
          folders.add(name.substring(0, name.length() - 1));
        } else {
          files.add(new Found(name, file, name));
        }
      }
    }
    return new FileTree(files, folders);
  }

  private static boolean leadsOut(String name) {
    return name.startsWith("/")
        || name.startsWith("\\")
        || name.matches("[A-Za-z]:.*")
        || Arrays.asList(name.split("[/\\\\]")).contains("..");
  }
}
