package dev.ferry.benchmarks;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.ferry.api.memory.PageSet;
import dev.ferry.memory.linux.nativecall.NativeMemory;
import java.lang.foreign.Arena;
import java.util.Random;

/**
 * Touches the pages that are missing, in random order, each by a {@code memcpy} downcall, and times what the guest
 * feels: from the touch to the contents.
 */
final class RandomTouch {

    private final TrappedGuest guest;
    private final long seed;

    RandomTouch(TrappedGuest guest, long seed) {
        this.guest = guest;
        this.seed = seed;
    }

    Samples run() {
        int[] order = order(Math.toIntExact(guest.memory().geometry().pageCount()));
        PageSet present = guest.trap().present();
        Samples.Recorder recorder = new Samples.Recorder(order.length);
        try (Arena arena = Arena.ofConfined()) {
            long word = arena.allocate(JAVA_LONG).address();
            for (int page : order) {
                if (!present.contains(page)) {
                    long startNanos = System.nanoTime();
                    NativeMemory.copy(word, guest.memory().hostAddress(page), Long.BYTES);
                    recorder.add(System.nanoTime() - startNanos);
                }
            }
        }
        return recorder.samples();
    }

    private int[] order(int pages) {
        Random random = new Random(seed);
        int[] order = new int[pages];
        for (int index = 0; index < pages; index++) {
            int other = random.nextInt(index + 1);
            order[index] = order[other];
            order[other] = index;
        }
        return order;
    }
}
