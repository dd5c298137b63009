package kindling.data.augment;

/** What is seen beyond the edge of an image. */
public enum PaddingMode {
  /** Black pixels. */
  BLACK {
    @Override
    public int source(int position, int size) {
      return position < 0 || position >= size ? OUTSIDE : position;
    }
  },
  /** The image mirrored at its outermost row or column, which is not repeated. */
  REFLECT {
    @Override
    public int source(int position, int size) {
      int period = Math.max(1, 2 * (size - 1));
      int place = Math.floorMod(position, period);
      return place < size ? place : period - place;
    }
  },
  /** The outermost row or column, repeated. */
  EDGE {
    @Override
    public int source(int position, int size) {
      return Math.max(0, Math.min(size - 1, position));
    }
  };

  public static final int OUTSIDE = -1;

  /** The row or column of the image that stands at a position, or {@link #OUTSIDE}. */
  public abstract int source(int position, int size);
}
