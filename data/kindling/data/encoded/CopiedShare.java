package kindling.data.encoded;

/** A share that was copied without being decoded. */
public record CopiedShare(EncodedShare share, LocalShare local) {}
