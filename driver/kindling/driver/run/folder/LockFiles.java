package kindling.driver.run.folder;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import kindling.data.Storage;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * The lock files of a run folder. One is created where none of its name is there, and never written
 * again but by its holder. Lives on the driver.
 */
record LockFiles(Path root, Storage storage) {

  /** The claims on the folder, the newest first. */
  List<LockClaim> claims() throws IOException {
    List<LockClaim> claims = new ArrayList<>();
    try {
      for (FileStatus file : storage.fileSystem(root).listStatus(root)) {
        int number = LockClaim.numberOf(file.getPath().getName());
        if (number > 0 && file.isDirectory()) {
          throw new IOException(file.getPath() + " is a folder, where a lock's file is expected");
        }
        if (number > 0) {
          claim(number).ifPresent(claims::add);
        }
      }
    } catch (FileNotFoundException e) {
      return List.of();
    }
    claims.sort(Comparator.comparingInt(LockClaim::number).reversed());
    return claims;
  }

  /** The claim of a number, if it is there; a holder that cannot be read is nobody's process. */
  Optional<LockClaim> claim(int number) throws IOException {
    Path file = LockClaim.file(root, number);
    try (var in = storage.open(file)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      long time = storage.fileSystem(file).getFileStatus(file).getModificationTime();
      return Optional.of(new LockClaim(file, number, holder(text), time));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  private static LockHolder holder(String text) {
    try {
      LockHolder holder = Json.read(text, LockHolder.class);
      return holder != null && holder.whole() ? holder : LockHolder.UNREADABLE;
    } catch (JsonProcessingException e) {
      return LockHolder.UNREADABLE;
    }
  }

  /** Claims a number, unless another driver has done so. */
  Optional<LockClaim> create(int number, LockHolder holder) throws IOException {
    Path file = LockClaim.file(root, number);
    return storage.createNew(file, bytes(holder)) ? claim(number) : Optional.empty();
  }

  /** A sign of life of the claim's holder; fails where the file is gone. */
  void touch(LockClaim claim) throws IOException {
    storage.touch(claim.file(), bytes(claim.holder()));
  }

  /** Removes a claim, unless the file is another's by now. */
  void remove(LockClaim claim) throws IOException {
    if (claim(claim.number()).filter(now -> now.isOf(claim.holder())).isPresent()) {
      storage.fileSystem(root).delete(claim.file(), false);
    }
  }

  private static byte[] bytes(LockHolder holder) {
    return Json.line(holder).getBytes(StandardCharsets.UTF_8);
  }
}
