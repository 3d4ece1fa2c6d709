package dev.stayer.model;

import tools.jackson.databind.node.ObjectNode;

/**
 * A tool as a model sees it.
 *
 * @param schema a JSON Schema of type object; sent in the order of its keys
 */
public record ToolSpec(String name, String description, ObjectNode schema) {}
