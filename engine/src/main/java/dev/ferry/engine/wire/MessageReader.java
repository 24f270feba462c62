package dev.ferry.engine.wire;

import dev.ferry.api.transport.Lane;
import dev.ferry.engine.wire.Message.Pages;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumSet;
import java.util.Set;

/**
 * Reads messages from a lane, one thread at a time. Checks each length before it allocates for it, and throws
 * {@link ProtocolException} for what the protocol does not allow.
 */
public final class MessageReader {

    private static final Set<FrameType> ANY = EnumSet.allOf(FrameType.class);
    private static final String OUT_OF_TURN = "it came out of turn";

    private final Lane lane;
    private final ByteBuffer header = FrameHeader.allocate(0);
    private long frameOffset;
    private long nextFrameOffset;

    /** A reader on a lane. */
    public MessageReader(Lane lane) {
        this.lane = lane;
    }

    /** Waits for the next message. Of PAGES only the header is read: a {@link PagesReader} reads the rest. */
    public Message read() throws IOException {
        return read(ANY);
    }

    /** Waits for the next message; of one whose type is not allowed here only the header is read. */
    public Message read(Set<FrameType> allowed) throws IOException {
        frameOffset = nextFrameOffset;
        lane.read(header.clear());
        FrameType type = type();
        if (!allowed.contains(type)) {
            throw malformed(type.name(), OUT_OF_TURN, allowed.toString());
        }
        int length = FrameHeader.length(header);
        int maxLength = MessageCodec.maxPayloadBytes(type);
        if (length < 0 || length > maxLength) {
            throw malformed(type.name(), "length is " + Integer.toUnsignedString(length),
                    "at most " + maxLength);
        }
        checkUnused(type);
        nextFrameOffset = frameOffset + FrameHeader.BYTES + length;
        return type == FrameType.PAGES
                ? new Pages(FrameHeader.runCount(header), length)
                : control(type, length);
    }

    private FrameType type() {
        int code = FrameHeader.typeCode(header);
        FrameType type = FrameType.of(code);
        if (type == null) {
            throw malformed(String.valueOf(code), "type is " + code, "1 to " + FrameType.values().length);
        }
        if (FrameHeader.flags(header) != 0 || FrameHeader.reserved(header) != 0) {
            throw malformed(type.name(), "flags are " + FrameHeader.flags(header) + ", reserved is "
                    + FrameHeader.reserved(header), "0 in this version");
        }
        return type;
    }

    private void checkUnused(FrameType type) {
        int runCount = FrameHeader.runCount(header);
        long argument = FrameHeader.argument(header);
        if (runCount != 0 && type != FrameType.PAGES && type != FrameType.OWED) {
            throw malformed(type.name(), "run count is " + runCount, "0");
        }
        if (argument != 0 && type != FrameType.FAULT && type != FrameType.MISSING) {
            throw malformed(type.name(), "argument is " + argument, "0");
        }
    }

    private Message control(FrameType type, int length) throws IOException {
        ByteBuffer payload = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        if (length > 0) {
            lane.read(payload);
        }
        payload.rewind();
        checkChecksum(type, payload);
        try {
            return MessageCodec.message(type, FrameHeader.runCount(header), FrameHeader.argument(header),
                    payload);
        } catch (BufferUnderflowException tooShort) {
            throw malformed(type.name(), "length is " + length + ", too short for its fields",
                    "all its fields");
        } catch (IllegalArgumentException wrong) {
            throw malformed(type.name(), String.valueOf(wrong.getMessage()),
                    "what docs/wire-protocol.md says");
        }
    }

    /** For the frame read last: whether its checksum fits the payload given. */
    void checkChecksum(FrameType type, ByteBuffer payload) {
        if (!FrameHeader.checksumFits(header, payload)) {
            throw malformed(type.name(), "checksum does not fit", "the CRC-32C of the frame");
        }
    }

    /** Where in its lane the frame read last begins. */
    public long frameOffset() {
        return frameOffset;
    }

    /** An error that says that the message read last may not come now. */
    public ProtocolException outOfTurn(Message message, String allowed) {
        return malformed(message.frameName(), OUT_OF_TURN, allowed);
    }

    /** An error that names the frame read last. */
    public ProtocolException malformed(String frame, String field, String allowed) {
        return new ProtocolException(frame, frameOffset, field, allowed);
    }

    Lane lane() {
        return lane;
    }
}
