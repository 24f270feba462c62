package dev.ferry.paging;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.testkit.swap.InMemorySwapStore;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A guest that is paged and moved, step by step as a seed has it: the guest writes and reads, the pagers evict and bring
 * back, the engine sends. The oracle is an array: each page's last value. For one thread.
 */
final class ModelMigration {

    private static final int PAGES = 48;
    private static final int RESERVATION = 12;
    private static final int PAGE_BYTES = 512;
    private static final AtomicLong STORES = new AtomicLong();

    /** A page on its way: its contents, or none where it goes by reference, or as a mark that it is absent. */
    private record Sent(long page, boolean absent, @Nullable MemorySegment contents) {}

    private final Random random;
    private final boolean refers;
    private final ModelHost source;
    private final ModelHost destination;
    private final long[] oracle = new long[PAGES];
    private final Deque<Sent> link = new ArrayDeque<>();
    private final PageBitmap toSend = new PageBitmap(PAGES);
    private final PageBitmap owed = new PageBitmap(PAGES);
    private ModelHost running;
    private long waitsFor = PageSet.NONE;
    private long values;
    private boolean closed;

    ModelMigration(long seed, Function<ModelMemory, Places> places) {
        this.random = new Random(seed);
        this.refers = random.nextInt(4) > 0;
        InMemorySwapStore store = new InMemorySwapStore("model " + STORES.incrementAndGet());
        MemoryGeometry geometry = MemoryGeometry.flat(PAGE_BYTES, PAGES);
        this.source = new ModelHost(store, geometry, RESERVATION, random, places);
        this.destination = new ModelHost(store, geometry, RESERVATION, random, places);
        this.running = source;
    }

    void run() {
        source.begin();
        fill();
        source.full();
        source.control.resume();
        live(300);
        for (int cancelled = random.nextInt(3); cancelled > 0; cancelled--) {
            rounds();
            pause();
            source.control.saveState();
            for (long page = 0; page < PAGES; page++) {
                destination.discard(page);
            }
            source.control.resume();
            live(100);
        }
        rounds();
        switchOver();
        push();
        destination.trap.close();
        closed = true;
        destination.full();
        live(300);
        for (long page = 0; page < PAGES; page++) {
            check(page, destination.readAtLast(page));
        }
        destination.end();
    }

    private void fill() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment contents = arena.allocate(PAGE_BYTES);
            for (long page = 0; page < PAGES; page++) {
                if (random.nextInt(4) > 0) {
                    oracle[(int) page] = ++values;
                    ModelMemory.fill(contents, values);
                    source.pager.place(new PageRun(page, 1), contents);
                }
            }
        }
    }

    /** The guest and the pager of its host do something, so many times. */
    private void live(int steps) {
        for (int step = random.nextInt(steps); step > 0; step--) {
            if (random.nextInt(3) == 0) {
                guestSteps();
            } else if (random.nextInt(12) == 0) {
                discard();
            } else {
                running.step();
            }
        }
    }

    /** Its balloon takes a page: any, also one that is on its way, or that somebody waits for. */
    private void discard() {
        if (running.pager.faults().isWhole()) {
            long page = waitsFor == PageSet.NONE || random.nextBoolean() ? anyPage() : waitsFor;
            oracle[(int) page] = 0;
            running.pager.empty(new PageRun(page, 1));
        }
    }

    /** It goes on with the page that it waits for, or with another. */
    private void guestSteps() {
        long page = waitsFor == PageSet.NONE ? anyPage() : waitsFor;
        waitsFor = page;
        if (!running.touches(page)) {
            if (running == destination && destination.asksFor(page, closed)) {
                answer(destination.trap.nextFault());
            }
            return;
        }
        waitsFor = PageSet.NONE;
        check(page, running.memory.read(page));
        if (random.nextBoolean()) {
            oracle[(int) page] = ++values;
            running.memory.write(page, values);
        }
    }

    private long anyPage() {
        long page = random.nextInt(PAGES);
        return random.nextInt(3) == 0 ? running.standbyPage(page) : page;
    }

    private void answer(long page) {
        if (owed.contains(page)) {
            pushPage(page);
        } else if (!destination.pager.held().contains(page)) {
            destination.pager.placeZero(new PageRun(page, 1));
        }
    }

    private void check(long page, long value) {
        if (value != oracle[(int) page]) {
            throw new AssertionError(
                    "page " + page + " holds " + value + ", not its last value " + oracle[(int) page]);
        }
    }

    private void rounds() {
        source.source.startDirtyLog();
        toSend.add(0, PAGES);
        PageBitmap absent = new PageBitmap(PAGES);
        source.source.collectAbsent(absent);
        toSend.removeAll(absent);
        for (int rounds = random.nextInt(3); rounds >= 0; rounds--) {
            while (!toSend.isEmpty() || !link.isEmpty()) {
                sendOrReceive();
                live(6);
            }
            source.source.collectDirty(toSend);
            if (rounds > 0 && random.nextBoolean()) {
                markAbsent();
            }
        }
    }

    /** Of the pages that were dirtied, those that are absent go as marks. */
    private void markAbsent() {
        live(3);
        PageBitmap absent = new PageBitmap(PAGES);
        source.source.collectAbsent(absent);
        absent.retainAll(toSend);
        toSend.removeAll(absent);
        for (long page = absent.next(0); page != PageSet.NONE; page = absent.next(page + 1)) {
            link.add(new Sent(page, true, null));
        }
    }

    private void sendOrReceive() {
        if (!toSend.isEmpty() && random.nextBoolean()) {
            long first = toSend.next(random.nextInt(PAGES));
            if (first != PageSet.NONE) {
                send(PageRun.between(first,
                        Math.min(first + 1 + random.nextInt(8), toSend.nextAbsent(first))));
            }
        } else if (!link.isEmpty()) {
            receive(link.remove());
        }
    }

    /** A run of pages goes out as it is now. */
    private void send(PageRun run) {
        toSend.remove(run.first(), run.count());
        for (long page = run.first(); page < run.end(); page++) {
            if (refers && source.source.cold().orElseThrow().contains(page)) {
                link.add(new Sent(page, false, null));
            } else {
                if (random.nextBoolean()) {
                    source.step();
                }
                MemorySegment view = source.source.view(new PageRun(page, 1));
                link.add(new Sent(page, false, Arena.ofAuto().allocate(PAGE_BYTES).copyFrom(view)));
                source.source.release(view);
            }
        }
    }

    private void receive(Sent sent) {
        PageRun run = new PageRun(sent.page(), 1);
        if (sent.absent()) {
            destination.trap.discard(run);
        } else if (sent.contents() == null) {
            destination.trap.discard(run);
            destination.trap.placeCold(run);
        } else if (destination.trap.present().contains(sent.page())) {
            destination.trap.landing(run).copyFrom(sent.contents());
        } else {
            destination.pager.place(run, sent.contents());
        }
    }

    /** A page that the guest waits for has to come first. */
    private void pause() {
        if (waitsFor != PageSet.NONE) {
            source.readAtLast(waitsFor);
            waitsFor = PageSet.NONE;
        }
        if (random.nextBoolean()) {
            source.pager.eviction().takeOut();
            source.startWrite();
        }
        source.control.pause();
        source.source.collectDirty(toSend);
    }

    /** What is dirty in the end is sent in the pause, or owed. */
    private void switchOver() {
        pause();
        if (random.nextInt(3) == 0) {
            while (!toSend.isEmpty() || !link.isEmpty()) {
                sendOrReceive();
            }
        }
        for (long page = toSend.next(0); page != PageSet.NONE; page = toSend.next(page + 1)) {
            destination.discard(page);
            owed.add(page);
        }
        destination.control.loadState(source.control.saveState());
        destination.control.resume();
        running = destination;
    }

    private void push() {
        while (!owed.isEmpty()) {
            live(6);
            long page = owed.next(random.nextInt(PAGES));
            if (page != PageSet.NONE) {
                pushPage(page);
            }
        }
    }

    private void pushPage(long page) {
        owed.remove(page);
        send(new PageRun(page, 1));
        receive(link.remove());
    }
}
