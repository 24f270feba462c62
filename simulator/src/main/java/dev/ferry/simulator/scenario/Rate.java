package dev.ferry.simulator.scenario;

import dev.ferry.api.Quantities;
import java.util.Locale;

/**
 * How fast a guest works where nothing keeps it waiting.
 *
 * @param perSecond more than 0
 * @param inBytes whether that is bytes, of pages that it touches or of its stream; else operations
 */
public record Rate(long perSecond, boolean inBytes) {

    /** What {@link #parse} takes, in words. */
    static final String ALLOWED = "operations per second such as 5000, or bytes per second such as 40MB; more than 0";

    /** Reads a number, which is of operations, or a number with a unit of bytes. */
    static Rate parse(String text) {
        String number = text.strip();
        Rate rate = number.chars().allMatch(letter -> letter >= '0' && letter <= '9')
                ? new Rate(Long.parseLong(number), false)
                : new Rate(Quantities.parseBytesPerSecond(number), true);
        if (rate.perSecond < 1) {
            throw new IllegalArgumentException("'" + text + "' is not " + ALLOWED);
        }
        return rate;
    }

    /** Operations per second where each touches some bytes. */
    double operationsPerSecond(long bytesPerOperation) {
        return inBytes ? (double) perSecond / bytesPerOperation : perSecond;
    }

    /** The rate for people, of what it counts. */
    String of(String operations) {
        return inBytes
                ? String.format(Locale.ROOT, "%,.1f MB/s", perSecond / 1e6)
                : String.format(Locale.ROOT, "%,d %s/s", perSecond, operations);
    }
}
