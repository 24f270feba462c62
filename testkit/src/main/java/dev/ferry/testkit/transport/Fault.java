package dev.ferry.testkit.transport;

import dev.ferry.api.Quantities;
import java.time.Duration;

/**
 * What goes wrong at one end of one link. A <em>frame</em> is one call of {@code Lane.write}, as the engine writes one
 * frame a call. Frames and bytes count from 1, over all lanes of that end together.
 *
 * <p>
 * {@code toString} is the phrase that stands in a log line.
 */
public sealed interface Fault {

    /** Each write is held up before it goes out. */
    record Delay(Duration time) implements Fault {

        public Delay {
            requireNotNegative(time);
        }

        @Override
        public String toString() {
            return "delayed by " + format(time) + " at each write";
        }
    }

    /** A write goes out once all earlier ones would have left a wire of that rate. */
    record Rate(long bytesPerSecond) implements Fault {

        public Rate {
            requirePositive(bytesPerSecond);
        }

        @Override
        public String toString() {
            return "paced to " + Quantities.formatBytes(bytesPerSecond) + "/s";
        }
    }

    /** Before that frame, reads and writes of all lanes stop for so long, then go on. */
    record Stall(long atFrame, Duration time) implements Fault {

        public Stall {
            requirePositive(atFrame);
            requireNotNegative(time);
        }

        @Override
        public String toString() {
            return "stalled at frame " + atFrame + " for " + format(time);
        }
    }

    /** The link is closed once so many bytes were written; the frame that they end in may be torn. */
    record CutAtByte(long bytes) implements Fault {

        public CutAtByte {
            requirePositive(bytes);
        }

        @Override
        public String toString() {
            return "cut at byte " + bytes;
        }
    }

    /**
     * The link is closed at that frame.
     *
     * @param delivered closed after the frame went out, and its writer learns nothing; else before, and its write fails.
     * As with any transport, whether the frame reaches the peer is up to what the inner one does with bytes that were
     * written right before a close
     */
    record CutAtFrame(long frame, boolean delivered) implements Fault {

        public CutAtFrame {
            requirePositive(frame);
        }

        @Override
        public String toString() {
            return "cut at frame " + frame + (delivered ? " (delivered)" : " (lost)");
        }
    }

    /**
     * The network dies without saying so: from that frame on, writes vanish and reads wait until this end is closed. The
     * peer's close is not heard; this end's close is, as nothing else would ever free the inner link.
     */
    record HalfOpen(long fromFrame) implements Fault {

        public HalfOpen {
            requirePositive(fromFrame);
        }

        @Override
        public String toString() {
            return "half-open from frame " + fromFrame;
        }
    }

    /** Each read is held up after its bytes have come. */
    record SlowPeer(Duration time) implements Fault {

        public SlowPeer {
            requireNotNegative(time);
        }

        @Override
        public String toString() {
            return "slowed by " + format(time) + " at each read";
        }
    }

    private static String format(Duration time) {
        return Quantities.formatNanos(time.toNanos());
    }

    private static void requirePositive(long value) {
        if (value < 1) {
            throw new IllegalArgumentException(value + " is not positive");
        }
    }

    private static void requireNotNegative(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException(time + " is negative");
        }
    }
}
