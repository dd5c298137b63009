package kindling.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PixelsTest {
  @Test
  void channelsAreConverted() {
    Pixels red = new Pixels(new ImageShape(3, 1, 1), new byte[] {(byte) 255, 0, 0});
    assertThat(red.withChannels(1).planes()).containsExactly(76);
    assertThat(red.withChannels(1).withChannels(3).planes()).containsExactly(76, 76, 76);
  }

  @Test
  void coverAveragesWhenScalingDownAndKeepsTheCentre() {
    byte[] planes = new byte[4 * 12];
    for (int i = 0; i < planes.length; i++) {
      planes[i] = (byte) (i % 12 < 4 ? 10 : i % 12 < 8 ? (i % 2 == 0 ? 0 : 200) : 250);
    }
    Pixels covered = new Pixels(new ImageShape(1, 4, 12), planes).resizeAndCenterCrop(2, 2);
    for (byte value : covered.planes()) {
      assertThat(value & 0xFF).isBetween(60, 140);
    }
    Pixels same = new Pixels(new ImageShape(1, 4, 12), planes).resizeAndCenterCrop(4, 12);
    assertThat(same.planes()).isEqualTo(planes);
  }
}
