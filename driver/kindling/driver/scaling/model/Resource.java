package kindling.driver.scaling.model;

/** What an epoch's time goes to. */
public enum Resource {
  /** Forward and backward passes and updates on the executors. */
  COMPUTE,
  /** Images decoded and augmented ahead of the steps. */
  DECODE,
  /** Encoded images that the page cache does not hold, read from local disks. */
  DISK,
  /** States on the network. */
  WIRE,
  /** States unpacked, copied, packed and summed on the executors. */
  MERGE,
  /** States packed and tasks launched by the driver. */
  DRIVER
}
