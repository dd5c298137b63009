package kindling.data.files;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Lists many directories, in this process or with others' help: what comes out is the same. Called
 * on the driver.
 */
public interface Directories {
  /** One after the other, here. */
  Directories HERE =
      (reader, paths) -> {
        List<Directory> found = new ArrayList<>(paths.size());
        for (String path : paths) {
          found.add(reader.read(path));
        }
        return found;
      };

  /** What each of the paths holds, in their order. */
  List<Directory> list(DirectoryReader reader, List<String> paths) throws IOException;
}
