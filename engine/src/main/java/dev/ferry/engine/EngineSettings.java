package dev.ferry.engine;

import dev.ferry.api.Setting;
import dev.ferry.api.Settings;
import dev.ferry.engine.order.OrderSettings;
import dev.ferry.engine.order.RecordingSettings;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What can be set of the engine itself.
 *
 * @param bandwidthBytesPerSecond limit of the bulk lanes together, 0 for none
 * @param roundBatchBytes bytes of pages in one frame of a round
 * @param roundPeek how long a round goes on at least before it looks which pages are dirty again; 0 for never
 * @param pushBatchBytes bytes of pages in one frame of active push
 * @param pushWindowFrames frames of active push that may be under way on each lane
 * @param handshakeTimeout how long each side waits for an answer of the other's engine
 * @param linkTimeout how long a peer may be silent after switchover before the link is taken for lost; before switchover
 *            it may be for the handshake timeout on top
 * @param recoveryTimeout how long each side waits for a new link after switchover
 * @param order the order that schedulers work on, at the source
 * @param recording whether the guest's first touches are recorded, at the destination
 */
public record EngineSettings(long bandwidthBytesPerSecond, long roundBatchBytes, Duration roundPeek,
        long pushBatchBytes, int pushWindowFrames, Duration handshakeTimeout, Duration linkTimeout,
        Duration recoveryTimeout, OrderSettings order, RecordingSettings recording) {

    /** Limit of the bulk lanes together. */
    public static final Setting<Long> BANDWIDTH = Setting.bytesPerSecond("ferry.bandwidth", 0,
            "limit of the bulk lanes together, per second");

    /** Large enough that system calls and headers vanish; see the table in {@code docs/benchmarks.md}. */
    public static final Setting<Long> ROUND_BATCH = Setting.bytes("ferry.round.batch", 1 << 20,
            "bytes of pages in one frame of a round");

    /**
     * Often enough that a page which is written all the time is left for later when its turn comes; seldom enough that a
     * scan of the dirty log, which may take milliseconds and makes the guest's next writes dearer, costs little.
     */
    public static final Setting<Duration> ROUND_PEEK = Setting.duration("ferry.round.peek",
            Duration.ofMillis(100),
            "how long a round goes on at least before it looks which pages are dirty again and leaves them to the "
                    + "next one; 0s for never");

    /** Small enough that a fault for a page under way waits some tenths of a millisecond at most. */
    public static final Setting<Long> PUSH_BATCH = Setting.bytes("ferry.push.batch", 256 << 10,
            "bytes of pages in one frame of active push");

    /** One under way while the next is made keeps both ends busy. */
    public static final Setting<Long> PUSH_WINDOW = Setting.number("ferry.push.window", 1, 0, 1024,
            "frames of active push that may be under way on each bulk lane");

    /** Generous: it only ends waiting for a peer that is no Ferry, or that hangs. */
    public static final Setting<Duration> HANDSHAKE_TIMEOUT = Setting.duration("ferry.handshake.timeout",
            Duration.ofSeconds(10), "how long each side waits for an answer of the other");

    /** To lose a link that lives costs some milliseconds then; to wait for one that is dead costs the guest. */
    public static final Setting<Duration> LINK_TIMEOUT = Setting.duration("ferry.link.timeout",
            Duration.ofSeconds(2),
            "how long a peer may be silent after switchover before the link is taken for lost; before switchover "
                    + "ferry.handshake.timeout on top");

    /** Long enough that a switch restarts or a person looks. */
    public static final Setting<Duration> RECOVERY_TIMEOUT = Setting.duration("ferry.recovery.timeout",
            Duration.ofMinutes(5),
            "how long each side waits for a new link after switchover; then the guest is given up");

    /** All of them. */
    public static final List<Setting<?>> ALL = Stream
            .of(List.of(BANDWIDTH, ROUND_BATCH, ROUND_PEEK, PUSH_BATCH,
                    PUSH_WINDOW, HANDSHAKE_TIMEOUT, LINK_TIMEOUT, RECOVERY_TIMEOUT), OrderSettings.ALL,
                    RecordingSettings.ALL)
            .<Setting<?>>flatMap(List::stream).toList();

    /** What holds where nothing is set. */
    public static EngineSettings defaults() {
        return new EngineSettings(BANDWIDTH.defaultValue(), ROUND_BATCH.defaultValue(),
                ROUND_PEEK.defaultValue(), PUSH_BATCH.defaultValue(), PUSH_WINDOW.defaultValue().intValue(),
                HANDSHAKE_TIMEOUT.defaultValue(), LINK_TIMEOUT.defaultValue(),
                RECOVERY_TIMEOUT.defaultValue(),
                OrderSettings.defaults(), RecordingSettings.none());
    }

    /** What the user has set. */
    public static EngineSettings of(Settings settings) {
        return new EngineSettings(settings.get(BANDWIDTH), settings.get(ROUND_BATCH),
                settings.get(ROUND_PEEK),
                settings.get(PUSH_BATCH),
                settings.get(PUSH_WINDOW).intValue(), settings.get(HANDSHAKE_TIMEOUT),
                settings.get(LINK_TIMEOUT), settings.get(RECOVERY_TIMEOUT), OrderSettings.of(settings),
                RecordingSettings.of(settings));
    }

    /** The same with another limit of the bulk lanes. */
    public EngineSettings withBandwidth(long bytesPerSecond) {
        return new EngineSettings(bytesPerSecond, roundBatchBytes, roundPeek, pushBatchBytes,
                pushWindowFrames, handshakeTimeout, linkTimeout, recoveryTimeout, order, recording);
    }

    /** The same with other sizes of frames. */
    public EngineSettings withBatches(long roundBytes, long pushBytes) {
        return new EngineSettings(bandwidthBytesPerSecond, roundBytes, roundPeek, pushBytes, pushWindowFrames,
                handshakeTimeout, linkTimeout, recoveryTimeout, order, recording);
    }

    /** The same with another time between looks at the dirty log. */
    public EngineSettings withRoundPeek(Duration peek) {
        return new EngineSettings(bandwidthBytesPerSecond, roundBatchBytes, peek, pushBatchBytes,
                pushWindowFrames, handshakeTimeout, linkTimeout, recoveryTimeout, order, recording);
    }

    /** The same with other times to wait. */
    public EngineSettings withTimeouts(Duration handshake, Duration link, Duration recovery) {
        return new EngineSettings(bandwidthBytesPerSecond, roundBatchBytes, roundPeek, pushBatchBytes,
                pushWindowFrames, handshake, link, recovery, order, recording);
    }

    /** The same with another order for schedulers to work on. */
    public EngineSettings withOrder(OrderSettings other) {
        return new EngineSettings(bandwidthBytesPerSecond, roundBatchBytes, roundPeek, pushBatchBytes,
                pushWindowFrames, handshakeTimeout, linkTimeout, recoveryTimeout, other, recording);
    }

    /** The same with another recording. */
    public EngineSettings withRecording(RecordingSettings other) {
        return new EngineSettings(bandwidthBytesPerSecond, roundBatchBytes, roundPeek, pushBatchBytes,
                pushWindowFrames, handshakeTimeout, linkTimeout, recoveryTimeout, order, other);
    }

    /** Frames of a round that may be under way on each lane: bounds what a receiver that stalls leaves unread. */
    public static final int ROUND_WINDOW_FRAMES = 4;
    /** A limited rate is kept in steps of this many per second, so that the wire is never long without a pause. */
    private static final int STEPS_PER_SECOND = 500;

    /**
     * How long a peer may be silent. Before switchover longer than for an answer, so that who waits for one can say that
     * it did not come while the link still carries it.
     */
    Duration silenceLimit(boolean afterSwitchover) {
        return afterSwitchover ? linkTimeout : handshakeTimeout.plus(linkTimeout);
    }

    /** Pages in one frame of a round at a limit in bytes per second, 0 for none. */
    public int roundBatchPages(int pageSizeBytes, long bytesPerSecond) {
        return batchPages(roundBatchBytes, pageSizeBytes, bytesPerSecond);
    }

    /** Pages in one frame of active push at a limit in bytes per second, 0 for none. */
    public int pushBatchPages(int pageSizeBytes, long bytesPerSecond) {
        return batchPages(pushBatchBytes, pageSizeBytes, bytesPerSecond);
    }

    /** How far a round may run ahead at a limit in bytes per second, 0 for none. */
    BulkSender.Window roundWindow(int pageSizeBytes, long bytesPerSecond) {
        return new BulkSender.Window(roundBatchPages(pageSizeBytes, bytesPerSecond), ROUND_WINDOW_FRAMES);
    }

    /** How far active push may run ahead at a limit in bytes per second, 0 for none. */
    BulkSender.Window pushWindow(int pageSizeBytes, long bytesPerSecond) {
        return new BulkSender.Window(pushBatchPages(pageSizeBytes, bytesPerSecond), pushWindowFrames);
    }

    /** The largest batch that any window allows, as the limit may change but not exceed the user's. */
    int maxBatchPages(int pageSizeBytes) {
        return Math.max(roundBatchPages(pageSizeBytes, bandwidthBytesPerSecond),
                pushBatchPages(pageSizeBytes, bandwidthBytesPerSecond));
    }

    private static int batchPages(long batchBytes, int pageSizeBytes, long bytesPerSecond) {
        long bytes = Math.min(batchBytes, dev.ferry.engine.wire.PagesWriter.MAX_DATA_BYTES);
        if (bytesPerSecond > 0) {
            bytes = Math.min(bytes, bytesPerSecond / STEPS_PER_SECOND);
        }
        return (int) Math.max(1, bytes / pageSizeBytes);
    }
}
