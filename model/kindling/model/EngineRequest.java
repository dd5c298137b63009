package kindling.model;

import java.io.Serializable;

/** The engine and the precision that a run asks for, each perhaps left to the machine. */
public record EngineRequest(Engines.Choice engine, Precision precision) implements Serializable {}
