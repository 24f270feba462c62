package dev.ferry.api;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads and writes sizes, rates and spans of time as people spell them. */
public final class Quantities {

    /** What {@link #parseBytes} takes, in words. */
    public static final String BYTES_ALLOWED = "a size such as 4096, 64KiB, 256MiB, 4GiB or 1GB";
    /** What {@link #parseBytesPerSecond} takes, in words. */
    public static final String BYTES_PER_SECOND_ALLOWED = "a rate such as 125MB, 125MB/s or 1GiB/s, or 'unlimited'";
    /** What {@link #parseDuration} takes, in words. */
    public static final String DURATION_ALLOWED = "a span of time such as 500us, 30ms, 2s or 5m";

    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([A-Za-z]*)");
    private static final Map<String, Long> BYTE_UNITS = Map.ofEntries(Map.entry("", 1L), Map.entry("b", 1L),
            Map.entry("kb", 1_000L), Map.entry("mb", 1_000_000L), Map.entry("gb", 1_000_000_000L),
            Map.entry("tb", 1_000_000_000_000L), Map.entry("kib", 1L << 10), Map.entry("mib", 1L << 20),
            Map.entry("gib", 1L << 30), Map.entry("tib", 1L << 40), Map.entry("k", 1L << 10),
            Map.entry("m", 1L << 20), Map.entry("g", 1L << 30), Map.entry("t", 1L << 40));
    private static final Map<String, Long> NANOS_UNITS = Map.of("ns", 1L, "us", 1_000L, "ms", 1_000_000L, "s",
            1_000_000_000L, "m", 60_000_000_000L);

    private Quantities() {}

    /** Reads a size in bytes; {@code k m g t} alone mean powers of 1024. */
    public static long parseBytes(String text) {
        return parse(text, BYTE_UNITS, BYTES_ALLOWED);
    }

    /** Reads a rate in bytes per second; {@code unlimited} is 0. */
    public static long parseBytesPerSecond(String text) {
        String rate = text.strip();
        if (rate.equalsIgnoreCase("unlimited")) {
            return 0;
        }
        return parse(rate.endsWith("/s") ? rate.substring(0, rate.length() - 2) : rate, BYTE_UNITS,
                BYTES_PER_SECOND_ALLOWED);
    }

    /** Reads a span of time; a unit is required. */
    public static Duration parseDuration(String text) {
        return Duration.ofNanos(parse(text, NANOS_UNITS, DURATION_ALLOWED));
    }

    /** Writes a size with the binary unit that keeps it short, e.g. {@code 256 MiB}. */
    public static String formatBytes(long bytes) {
        if (bytes < 1 << 10) {
            return bytes + " B";
        }
        int unit = Math.min(4, (63 - Long.numberOfLeadingZeros(bytes)) / 10);
        double value = bytes / (double) (1L << (10 * unit));
        return String.format(Locale.ROOT, value == Math.rint(value) ? "%.0f %ciB" : "%.1f %ciB", value,
                " KMGT".charAt(unit));
    }

    /** Writes a span of time that somebody has set as short as can be without loss, e.g. {@code 5 min}. */
    public static String formatDuration(Duration duration) {
        long nanos = duration.toNanos();
        return nanos > 0 && nanos % 60_000_000_000L == 0
                ? nanos / 60_000_000_000L + " min"
                : inUnits(duration);
    }

    private static String inUnits(Duration duration) {
        long nanos = duration.toNanos();
        int unit = nanos >= 1_000_000_000 ? 9 : nanos >= 1_000_000 ? 6 : nanos >= 1_000 ? 3 : 0;
        return BigDecimal.valueOf(nanos, unit).stripTrailingZeros().toPlainString()
                + Map.of(9, " s", 6, " ms", 3, " us", 0, " ns").get(unit);
    }

    /** Writes a measured span of time with the unit that keeps it short, e.g. {@code 3.2 ms}. */
    public static String formatNanos(long nanos) {
        if (nanos < 1_000_000) {
            return String.format(Locale.ROOT, "%.0f us", nanos / 1e3);
        }
        return nanos < 10_000_000_000L
                ? String.format(Locale.ROOT, "%.1f ms", nanos / 1e6)
                : String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
    }

    private static long parse(String text, Map<String, Long> units, String allowed) {
        Matcher matcher = NUMBER_AND_UNIT.matcher(text.strip());
        Long unit = matcher.matches() ? units.get(matcher.group(2).toLowerCase(Locale.ROOT)) : null;
        if (unit == null) {
            throw new IllegalArgumentException("'" + text + "' is not " + allowed);
        }
        try {
            return new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit)).longValueExact();
        } catch (ArithmeticException notWhole) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no whole number of the smallest unit, or too large",
                    notWhole);
        }
    }
}
