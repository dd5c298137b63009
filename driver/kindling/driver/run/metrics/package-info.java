/** What rounds and epochs brought and how long they took: plain data, as the files hold it. */
package kindling.driver.run.metrics;
