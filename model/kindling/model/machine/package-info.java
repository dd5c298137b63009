/** The machine under the engines: its processor, its memory, the threads they may take. */
package kindling.model.machine;
