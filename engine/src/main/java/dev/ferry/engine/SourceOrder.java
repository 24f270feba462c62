package dev.ferry.engine;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.Quantities;
import dev.ferry.api.memory.AccessLog;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.engine.order.AccessWatch;
import dev.ferry.engine.order.OrderSettings;
import dev.ferry.engine.order.OrderedPush;
import dev.ferry.engine.order.PageOrder;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The order that schedulers work on in one migration, below the verbs: strategies do not know of it. Where it is that of
 * last use, the guest is watched from before the migration moves anything until shortly before it is paused. For the
 * session thread.
 */
final class SourceOrder implements AutoCloseable {

    private final MemorySource memory;
    private final OrderSettings settings;
    private final Consumer<String> explain;
    private @Nullable AccessWatch watch;
    private @Nullable PageOrder order;

    /** {@code explain} is told what is done, in sentences. */
    SourceOrder(MemorySource memory, OrderSettings settings, Consumer<String> explain) {
        this.memory = memory;
        this.settings = settings;
        this.explain = explain;
    }

    /**
     * Watches the guest for some passes, and goes on with it; does nothing where the order is by address.
     *
     * @param check called now and then meanwhile; what it throws ends it
     * @throws FerryException of {@link ErrorCode#UNSUPPORTED_PLATFORM} where this memory cannot be watched
     */
    void watch(Runnable check) throws InterruptedException {
        if (settings.watches()) {
            AccessLog log = memory.accessLog().orElseThrow(() -> new FerryException(
                    ErrorCode.UNSUPPORTED_PLATFORM,
                    OrderSettings.ORDER.key()
                            + " = lru, but nothing tells which pages of this guest are used:"
                            + " give it memory that can be watched (on Linux: backed by a memfd), or set "
                            + OrderSettings.ORDER.key() + " = address"));
            explain.accept(String.format(Locale.ROOT,
                    "watches which pages the guest uses: %d passes, %s apart, before anything moves (%s = lru)",
                    settings.passes(), Quantities.formatDuration(settings.interval()),
                    OrderSettings.ORDER.key()));
            AccessWatch begun = new AccessWatch(log, memory.geometry().pageCount(), settings.interval());
            watch = begun;
            begun.awaitPasses(settings.passes(), check);
        }
    }

    /** The guest is about to be paused: what was seen until now is the order. */
    void settle() {
        AccessWatch running = watch;
        if (running != null) {
            watch = null;
            AccessWatch.Seen seen = running.finish();
            order = seen.order();
            explain.accept(String.format(Locale.ROOT,
                    "the guest was seen to use %,d of %,d pages in %,d passes: those used last are next to each other",
                    seen.usedPages(), seen.order().pageCount(), seen.passes()));
        }
    }

    /** A scheduler that pushes in this order. */
    PushScheduler applyTo(PushScheduler scheduler) {
        PageOrder settled = order;
        if (settled == null) {
            return scheduler;
        }
        if (scheduler.needsAddresses()) {
            explain.accept("the scheduler brings an order of its own: " + OrderSettings.ORDER.key()
                    + " = lru is not applied to it");
            return scheduler;
        }
        return new OrderedPush(settled, scheduler);
    }

    /** Ends a watch that was not settled. May be called twice. */
    @Override
    public void close() {
        if (watch != null) {
            watch.close();
            watch = null;
        }
    }
}
