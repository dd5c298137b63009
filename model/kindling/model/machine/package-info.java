/**
 * The machine under the engines: its processor, its memory, the threads they may take. All of it
 * may be called, on the machine that it is about.
 */
package kindling.model.machine;
