/**
 * Where examples come from: the formats, what a dataset holds, how it is split, and how a worker
 * reads its share. The driver calls {@link kindling.data.source.Catalog} and {@link
 * kindling.data.source.Sharding}, executors {@link kindling.data.source.ShardLoader}.
 */
package kindling.data.source;
