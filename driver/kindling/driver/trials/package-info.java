/** A search as it runs: trials side by side as Spark jobs, their table, their folder. */
package kindling.driver.trials;
