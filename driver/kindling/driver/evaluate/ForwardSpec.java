package kindling.driver.evaluate;

import java.io.Serializable;
import kindling.driver.cluster.NetworkSpec;
import kindling.driver.dataset.BatchSpec;

/** What a task needs to pass a worker's examples through a network. Crosses the wire. */
public record ForwardSpec(NetworkSpec network, BatchSpec batches) implements Serializable {}
