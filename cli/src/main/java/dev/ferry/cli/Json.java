package dev.ferry.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Records as JSON: component names are the keys. */
final class Json {

    private static final ObjectWriter WRITER = JsonMapper.builder().build().writer();

    private Json() {}

    /** On one line, for programs. */
    static String of(Object value) {
        return write(WRITER, value);
    }

    /** Indented, for files that people may open. */
    static String indented(Object value) {
        return write(WRITER.withDefaultPrettyPrinter(), value);
    }

    private static String write(ObjectWriter writer, Object value) {
        try {
            return writer.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(value.getClass().getSimpleName() + " that is no JSON",
                    impossible);
        }
    }
}
