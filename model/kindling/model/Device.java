package kindling.model;

/** What kind of processor a replica computes on. */
public enum Device {
  CPU,
  /** An NVIDIA GPU with CUDA. */
  GPU
}
