/**
 * Files of Apache Parquet: their columns, read page by page, and the files of images that Kindling
 * writes. Read on the driver and on executors; knows parquet-hadoop, which Spark brings.
 */
package kindling.data.parquet;
