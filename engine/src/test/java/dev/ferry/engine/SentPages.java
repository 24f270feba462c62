package dev.ferry.engine;

import dev.ferry.api.event.Delivery;
import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.memory.PageRun;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/** Keeps what a source says of the pages that it sends. */
final class SentPages implements MigrationListener {

    /** One call. */
    record Sent(PageRun run, Delivery delivery) {}

    private final List<Sent> calls = new ArrayList<>();

    @Override
    public synchronized void onPagesSent(long first, long end, Delivery delivery) {
        calls.add(new Sent(PageRun.between(first, end), delivery));
    }

    synchronized List<Sent> calls() {
        return List.copyOf(calls);
    }

    /** Pages in all calls of some deliveries, each as often as it was sent. */
    List<Long> pages(Predicate<Delivery> delivery) {
        return calls().stream().filter(sent -> delivery.test(sent.delivery())).flatMap(
                sent -> LongStream.range(sent.run().first(), sent.run().end()).boxed())
                .toList();
    }
}
