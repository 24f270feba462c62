package dev.ferry.memory.linux.guest;

import dev.ferry.api.memory.PageRun;
import dev.ferry.memory.linux.GuestMemory;
import dev.ferry.workload.HeapBalloon;
import dev.ferry.workload.PageWords;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** What a guest does for its balloon: steps by threads that are not the guest's own, and pages given up. Any thread. */
final class BalloonSteps implements HeapBalloon.Platform {

    /** Who discards pages: the guest's memory itself, or whoever pages it. */
    private record Discarding(BooleanSupplier isPossible, Consumer<PageRun> discard) {}

    private final GuestMemory memory;
    private final PauseGate gate;
    private volatile Discarding discarding = new Discarding(() -> false, _ -> {});

    BalloonSteps(GuestMemory memory, PauseGate gate) {
        this.memory = memory;
        this.gate = gate;
    }

    /** Called before the guest runs; until then nothing can be discarded. */
    void discardBy(BooleanSupplier isPossible, Consumer<PageRun> discard) {
        discarding = new Discarding(isPossible, discard);
    }

    @Override
    public boolean step(Consumer<PageWords> action) {
        return gate.visit(() -> {
            try (GuestWords words = new GuestWords(memory)) {
                action.accept(words);
            }
        });
    }

    @Override
    public boolean canDiscard() {
        return discarding.isPossible().getAsBoolean();
    }

    @Override
    public void discard(PageRun run) {
        discarding.discard().accept(run);
    }
}
