/** The data as Spark holds it: splits dealt to workers as cached shards, and jobs over them. */
package kindling.driver.dataset;
