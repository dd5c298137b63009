/** How often workers are averaged, in which form, and what the driver makes of the average. */
package kindling.driver.averaging;
