package dev.stayer.workflow;

/** The types that parameters and outputs can declare. */
public enum ValueType {
    STRING,
    PATH,
    INTEGER,
    NUMBER,
    BOOLEAN,
    LIST,
    JSON
}
