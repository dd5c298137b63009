/**
 * The command line: every command and the exit codes. What the commands do stands in the packages
 * below, which do not know them and depend on each other without a cycle. The only home of Spark.
 */
package kindling.driver;
