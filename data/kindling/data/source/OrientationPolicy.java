package kindling.data.source;

/** What becomes of a picture that its file says to be turned or mirrored. */
public enum OrientationPolicy {
  /** It is turned upright. */
  APPLY,
  /** It stays as its pixels lie in the file. */
  IGNORE
}
