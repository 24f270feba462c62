package dev.ferry.workload;

import dev.ferry.api.memory.Balloon;
import java.util.function.LongUnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes a guest's calls for memory on to whoever is told of them. Where nobody is, as before a controller is there, and
 * where that fails, the balloon gives back what is asked for by itself: a guest does not run out of memory that it has.
 */
public final class MemoryPressure {

    private static final Logger LOG = LoggerFactory.getLogger(MemoryPressure.class);

    private final Balloon balloon;
    private volatile LongUnaryOperator told = this::giveBack;

    /** The pressure on a balloon that nobody is told of yet. */
    public MemoryPressure(Balloon balloon) {
        this.balloon = balloon;
    }

    /** As {@link Balloon#onPressure}. Any thread. */
    public void tell(LongUnaryOperator pagesAskedToPagesLeft) {
        told = pagesAskedToPagesLeft;
    }

    /**
     * The guest asks for pages. By its thread that waits for them, where nobody who pauses it waits for that.
     *
     * @return the pages that could still be given back after that
     */
    public long call(long pages) {
        try {
            return told.applyAsLong(pages);
        } catch (RuntimeException failed) {
            LOG.warn("who was told that a guest is short of memory failed; its balloon gives back {} pages",
                    pages, failed);
            return giveBack(pages);
        }
    }

    private long giveBack(long pages) {
        balloon.deflate(pages);
        return balloon.sizePages();
    }
}
