package kindling.data.shapes;

import kindling.data.SplitMix64;

/** Red, green and blue in [0,255]. */
record Color(double red, double green, double blue) {
  /** Uniform in each of the three. */
  static Color random(SplitMix64 random) {
    return new Color(
        random.nextDouble(0, 255), random.nextDouble(0, 255), random.nextDouble(0, 255));
  }

  /** This color with a share in [0,1] of another. */
  Color mixed(Color other, double share) {
    return new Color(
        red + share * (other.red - red),
        green + share * (other.green - green),
        blue + share * (other.blue - blue));
  }

  /** This color with a share in [0,1] of its light. */
  Color darkened(double share) {
    return new Color(share * red, share * green, share * blue);
  }

  /** How light it looks, in [0,255] (the luma of ITU-R BT.601, in two digits). */
  double lightness() {
    return 0.3 * red + 0.59 * green + 0.11 * blue;
  }

  /** Euclidean, in [0, 442). */
  double distance(Color other) {
    double r = red - other.red;
    double g = green - other.green;
    double b = blue - other.blue;
    return Math.sqrt(r * r + g * g + b * b);
  }
}
