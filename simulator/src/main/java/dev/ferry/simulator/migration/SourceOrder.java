package dev.ferry.simulator.migration;

import dev.ferry.api.Quantities;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.engine.order.LruList;
import dev.ferry.engine.order.OrderSettings;
import dev.ferry.engine.order.OrderedPush;
import dev.ferry.engine.order.PageOrder;
import dev.ferry.simulator.guest.SimulatedMemory;
import dev.ferry.simulator.time.Program;
import dev.ferry.simulator.time.Repetition;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The order that schedulers work on in one migration: where it is that of last use, the guest is watched for it. */
final class SourceOrder {

    private final SimulatedMigration.Plan plan;
    private final SimulatedMemory memory;
    private final OrderSettings settings;
    private final Consumer<String> explain;
    private final LruList list;
    private long passes;
    private @Nullable Repetition watch;
    private @Nullable PageOrder order;

    /** {@code explain} is told what is done, in sentences. */
    SourceOrder(SimulatedMigration.Plan plan, Consumer<String> explain) {
        this.plan = plan;
        this.memory = plan.guest().memory();
        this.settings = plan.way().settings().order();
        this.explain = explain;
        this.list = new LruList(settings.watches() ? memory.geometry().pageCount() : 0);
    }

    /** Watches the guest for some passes, and goes on with it; does nothing where the order is by address. */
    void watch(Program program) {
        if (settings.watches()) {
            explain.accept(String.format(Locale.ROOT, "watches the guest for %d passes, %s apart (%s = lru)",
                    settings.passes(), Quantities.formatDuration(settings.interval()),
                    OrderSettings.ORDER.key()));
            memory.startReferenceLog();
            Duration interval = Duration.ofMillis(Math.max(1, settings.interval().toMillis()));
            watch = plan.simulation().every(interval, () -> {
                pass();
                program.resume();
            });
            program.await(() -> passes >= settings.passes());
        }
    }

    private void pass() {
        PageBitmap referenced = new PageBitmap(memory.geometry().pageCount());
        memory.collectReferenced(referenced);
        list.pass(referenced);
        passes++;
    }

    /** The guest is about to be paused: what was seen until now is the order. */
    void settle() {
        if (watch != null) {
            pass();
            close();
            PageOrder seen = list.order();
            order = seen;
            explain.accept(
                    String.format(Locale.ROOT, "in %d passes %,d of %,d pages were seen in use", passes,
                            list.referencedPages(), seen.pageCount()));
        }
    }

    /** A scheduler that pushes in this order. */
    PushScheduler applyTo(PushScheduler scheduler) {
        return order == null || scheduler.needsAddresses() ? scheduler : new OrderedPush(order, scheduler);
    }

    /** Ends a watch that was not settled. May be called twice. */
    void close() {
        if (watch != null) {
            watch.close();
            watch = null;
            memory.stopReferenceLog();
        }
    }
}
