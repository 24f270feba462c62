package dev.ferry.api.strategy;

import dev.ferry.api.PluginProvider;
import dev.ferry.api.Setting;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import org.jspecify.annotations.Nullable;

/**
 * The order of active push, and the plugin that people write. The engine tells it of network faults and asks it which
 * pages to push next; it never sends anything itself.
 *
 * <p>
 * All calls come from one thread at a time, in this order: {@link #begin}, then {@link #onNetworkFault} and
 * {@link #next} in any mix until nothing is owed. No clock, no I/O, no thread of its own: so it runs the same in the
 * engine, in the simulator and in a unit test.
 */
public interface PushScheduler {

    /** Which scheduler a strategy that pushes takes: each such strategy lists and reads this setting. */
    Setting<String> CHOICE = Setting.text("ferry.scheduler", "bubbling",
            "the order in which owed pages are pushed: the name of a scheduler");

    /**
     * Begins a migration and forgets an earlier one.
     *
     * @param owed the pages that the destination still lacks: a live set, from which a page vanishes once somebody
     *        has claimed it to send it. The scheduler only reads it.
     */
    void begin(PageSet owed);

    /**
     * The guest at the destination has asked for a page over the network. It is already claimed and on its way.
     *
     * @param page where the guest works now
     */
    default void onNetworkFault(long page) {}

    /**
     * The pages to push next. Pages of the run that are no longer owed are skipped at no cost; a run without any owed
     * page is a waste, and many in a row are an error.
     *
     * @param maxPages the longest run that is of use, at least 1
     * @return a run of at most {@code maxPages} pages, or null to push nothing until the next network fault. Until
     *         nothing is owed, a scheduler that does push must not return null.
     */
    @Nullable
    PageRun next(long maxPages);

    /**
     * Whether the numbers it is told must be the guest's own pages, since it knows pages from elsewhere, e.g. from a
     * recording. The engine may otherwise let it work on positions of another order, such as that of last use: what
     * is next to each other there belongs together as pages with neighbouring addresses do.
     */
    default boolean needsAddresses() {
        return false;
    }

    /** Finds a scheduler by name, e.g. {@code bubbling}. */
    interface Provider extends PluginProvider<PushScheduler> {}
}
