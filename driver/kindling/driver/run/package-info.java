/** The folder of one run: where it is, how a run begins in it, what stays and what it reports. */
package kindling.driver.run;
