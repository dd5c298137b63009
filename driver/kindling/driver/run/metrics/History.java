package kindling.driver.run.metrics;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import kindling.driver.config.training.ValidationMetric;
import kindling.driver.run.folder.Json;

/**
 * What the finished epochs came to, as far as training goes on from it: two numbers an epoch, and
 * the digest of their lines in metrics.jsonl, which holds the rest. Immutable.
 */
public final class History {
  /** Before the first epoch's end. */
  public static final History NONE = new History(List.of(), sha256());

  /**
   * An epoch's figures of the validation split.
   *
   * @param loss in nats
   * @param top1 from 0 to 1
   */
  private record Epoch(double loss, double top1) {}

  private final List<Epoch> epochs;
  private final MessageDigest lines;

  private History(List<Epoch> epochs, MessageDigest lines) {
    this.epochs = epochs;
    this.lines = lines;
  }

  /** With another epoch, whose line is that of {@link EpochMetrics#line}. */
  public History plus(EpochMetrics epoch) {
    return plus(epoch, epoch.line());
  }

  /** With another epoch's line; nothing where it is not the line of the epoch that follows. */
  public Optional<History> plus(String line) {
    try {
      EpochMetrics epoch = Json.read(line, EpochMetrics.class);
      return epoch != null && epoch.epoch() == epochs() + 1 && epoch.validation() != null
          ? Optional.of(plus(epoch, line))
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private History plus(EpochMetrics epoch, String line) {
    List<Epoch> all = new ArrayList<>(epochs);
    all.add(new Epoch(epoch.validation().loss(), epoch.validation().top1()));
    MessageDigest digest = copy(lines);
    digest.update((line + "\n").getBytes(StandardCharsets.UTF_8));
    return new History(List.copyOf(all), digest);
  }

  /** How many epochs are finished. */
  public int epochs() {
    return epochs.size();
  }

  /** What epochs are compared by, after each of these. */
  public List<Double> values(ValidationMetric metric) {
    return epochs.stream().map(epoch -> value(epoch, metric)).toList();
  }

  /**
   * What epochs are compared by, after one of them.
   *
   * @param epoch counted from 1
   */
  public double value(int epoch, ValidationMetric metric) {
    return value(epochs.get(epoch - 1), metric);
  }

  private static double value(Epoch epoch, ValidationMetric metric) {
    return switch (metric) {
      case LOSS -> epoch.loss();
      case ACCURACY -> epoch.top1();
    };
  }

  /** The SHA-256 of the epochs' lines in metrics.jsonl, in lower-case hexadecimal digits. */
  public String linesSha256() {
    return HexFormat.of().formatHex(copy(lines).digest());
  }

  private static MessageDigest copy(MessageDigest digest) {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("Java's own SHA-256 can be copied", e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
