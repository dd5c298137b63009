package kindling.data;

/** What happens to an image whose height and width are not those of the run. */
public enum ResizePolicy {
  /** It is a bad image: left out and reported. */
  EXACT,
  /** It is scaled until it just covers the wanted size, then cropped around its centre. */
  CROP,
  /** Each side is scaled by itself. */
  STRETCH,
  /** It is scaled until it just fits into the wanted size, and laid on the middle of black. */
  PAD
}
