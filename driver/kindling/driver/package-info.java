/** Command line, configuration, Spark jobs and the training loop. The only home of Spark. */
package kindling.driver;
