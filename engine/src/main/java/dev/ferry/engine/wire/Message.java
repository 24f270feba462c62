package dev.ferry.engine.wire;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.engine.handover.Verdict;
import dev.ferry.engine.report.FaultFigures;
import java.util.BitSet;
import java.util.List;

/** What the two ends tell each other, one record per frame type. */
public sealed interface Message {

    /** The version of the protocol that this build speaks; the first exchange refuses any other. */
    int VERSION = 3;

    /** The name of its frame, as the document of the protocol has it. */
    default String frameName() {
        return MessageCodec.type(this).name();
    }

    /**
     * The source asks for room.
     *
     * @param version the protocol it speaks
     * @param token what it will show when it comes back over another link
     * @param guestId who comes
     * @param geometry the memory it has
     * @param references whether pages may come as references to its swap device
     */
    record Hello(int version, SessionToken token, String guestId, MemoryGeometry geometry, boolean references)
            implements
                Message {}

    /**
     * Memory is reserved.
     *
     * @param token what the destination will show to a source that comes back
     */
    record Welcome(SessionToken token) implements Message {}

    /**
     * The migration ends here.
     *
     * @param code why, for programs
     * @param reason why, for people
     */
    record Abort(ErrorCode code, String reason) implements Message {}

    /**
     * Runs of pages follow on the lane; {@link PagesReader} reads them.
     *
     * @param runCount entries of the table
     * @param length bytes of the table and the data
     */
    record Pages(int runCount, int length) implements Message {}

    /** The oldest PAGES frame of this lane that was not acknowledged is in place. */
    record Ack() implements Message {}

    /** Some of the pages that will follow after switchover; the others come in frames of their own. */
    record Owed(List<PageRun> runs) implements Message {}

    /** The execution state. */
    record State(byte[] bytes) implements Message {}

    /** The destination could run the guest now. */
    record Ready() implements Message {}

    /** Run it; the source will not. */
    record Commit() implements Message {}

    /** The guest runs at the destination. */
    record Running() implements Message {}

    /** The guest waits for a page. */
    record Fault(long page) implements Message {}

    /** Nothing is owed any more, and what the destination saw. */
    record Complete(FaultFigures seen) implements Message {}

    /** Heard {@link Complete}; the end. */
    record Bye() implements Message {}

    /** This end is there, and has nothing else to say. */
    record Alive() implements Message {}

    /**
     * A source comes back over a new link.
     *
     * @param token that of its {@link Hello}
     * @param attempt counts its attempts from 1; one that was overtaken by a later is refused
     */
    record Resume(SessionToken token, long attempt) implements Message {}

    /**
     * How things stand at the destination.
     *
     * @param token that of its {@link Welcome}
     * @param verdict how they stand; of {@link Verdict.Running} the pages follow as {@link Missing}
     */
    record Resumed(SessionToken token, Verdict verdict) implements Message {}

    /** Of how many pages one {@link Missing} tells. */
    int MISSING_PAGES = 1 << 23;

    /**
     * Which of {@link #MISSING_PAGES} pages the destination lacks; one frame follows another up to the guest's last page.
     *
     * @param firstPage the page of the first bit
     * @param pages a bit for each page, set where it is lacking
     */
    record Missing(long firstPage, BitSet pages) implements Message {}
}
