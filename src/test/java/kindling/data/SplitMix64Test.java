package kindling.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

class SplitMix64Test {
  private static final int[] BOUNDS = {
    1, 2, 3, 5, 7, 10, 64, 1000, 50_000, (1 << 30) - 1, 1 << 30, (1 << 30) + 1, Integer.MAX_VALUE
  };

  /** The first numbers of Vigna's splitmix64.c, for the seed that is often used to test it. */
  @Test
  void givesTheNumbersOfTheReference() {
    SplitMix64 random = new SplitMix64(1234567);
    assertThat(random.nextLong()).isEqualTo(6457827717110365317L);
    assertThat(random.nextLong()).isEqualTo(3203168211198807973L);
    assertThat(Long.toUnsignedString(random.nextLong())).isEqualTo("9817491932198370423");
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_17, max = JRE.JAVA_17)
  void givesTheNumbersOfSplittableRandomInJava17() {
    SplittableRandom seeds = new SplittableRandom(1);
    for (int i = 0; i < 20_000; i++) {
      long seed = i < 100 ? i - 50 : seeds.nextLong();
      SplitMix64 random = new SplitMix64(seed);
      SplittableRandom jdk = new SplittableRandom(seed);
      for (int bound : BOUNDS) {
        assertThat(random.nextInt(bound)).isEqualTo(jdk.nextInt(bound));
      }
      assertThat(random.nextLong()).isEqualTo(jdk.nextLong());
      assertThat(random.nextDouble()).isEqualTo(jdk.nextDouble());
    }
  }

  /** The same as on Java 17, wherever this runs. */
  @Test
  void boundedNumbersStayWhatTheyAre() {
    SplitMix64 random = new SplitMix64(7);
    assertThat(IntStream.of(BOUNDS).map(random::nextInt))
        .containsExactly(
            0, 0, 1, 1, 1, 7, 14, 569, 27684, 356735844, 724120643, 504971830, 60291388);
    assertThat(Seeds.permutation(10, 3)).containsExactly(2, 4, 1, 8, 9, 6, 7, 0, 5, 3);
  }

  @Test
  void staysBelowTheBoundAndBetweenTheEnds() {
    SplitMix64 random = new SplitMix64(2);
    for (int i = 0; i < 10_000; i++) {
      assertThat(random.nextInt(3)).isBetween(0, 2);
      assertThat(random.scaledInt(3)).isBetween(0, 2);
      assertThat(random.nextDouble(-2, 5)).isBetween(-2.0, 5.0);
    }
    assertThatThrownBy(() -> random.nextInt(0)).hasMessageContaining("found 0");
  }
}
