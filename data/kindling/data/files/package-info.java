/**
 * What lies at a dataset's path: directories and archives as trees of names, and what is in an
 * archive's entries. Formats, in {@code kindling.data.source}, list and read by it; the driver may
 * spread the listing over a cluster ({@link kindling.data.files.Directories}).
 */
package kindling.data.files;
