package kindling.data.shard;

import kindling.data.Pixels;

/** Some of other pictures, in an order of their own. */
record SelectedPictures(Pictures all, int[] rows) implements Pictures {
  @Override
  public int size() {
    return rows.length;
  }

  @Override
  public byte[] fitted(int row) {
    return all.fitted(rows[row]);
  }

  @Override
  public Pixels found(int row) {
    return all.found(rows[row]);
  }

  @Override
  public int threads() {
    return all.threads();
  }
}
