/** The Deeplearning4j engine: its graph and oneDNN convolutions, the rest in plain loops. */
package kindling.model.dl4j;
