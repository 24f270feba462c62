package dev.ferry.cli;

import java.util.Locale;

/** Writes rates for people. */
final class Rates {

    private Rates() {}

    /** Bytes per second with a decimal unit, as links are measured, e.g. {@code 125.0 MB/s}. */
    static String perSecond(double bytesPerSecond) {
        if (bytesPerSecond < 1e6) {
            return String.format(Locale.ROOT, "%.1f kB/s", bytesPerSecond / 1e3);
        }
        return bytesPerSecond < 1e9
                ? String.format(Locale.ROOT, "%.1f MB/s", bytesPerSecond / 1e6)
                : String.format(Locale.ROOT, "%.2f GB/s", bytesPerSecond / 1e9);
    }
}
