package dev.ferry.engine.wire;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;

/** The peer sent what the protocol does not allow. The session ends; nothing of the frame was taken over. */
public final class ProtocolException extends FerryException {

    private static final long serialVersionUID = 1L;

    /**
     * @param frame the frame, or where in a session it came
     * @param streamOffset of the frame's first byte in its lane
     * @param field what is wrong, with its value
     * @param allowed what may stand there
     */
    public ProtocolException(String frame, long streamOffset, String field, String allowed) {
        super(ErrorCode.PROTOCOL_VIOLATION,
                "frame " + frame + " at byte " + streamOffset + " of its lane: " + field
                        + ", allowed is " + allowed);
    }
}
