package dev.ferry.engine.wire;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.MemoryGeometry.Region;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.SwapFaults;
import dev.ferry.engine.wire.Message.Abort;
import dev.ferry.engine.handover.Verdict;
import dev.ferry.engine.report.FaultFigures;
import dev.ferry.engine.report.FaultFigures.Latency;
import dev.ferry.engine.wire.Message.Ack;
import dev.ferry.engine.wire.Message.Alive;
import dev.ferry.engine.wire.Message.Bye;
import dev.ferry.engine.wire.Message.Commit;
import dev.ferry.engine.wire.Message.Complete;
import dev.ferry.engine.wire.Message.Fault;
import dev.ferry.engine.wire.Message.Hello;
import dev.ferry.engine.wire.Message.Missing;
import dev.ferry.engine.wire.Message.Owed;
import dev.ferry.engine.wire.Message.Pages;
import dev.ferry.engine.wire.Message.Ready;
import dev.ferry.engine.wire.Message.Resume;
import dev.ferry.engine.wire.Message.Resumed;
import dev.ferry.engine.wire.Message.Running;
import dev.ferry.engine.wire.Message.State;
import dev.ferry.engine.wire.Message.Welcome;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Between messages and the bytes after a frame's header. */
final class MessageCodec {

    /** First word of a HELLO: "FERRYMIG". */
    static final long MAGIC = 0x47494D5952524546L;
    /** What a frame other than PAGES and STATE may be long at most. */
    static final int MAX_CONTROL_BYTES = 1 << 20;
    /** What an execution state may be long at most. */
    static final int MAX_STATE_BYTES = 16 << 20;
    /** Bytes of a run in OWED. */
    static final int OWED_RUN_BYTES = 2 * Long.BYTES;
    private static final int TOKEN_BYTES = 2 * Long.BYTES;
    private static final int MAX_TEXT_BYTES = 4096;
    /** Stands for what a destination without a swap device saw of it. */
    private static final SwapFaults NO_SWAP_DEVICE = new SwapFaults(-1, 0, 0, 0);

    private MessageCodec() {}

    static FrameType type(Message message) {
        return switch (message) {
            case Hello _ -> FrameType.HELLO;
            case Welcome _ -> FrameType.WELCOME;
            case Abort _ -> FrameType.ABORT;
            case Pages _ -> FrameType.PAGES;
            case Ack _ -> FrameType.ACK;
            case Owed _ -> FrameType.OWED;
            case State _ -> FrameType.STATE;
            case Ready _ -> FrameType.READY;
            case Commit _ -> FrameType.COMMIT;
            case Running _ -> FrameType.RUNNING;
            case Fault _ -> FrameType.FAULT;
            case Complete _ -> FrameType.COMPLETE;
            case Bye _ -> FrameType.BYE;
            case Alive _ -> FrameType.ALIVE;
            case Resume _ -> FrameType.RESUME;
            case Resumed _ -> FrameType.RESUMED;
            case Missing _ -> FrameType.MISSING;
        };
    }

    static int runCount(Message message) {
        return message instanceof Owed owed ? owed.runs().size() : 0;
    }

    static long argument(Message message) {
        return switch (message) {
            case Fault fault -> fault.page();
            case Missing missing -> missing.firstPage();
            default -> 0;
        };
    }

    /** The payload of a message, from its position on. */
    static byte[] payload(Message message) {
        return switch (message) {
            case Hello hello -> hello(hello);
            case Abort abort -> abort(abort);
            case Owed owed -> owed(owed);
            case State state -> state.bytes();
            case Complete(FaultFigures seen) -> faultFigures(seen);
            case Welcome(SessionToken token) -> put(little(TOKEN_BYTES), token).array();
            case Resume(SessionToken token, long attempt) ->
                put(little(TOKEN_BYTES + Long.BYTES), token).putLong(attempt).array();
            case Resumed resumed -> resumed(resumed);
            case Missing missing -> missing.pages().toByteArray();
            case Pages _ -> throw new IllegalArgumentException("PAGES are written by PagesWriter");
            case Ack _,Ready _,Commit _,Running _,Fault _,Bye _,Alive _ -> new byte[0];
        };
    }

    /** How long the payload of a type may be. */
    static int maxPayloadBytes(FrameType type) {
        return switch (type) {
            case HELLO, ABORT, OWED, COMPLETE, RESUMED -> MAX_CONTROL_BYTES;
            case MISSING -> Message.MISSING_PAGES / Byte.SIZE;
            case WELCOME -> TOKEN_BYTES;
            case RESUME -> TOKEN_BYTES + Long.BYTES;
            case STATE -> MAX_STATE_BYTES;
            case PAGES -> Integer.MAX_VALUE;
            case ACK, READY, COMMIT, RUNNING, FAULT, BYE, ALIVE -> 0;
        };
    }

    /**
     * The message of a payload that lies between position and limit.
     *
     * @throws IllegalArgumentException or {@link java.nio.BufferUnderflowException} where it is malformed
     */
    static Message message(FrameType type, int runCount, long argument, ByteBuffer payload) {
        Message message = switch (type) {
            case HELLO -> hello(payload);
            case WELCOME -> new Welcome(token(payload));
            case ABORT -> new Abort(errorCode(payload.getInt()), text(payload));
            case PAGES -> throw new IllegalArgumentException("PAGES are read by PagesReader");
            case ACK -> new Ack();
            case OWED -> owed(runCount, payload);
            case STATE -> state(payload);
            case READY -> new Ready();
            case COMMIT -> new Commit();
            case RUNNING -> new Running();
            case FAULT -> new Fault(argument);
            case COMPLETE -> new Complete(faultFigures(payload));
            case BYE -> new Bye();
            case ALIVE -> new Alive();
            case RESUME -> new Resume(token(payload), payload.getLong());
            case RESUMED -> new Resumed(token(payload), verdict(payload));
            case MISSING -> missing(argument, payload);
        };
        if (payload.hasRemaining()) {
            throw new IllegalArgumentException(payload.remaining() + " bytes too many");
        }
        return message;
    }

    private static byte[] hello(Hello hello) {
        byte[] guestId = utf8(hello.guestId());
        List<Region> regions = hello.geometry().regions();
        ByteBuffer out = little(Long.BYTES + 5 * Integer.BYTES + TOKEN_BYTES + guestId.length
                + regions.size() * 2 * Long.BYTES);
        put(out.putLong(MAGIC).putInt(hello.version()), hello.token()).putInt(guestId.length).put(guestId)
                .putInt(hello.references() ? 1 : 0).putInt(hello.geometry().pageSizeBytes())
                .putInt(regions.size());
        regions.forEach(region -> out.putLong(region.guestPhysicalAddress()).putLong(region.pageCount()));
        return out.array();
    }

    private static Hello hello(ByteBuffer in) {
        long magic = in.getLong();
        if (magic != MAGIC) {
            throw new IllegalArgumentException("magic is 0x" + Long.toHexString(magic) + ", not FERRYMIG");
        }
        int version = in.getInt();
        if (version != Message.VERSION) {
            // Another version may go on in another way: nothing more of it is read.
            in.position(in.limit());
            return new Hello(version, new SessionToken(0, 0), "", MemoryGeometry.flat(4096, 1), false);
        }
        SessionToken token = token(in);
        String guestId = text(in);
        int references = in.getInt();
        if (references != 0 && references != 1) {
            throw new IllegalArgumentException("references is " + references + ", allowed is 0 or 1");
        }
        int pageSizeBytes = in.getInt();
        int regionCount = in.getInt();
        if (regionCount < 1 || regionCount > in.remaining() / (2 * Long.BYTES)) {
            throw new IllegalArgumentException(regionCount + " regions in " + in.remaining() + " bytes");
        }
        List<Region> regions = new ArrayList<>(regionCount);
        for (int index = 0; index < regionCount; index++) {
            regions.add(new Region(in.getLong(), in.getLong()));
        }
        return new Hello(version, token, guestId, new MemoryGeometry(pageSizeBytes, regions),
                references == 1);
    }

    private static byte[] abort(Abort abort) {
        byte[] reason = utf8(abort.reason());
        return little(2 * Integer.BYTES + reason.length).putInt(abort.code().ordinal()).putInt(reason.length)
                .put(reason).array();
    }

    private static ErrorCode errorCode(int ordinal) {
        ErrorCode[] codes = ErrorCode.values();
        return ordinal >= 0 && ordinal < codes.length ? codes[ordinal] : ErrorCode.PEER_ABORTED;
    }

    private static byte[] owed(Owed owed) {
        ByteBuffer out = little(owed.runs().size() * OWED_RUN_BYTES);
        owed.runs().forEach(run -> out.putLong(run.first()).putLong(run.count()));
        return out.array();
    }

    private static Owed owed(int runCount, ByteBuffer in) {
        List<PageRun> runs = new ArrayList<>(Math.min(runCount, in.remaining() / OWED_RUN_BYTES));
        for (int index = 0; index < runCount; index++) {
            runs.add(new PageRun(in.getLong(), in.getLong()));
        }
        return new Owed(runs);
    }

    private static State state(ByteBuffer in) {
        byte[] bytes = new byte[in.remaining()];
        in.get(bytes);
        return new State(bytes);
    }

    private static byte[] faultFigures(FaultFigures seen) {
        Latency latency = seen.latency();
        SwapFaults swap = seen.swapFaults().orElse(NO_SWAP_DEVICE);
        return little(9 * Long.BYTES).putLong(seen.networkFaults()).putLong(seen.minorFaults().orElse(-1))
                .putLong(latency.p50()).putLong(latency.p99()).putLong(latency.max()).putLong(swap.count())
                .putLong(swap.p50Nanos()).putLong(swap.p99Nanos()).putLong(swap.maxNanos()).array();
    }

    private static FaultFigures faultFigures(ByteBuffer in) {
        long networkFaults = atLeast(0, in.getLong());
        long minorFaults = atLeast(-1, in.getLong());
        Latency latency = new Latency(atLeast(0, in.getLong()), atLeast(0, in.getLong()),
                atLeast(0, in.getLong()));
        SwapFaults swap = new SwapFaults(atLeast(-1, in.getLong()), atLeast(0, in.getLong()),
                atLeast(0, in.getLong()), atLeast(0, in.getLong()));
        return new FaultFigures(networkFaults,
                minorFaults < 0 ? OptionalLong.empty() : OptionalLong.of(minorFaults), latency,
                swap.count() < 0 ? Optional.empty() : Optional.of(swap));
    }

    private static long atLeast(long least, long figure) {
        if (figure < least) {
            throw new IllegalArgumentException("a figure is " + figure + ", allowed is at least " + least);
        }
        return figure;
    }

    private static ByteBuffer put(ByteBuffer out, SessionToken token) {
        return out.putLong(token.low()).putLong(token.high());
    }

    private static SessionToken token(ByteBuffer in) {
        long low = in.getLong();
        return new SessionToken(in.getLong(), low);
    }

    private static byte[] resumed(Resumed resumed) {
        byte[] reason = utf8(switch (resumed.verdict()) {
            case Verdict.Dropped(String why) -> why;
            case Verdict.Lost(String why) -> why;
            case Verdict.Prepared _,Verdict.Running _,Verdict.Completed _ -> "";
        });
        long missingPages = resumed.verdict() instanceof Verdict.Running(long pages) ? pages : 0;
        int code = switch (resumed.verdict()) {
            case Verdict.Prepared _ -> 1;
            case Verdict.Running _ -> 2;
            case Verdict.Completed _ -> 3;
            case Verdict.Dropped _ -> 4;
            case Verdict.Lost _ -> 5;
        };
        ByteBuffer out = little(TOKEN_BYTES + Long.BYTES + 2 * Integer.BYTES + reason.length);
        return put(out, resumed.token()).putInt(code).putLong(missingPages).putInt(reason.length).put(reason)
                .array();
    }

    private static Verdict verdict(ByteBuffer in) {
        int code = in.getInt();
        long missingPages = in.getLong();
        String reason = text(in);
        if (missingPages < 0 || missingPages != 0 && code != 2) {
            throw new IllegalArgumentException("missing pages is " + missingPages + " with verdict " + code);
        }
        return switch (code) {
            case 1 -> new Verdict.Prepared();
            case 2 -> new Verdict.Running(missingPages);
            case 3 -> new Verdict.Completed();
            case 4 -> new Verdict.Dropped(reason);
            case 5 -> new Verdict.Lost(reason);
            default -> throw new IllegalArgumentException("verdict is " + code + ", allowed is 1 to 5");
        };
    }

    private static Missing missing(long firstPage, ByteBuffer in) {
        BitSet pages = BitSet.valueOf(in);
        in.position(in.limit());
        return new Missing(firstPage, pages);
    }

    private static byte[] utf8(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= MAX_TEXT_BYTES ? bytes : java.util.Arrays.copyOf(bytes, MAX_TEXT_BYTES);
    }

    private static String text(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > Math.min(MAX_TEXT_BYTES, in.remaining())) {
            throw new IllegalArgumentException("a text of " + length + " bytes in " + in.remaining());
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
