package dev.ferry.api;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One thing that a user can set: its key, how its text is read, and what it is when nobody sets it. A plugin keeps its
 * settings as constants, lists them in {@link PluginProvider#settings()} and reads them in
 * {@link PluginProvider#create}.
 *
 * @param key dotted lower-case words, e.g. {@code ferry.precopy.downtime-limit}
 * @param defaultValue what holds when the key is not set
 * @param parser reads the text; throws {@link IllegalArgumentException} where it does not parse
 * @param allowed what may stand there, in words, for error messages and help
 * @param description what it does, in one sentence
 */
public record Setting<T>(String key, T defaultValue, Function<String, T> parser, String allowed,
        String description) {

    /** Any text, most often the name of a plugin. */
    public static Setting<String> text(String key, String defaultValue, String description) {
        return new Setting<>(key, defaultValue, Function.identity(), "text", description);
    }

    /** A whole number from {@code min} to {@code max}, both included. */
    public static Setting<Long> number(String key, long defaultValue, long min, long max,
            String description) {
        return new Setting<>(key, defaultValue, text -> inRange(Long.parseLong(text.strip()), min, max),
                "a whole number from " + min + " to " + max, description);
    }

    /** A count of bytes, such as {@code 4096}, {@code 64KiB} or {@code 1GB}. */
    public static Setting<Long> bytes(String key, long defaultValue, String description) {
        return new Setting<>(key, defaultValue, Quantities::parseBytes, Quantities.BYTES_ALLOWED,
                description);
    }

    /** Bytes per second, such as {@code 125MB} or {@code 1GiB/s}; {@code 0} or {@code unlimited} for no limit. */
    public static Setting<Long> bytesPerSecond(String key, long defaultValue, String description) {
        return new Setting<>(key, defaultValue, Quantities::parseBytesPerSecond,
                Quantities.BYTES_PER_SECOND_ALLOWED, description);
    }

    /** A span of time, such as {@code 30ms}, {@code 2s} or {@code 5m}. */
    public static Setting<Duration> duration(String key, Duration defaultValue, String description) {
        return new Setting<>(key, defaultValue, Quantities::parseDuration, Quantities.DURATION_ALLOWED,
                description);
    }

    /** Whether something is done: {@code true} or {@code false}. */
    public static Setting<Boolean> flag(String key, boolean defaultValue, String description) {
        return new Setting<>(key, defaultValue, Setting::parseFlag, "true or false", description);
    }

    /** One of the constants of an enum, in lower case with hyphens. */
    public static <E extends Enum<E>> Setting<E> choice(String key, E defaultValue, String description) {
        Class<E> type = defaultValue.getDeclaringClass();
        String allowed = Arrays.stream(type.getEnumConstants()).map(Setting::spelling)
                .collect(Collectors.joining(", "));
        return new Setting<>(key, defaultValue, text -> Arrays.stream(type.getEnumConstants())
                .filter(constant -> spelling(constant).equals(text.strip()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not one of them")), "one of " + allowed,
                description);
    }

    private static Boolean parseFlag(String text) {
        return switch (text.strip()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("neither of them");
        };
    }

    private static String spelling(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Long inRange(long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException("out of range");
        }
        return value;
    }
}
