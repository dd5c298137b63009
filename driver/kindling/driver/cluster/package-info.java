/**
 * What a command needs of the cluster: the Spark session, the engine that all executors agree on,
 * devices, memory, replicas, signals, and the console that is told of it.
 */
package kindling.driver.cluster;
