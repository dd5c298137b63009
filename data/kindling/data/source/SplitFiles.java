package kindling.data.source;

import kindling.data.files.Tally;

/**
 * Where a split of a dataset was found.
 *
 * @param origin the folder, archive or file; or the share of another split that was cut out
 * @param leftOut files that lie there and are not used, apart from images that cannot be read
 */
public record SplitFiles(String origin, Tally leftOut) {}
