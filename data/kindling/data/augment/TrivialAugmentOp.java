package kindling.data.augment;

import kindling.data.ImageShape;

/**
 * What {@link TrivialAugment} does to an image, with a strength from 0 (nothing, but for the last
 * four) to 1 and a direction of -1 or 1. Geometry takes the nearest pixel and shows black outside.
 */
enum TrivialAugmentOp {
  IDENTITY {
    @Override
    void apply(byte[] from, byte[] to, ImageShape shape, double strength, int sign) {
      System.arraycopy(from, 0, to, 0, shape.size());
    }
  },
  SHEAR_X {
    @Override
    void apply(byte[] from, byte[] to, ImageShape shape, double strength, int sign) {
      new AffineTransform(1, sign * MOST * strength, 0, 0, 1, 0).apply(from, to, shape);
    }
  },
  SHEAR_Y {
    @Override
    void apply(byte[] from, byte[] to, ImageShape shape, double strength, int sign) {
      new AffineTransform(1, 0, 0, sign * MOST * strength, 1, 0).apply(from, to, shape);
    }
  },
  TRANSLATE_X {
    @Override
    void apply(byte[] from, byte[] to, ImageShape shape, double strength, int sign) {
      new AffineTransform(1, 0, sign * (int) (MOST_PIXELS * strength), 0, 1, 0)
          .apply(from, to, shape);
    }
  },
  TRANSLATE_Y {
    @Override
    void apply(byte[] from, byte[] to, ImageShape shape, double strength, int sign) {
      new AffineTransform(1, 0, 0, 0, 1, sign * (int) (MOST_PIXELS * strength))
          .apply(from, to, shape);
    }
  },
  ROTATE {
    @Override
    void apply(byte[] from, byte[] to, ImageShape shape, double strength, int sign) {
      AffineTransform.rotation(sign * MOST_DEGREES * strength, shape).apply(from, to, shape);
    }
  },
  BRIGHTNESS {
    @Override
    void apply(byte[] from, byte[] to, ImageShape shape, double strength, int sign) {
      ColorPlanes planes = new ColorPlanes(from, shape);
      planes.brightness((float) (1 + sign * MOST * strength));
      planes.store(to);
    }
  },
  COLOR {
    @Override
    void apply(byte[] from, byte[] to, ImageShape shape, double strength, int sign) {
      ColorPlanes planes = new ColorPlanes(from, shape);
      planes.saturation((float) (1 + sign * MOST * strength));
      planes.store(to);
    }
  },
  CONTRAST {
    @Override
    void apply(byte[] from, byte[] to, ImageShape shape, double strength, int sign) {
      ColorPlanes planes = new ColorPlanes(from, shape);
      planes.contrast((float) (1 + sign * MOST * strength));
      planes.store(to);
    }
  },
  SHARPNESS {
    @Override
    void apply(byte[] from, byte[] to, ImageShape shape, double strength, int sign) {
      ColorPlanes planes = new ColorPlanes(from, shape);
      planes.sharpness((float) (1 + sign * MOST * strength));
      planes.store(to);
    }
  },
  /** Keeps 8 to 2 bits of each value. */
  POSTERIZE {
    @Override
    void apply(byte[] from, byte[] to, ImageShape shape, double strength, int sign) {
      int mask = 0xFF << Math.round(6 * strength);
      LookupTables.same(shape, x -> x & mask).apply(from, to, shape);
    }
  },
  /** Inverts the values from a threshold on, which falls from 255 to 0. */
  SOLARIZE {
    @Override
    void apply(byte[] from, byte[] to, ImageShape shape, double strength, int sign) {
      double threshold = 255 * (1 - strength);
      LookupTables.same(shape, x -> x < threshold ? x : 255 - x).apply(from, to, shape);
    }
  },
  /** Stretches each channel's values over 0 to 255; has no strength. */
  AUTO_CONTRAST {
    @Override
    void apply(byte[] from, byte[] to, ImageShape shape, double strength, int sign) {
      LookupTables.stretched(from, shape).apply(from, to, shape);
    }
  },
  /** Makes each channel's values about equally frequent; has no strength. */
  EQUALIZE {
    @Override
    void apply(byte[] from, byte[] to, ImageShape shape, double strength, int sign) {
      LookupTables.equalized(from, shape).apply(from, to, shape);
    }
  };

  private static final double MOST = 0.99;
  private static final int MOST_PIXELS = 32;
  private static final int MOST_DEGREES = 135;

  /** Writes the changed image; the arrays are two, of the shape's size. */
  abstract void apply(byte[] from, byte[] to, ImageShape shape, double strength, int sign);
}
