package dev.ferry.engine.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;

/**
 * Bytes that look like frames: of all types, with fields that mostly are right, then bent here and there. Most are
 * sealed with a checksum that fits, so that the fields are looked at.
 */
public final class FuzzedFrames {

    private static final int CHECKSUM_OFFSET = 16;
    private static final long[] EXTREMES = {0, 1, -1, 2, 63, 64, 65, 511, 512, 4096, 65_535, 65_536, 1 << 20,
            (1 << 20) + 1, 1 << 23, 1 << 24, Integer.MAX_VALUE, Integer.MIN_VALUE, 1L << 32, 1L << 37,
            1L << 62,
            Long.MAX_VALUE, Long.MIN_VALUE};

    private final RandomGenerator random;
    private final int pageSizeBytes;
    private final long pageCount;
    private boolean bent;

    /** Frames of a guest of that size. */
    public FuzzedFrames(RandomGenerator random, int pageSizeBytes, long pageCount) {
        this.random = random;
        this.pageSizeBytes = pageSizeBytes;
        this.pageCount = pageCount;
    }

    /** One to three frames of any type, the last perhaps cut short. */
    public byte[] lane() {
        ByteArrayOutputStream lane = new ByteArrayOutputStream();
        for (int frames = 1 + random.nextInt(3); frames > 0; frames--) {
            lane.writeBytes(frame(FrameType.of(1 + random.nextInt(FrameType.values().length))));
        }
        byte[] bytes = lane.toByteArray();
        return oneIn(10) ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
    }

    /** A frame of a type, in one of two cases as the protocol wants it. */
    public byte[] frame(FrameType type) {
        bent = random.nextBoolean();
        byte[] payload = payload(type);
        if (bent && oneIn(4)) {
            payload = Arrays.copyOf(payload, random.nextInt(payload.length + 20));
        }
        ByteBuffer frame = ByteBuffer.allocate(FrameHeader.BYTES + payload.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        frame.put(FrameHeader.BYTES, payload);
        frame.put(0, (byte) type.code()).putShort(2, (short) runCount(type, payload.length))
                .putInt(4, payload.length);
        if (type == FrameType.FAULT) {
            frame.putLong(8, random.nextLong(pageCount));
        }
        boolean sealed = !bent || !oneIn(5);
        if (bent) {
            bend(frame);
        }
        if (sealed) {
            seal(frame, type);
        }
        return frame.array();
    }

    private int runCount(FrameType type, int payloadBytes) {
        return switch (type) {
            case OWED -> payloadBytes / MessageCodec.OWED_RUN_BYTES;
            case PAGES -> runs;
            default -> 0;
        };
    }

    /** Changes up to three fields or bits, wherever they are. */
    private void bend(ByteBuffer frame) {
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            switch (random.nextInt(8)) {
                case 0 -> frame.put(random.nextInt(2), (byte) extreme());
                case 1 -> frame.putShort(2, (short) extreme());
                case 2 -> frame.putInt(4, oneIn(100) ? MessageCodec.MAX_STATE_BYTES : (int) extreme());
                case 3 -> frame.putLong(8, extreme());
                case 4 -> frame.putInt(20, (int) extreme());
                case 5 -> {
                    int at = random.nextInt(frame.capacity());
                    frame.put(at, (byte) (frame.get(at) ^ 1 << random.nextInt(8)));
                }
                default -> overwrite(frame);
            }
        }
    }

    private void overwrite(ByteBuffer frame) {
        int words = (frame.capacity() - FrameHeader.BYTES) / Integer.BYTES;
        if (words >= 2) {
            int at = FrameHeader.BYTES + random.nextInt(words - 1) * Integer.BYTES;
            if (random.nextBoolean()) {
                frame.putInt(at, (int) extreme());
            } else {
                frame.putLong(at, extreme());
            }
        }
    }

    private void seal(ByteBuffer frame, FrameType type) {
        int covered = frame.capacity();
        if (type == FrameType.PAGES) {
            int table = (frame.getShort(2) & 0xFFFF) * RunTable.ENTRY_BYTES;
            covered = Math.min(covered, FrameHeader.BYTES + table);
        }
        CRC32C checksum = new CRC32C();
        checksum.update(frame.array(), 0, CHECKSUM_OFFSET);
        checksum.update(frame.array(), FrameHeader.BYTES, covered - FrameHeader.BYTES);
        frame.putInt(CHECKSUM_OFFSET, (int) checksum.getValue());
    }

    private int runs;

    private byte[] payload(FrameType type) {
        ByteBuffer out = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
        switch (type) {
            case HELLO -> hello(out);
            case WELCOME -> token(out);
            case ABORT -> text(out.putInt(random.nextInt(15)));
            case PAGES -> pages(out);
            case OWED -> {
                for (int count = random.nextInt(5); count > 0; count--) {
                    out.putLong(number(random.nextLong(pageCount))).putLong(number(1));
                }
            }
            case STATE -> {
                byte[] state = new byte[random.nextInt(300)];
                random.nextBytes(state);
                out.put(state);
            }
            case COMPLETE -> {
                for (int field = 0; field < 9; field++) {
                    out.putLong(number(random.nextLong(-1, Long.MAX_VALUE)));
                }
            }
            case RESUME -> token(out).putLong(number(1 + random.nextInt(100)));
            case RESUMED -> {
                int code = 1 + random.nextInt(5);
                text(token(out).putInt((int) number(code))
                        .putLong(number(code == 2 ? random.nextLong(65) : 0)));
            }
            case MISSING -> missing(out);
            case ACK, READY, COMMIT, RUNNING, FAULT, BYE, ALIVE -> {
                // Nothing follows the header.
            }
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    private void hello(ByteBuffer out) {
        out.putLong(number(MessageCodec.MAGIC)).putInt((int) number(Message.VERSION));
        text(token(out)).putInt((int) number(random.nextInt(2)))
                .putInt((int) number(512 << random.nextInt(13)));
        int regions = 1 + random.nextInt(4);
        out.putInt((int) number(regions));
        for (int region = 0; region < regions; region++) {
            out.putLong(number((long) region << 32)).putLong(number(1 + random.nextInt(100)));
        }
    }

    private void pages(ByteBuffer out) {
        runs = random.nextInt(4) == 0 ? 1 : 1 + random.nextInt(4);
        int rawPages = 0;
        long free = 0;
        for (int run = 0; run < runs; run++) {
            long first = free + random.nextInt(5);
            int count = 1 + random.nextInt(6);
            int kind = random.nextInt(3);
            free = first + count;
            rawPages += kind == RunTable.RAW ? count : 0;
            out.putLong(number(first)).putInt((int) number(count)).putInt((int) number(kind));
        }
        byte[] data = new byte[rawPages * pageSizeBytes];
        out.put(data);
    }

    private void missing(ByteBuffer out) {
        byte[] bits = new byte[random.nextInt((int) Math.min(64, pageCount / Byte.SIZE) + 1)];
        random.nextBytes(bits);
        out.put(bits);
        if (bent && oneIn(3)) {
            out.put((byte) number(0)).put((byte) number(0));
        }
    }

    private ByteBuffer token(ByteBuffer out) {
        return out.putLong(random.nextLong()).putLong(random.nextLong());
    }

    private ByteBuffer text(ByteBuffer out) {
        byte[] text = "guest-ü".repeat(random.nextInt(4)).getBytes(StandardCharsets.UTF_8);
        return out.putInt((int) number(text.length)).put(text);
    }

    private long number(long right) {
        return bent && oneIn(6) ? extreme() : right;
    }

    private long extreme() {
        return oneIn(5) ? random.nextLong() : EXTREMES[random.nextInt(EXTREMES.length)];
    }

    private boolean oneIn(int cases) {
        return random.nextInt(cases) == 0;
    }
}
