package kindling.driver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** One run of the command line in this process, with what it printed. */
public record CommandLineRun(int code, String results, String remarks) {
  public static CommandLineRun of(String... arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream results = new ByteArrayOutputStream();
    ByteArrayOutputStream remarks = new ByteArrayOutputStream();
    System.setOut(new PrintStream(results, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(remarks, true, StandardCharsets.UTF_8));
    try {
      int code = Kindling.run(arguments);
      return new CommandLineRun(
          code, results.toString(StandardCharsets.UTF_8), remarks.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  /** The object that --json prints as the last line. */
  public JsonNode json() {
    String[] lines = results.strip().split("\n");
    try {
      return new ObjectMapper().readTree(lines[lines.length - 1]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
