package dev.ferry.engine;

import dev.ferry.api.event.Delivery;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.transport.Lane;
import dev.ferry.api.transport.Link;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The senders of all bulk lanes of a link. The session thread drives the first lane itself, so that one lane costs no
 * hand-over between threads; each further lane has a thread of its own for as long as it sends.
 */
final class BulkSenders {

    private final Link link;
    private final UrgentLane urgent;
    private final AtomicReference<@Nullable Throwable> firstFailure = new AtomicReference<>();
    private final List<BulkSender> senders;
    private volatile PageSupply supply = new PageSweep(new PageBitmap(0), Delivery.ROUND);

    /** @param urgent where the destination is told why a lane failed */
    BulkSenders(Link link, UrgentLane urgent, MemorySource memory, Optional<PageSet> cold,
            EngineSettings settings,
            RateLimiter limiter,
            SourceMetrics metrics, Runnable throwIfCancelled) {
        this.link = link;
        this.urgent = urgent;
        int pageSizeBytes = memory.geometry().pageSizeBytes();
        int maxBatchPages = settings.maxBatchPages(pageSizeBytes);
        List<BulkSender> made = new ArrayList<>();
        for (Lane lane : link.bulk()) {
            made.add(new BulkSender(lane, memory, cold, maxBatchPages, limiter, metrics, throwIfCancelled));
        }
        this.senders = List.copyOf(made);
    }

    /** Sends all that the supply gives over all lanes, and returns when the destination has it. */
    void send(PageSupply pages, BulkSender.Window window) {
        if (pages.pagesLeft() == 0) {
            return;
        }
        supply = pages;
        ThreadFactory threads = Thread.ofPlatform().daemon().name("ferry-source-bulk-", 1).factory();
        try (ExecutorService executor = Executors.newThreadPerTaskExecutor(threads)) {
            List<Future<?>> others = new ArrayList<>();
            for (BulkSender sender : senders.subList(1, senders.size())) {
                others.add(executor.submit(() -> sendOn(sender, pages, window)));
            }
            sendOn(senders.getFirst(), pages, window);
            for (Future<?> other : others) {
                await(other);
            }
        } catch (CancellationException cancelled) {
            throw cancelled;
        } catch (RuntimeException | Error failed) {
            throw LinkCalls.unchecked(Objects.requireNonNullElse(firstFailure.get(), failed));
        }
    }

    /**
     * Where one lane fails the migration does: the others are not left waiting for it. What fails there then is no
     * reason; the first failure is.
     */
    private void sendOn(BulkSender sender, PageSupply pages, BulkSender.Window window) {
        try {
            LinkCalls.run(() -> sender.send(pages, window));
        } catch (CancellationException cancelled) {
            throw cancelled;
        } catch (RuntimeException | Error failed) {
            firstFailure.compareAndSet(null, failed);
            if (!Failures.isOfLink(failed)) {
                urgent.lastWord(failed);
            }
            if (senders.size() > 1) {
                link.close();
            }
            throw failed;
        }
    }

    private static void await(Future<?> other) {
        LinkCalls.call(() -> {
            try {
                return other.get();
            } catch (ExecutionException failed) {
                if (failed.getCause() instanceof RuntimeException cause) {
                    throw cause;
                }
                throw new IOException(failed.getCause());
            }
        });
    }

    /** Pages that were not yet handed to a lane. */
    long pagesLeft() {
        return supply.pagesLeft();
    }
}
