/**
 * Where examples come from: the formats, what a dataset holds, how it is split, and how a worker
 * reads its share.
 */
package kindling.data.source;
