package dev.ferry.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.ferry.api.ErrorCode;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.engine.wire.BytesLane;
import dev.ferry.engine.wire.FrameType;
import dev.ferry.engine.wire.FuzzedFrames;
import dev.ferry.engine.wire.Message;
import dev.ferry.engine.wire.Message.Pages;
import dev.ferry.engine.wire.Message.Resumed;
import dev.ferry.engine.wire.MessageReader;
import dev.ferry.engine.wire.PagesReader;
import dev.ferry.engine.wire.ProtocolException;
import dev.ferry.engine.handover.Verdict;
import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever a peer sends, who reads it understands it, sees the end of the stream, or says which field of which frame is
 * wrong; and sets no more memory aside than the largest frame may need. CONTRIBUTING.md says how to run more inputs,
 * or one again.
 */
@Timeout(600)
class DecoderFuzzTest {

    private static final long SEED = Long.getLong("ferry.fuzz.seed", 20261121);
    private static final long FIRST = Long.getLong("ferry.fuzz.first", 0);
    private static final long INPUTS = Long.getLong("ferry.fuzz.inputs", 100_000);
    private static final MemoryGeometry GEOMETRY = MemoryGeometry.flat(512, 64);
    /** A state of the largest size is read whole, and then copied out. */
    private static final long MAX_BYTES = 2 * (16L << 20) + (1 << 20);
    private static final long MAX_AVERAGE_BYTES = 256 << 10;
    private static final String COMPLAINT = "(?s)frame \\w+ at byte \\d+ of its lane: .+, allowed is .+";

    private enum Outcome {
        UNDERSTOOD, REFUSED, CUT_SHORT
    }

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final ByteBuffer data = ByteBuffer.allocate(PagesReader.maxDataBytes(GEOMETRY));
    private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);

    @Test
    void whatIsReadIsUnderstoodOrRefusedByNameAndCostsLittle() {
        long largest = 0;
        long before = threads.getCurrentThreadAllocatedBytes();
        for (long input = FIRST; input < FIRST + INPUTS; input++) {
            byte[] lane = lane(input);
            long start = threads.getCurrentThreadAllocatedBytes();
            Outcome outcome = outcome(input, lane);
            long bytes = threads.getCurrentThreadAllocatedBytes() - start;
            assertThat(bytes).as(name(input, lane)).isLessThan(MAX_BYTES);
            largest = Math.max(largest, bytes);
            outcomes.merge(outcome, 1L, Long::sum);
        }
        long average = (threads.getCurrentThreadAllocatedBytes() - before) / INPUTS;
        System.out.println("decoders, seed " + SEED + ", " + INPUTS + " inputs: " + outcomes
                + ", allocated per input " + average + " bytes on average, " + largest + " at most");
        assertThat(average).as("seed %d: bytes allocated per input", SEED).isLessThan(MAX_AVERAGE_BYTES);
        if (INPUTS >= 1000) {
            assertThat(outcomes.keySet()).as("seed %d", SEED).containsExactly(Outcome.values());
        }
    }

    private static byte[] lane(long input) {
        FuzzedFrames frames = new FuzzedFrames(new Random(SEED + input), GEOMETRY.pageSizeBytes(),
                GEOMETRY.pageCount());
        return input % 10 == 0 ? frames.frame(FrameType.MISSING) : frames.lane();
    }

    private Outcome outcome(long input, byte[] lane) {
        try {
            BytesLane peer = new BytesLane(lane);
            MessageReader reader = new MessageReader(peer);
            if (input % 10 == 0) {
                MissingPages.read(reader, GEOMETRY.pageCount(), new Random(lane.length).nextInt(64));
            } else {
                readAll(reader, peer);
            }
            return Outcome.UNDERSTOOD;
        } catch (ProtocolException refused) {
            assertThat(refused.code()).as(name(input, lane)).isEqualTo(ErrorCode.PROTOCOL_VIOLATION);
            assertThat(refused.getMessage()).as(name(input, lane)).matches(COMPLAINT)
                    .hasSizeLessThan(2000);
            return Outcome.REFUSED;
        } catch (EOFException end) {
            return Outcome.CUT_SHORT;
        } catch (IOException | RuntimeException | Error other) {
            throw new AssertionError(name(input, lane), other);
        }
    }

    private void readAll(MessageReader reader, BytesLane peer) throws IOException {
        PagesReader pages = new PagesReader(reader, GEOMETRY, true);
        while (peer.hasMore()) {
            Message message = reader.read();
            if (message instanceof Pages header) {
                pages.readTable(header);
                pages.readData(data.clear().limit(header.length() - pages.runs() * 16));
            } else if (message instanceof Resumed(_, Verdict.Running(long missing)) && missing == 0) {
                MissingPages.read(reader, GEOMETRY.pageCount(), missing);
            }
        }
    }

    private static String name(long input, byte[] lane) {
        return "seed " + SEED + ", input " + input + ": "
                + HexFormat.of().formatHex(lane, 0, Math.min(lane.length, 400));
    }
}
