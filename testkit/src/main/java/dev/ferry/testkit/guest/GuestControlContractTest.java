package dev.ferry.testkit.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.guest.GuestControl;
import dev.ferry.api.guest.Reservation;
import dev.ferry.api.memory.FaultTrap;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.testkit.internal.Background;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link GuestControl} promises. Extend it and give a guest that works, its memory, and room for it at a
 * destination. The subclass closes the guest after each test. What a guest can do beside is said by the methods without
 * need: a claim is tested, and so is its absence.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class GuestControlContractTest {

    /** How often the memory of a paused guest gets the chance to change. */
    private static final int YIELDS = 2_000;
    /** On a busy machine a yield takes long, and each is a chance indeed. */
    private static final long MAX_YIELDING_NANOS = 1_000_000_000;
    private static final long RUN_PAGES = 256;

    /** For the tests' subclasses. */
    protected GuestControlContractTest() {}

    /** A guest that runs and goes on writing its memory; the same at every call in a test. */
    protected abstract GuestControl control();

    /** That guest's memory. */
    protected abstract MemorySource memory();

    /** Room for that guest at a destination, another one at each call. The tests close it. */
    protected abstract Reservation reserve();

    /** What is wrong with a guest that is paused and has all its pages, as its work must know; empty where all is right. */
    protected abstract Optional<String> findWrong(Reservation arrived);

    /** Whether it knows the work that it has done. The default does not. */
    protected boolean knowsWorkDone() {
        return false;
    }

    /** Whether it can be slowed down. The default cannot. */
    protected boolean canBeStunned() {
        return false;
    }

    /** How long a call, or a step of the guest, may take; what takes longer has failed. */
    protected Duration patience() {
        return Duration.ofSeconds(10);
    }

    @Test
    void aPausedGuestLeavesItsMemoryAlone() throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            pause();
            MemorySegment before = arena.allocate(memory().geometry().memoryBytes());
            before.copyFrom(everything());
            byte[] state = control().saveState();

            giveChances();

            assertThat(before.mismatch(everything())).as("first byte that changed in the pause")
                    .isEqualTo(-1);
            assertThat(control().saveState()).isEqualTo(state);
        }
    }

    @Test
    void aResumedGuestGoesOn() throws Exception {
        pause();

        control().resume();

        awaitWrites();
    }

    @Test
    void pausingAPausedGuestDoesNothing() throws Exception {
        pause();
        pause();

        control().resume();

        awaitWrites();
    }

    @Test
    void resumingARunningGuestDoesNothing() throws Exception {
        control().resume();
        control().resume();

        aPausedGuestLeavesItsMemoryAlone();
    }

    @Test
    void pausesAndResumesManyTimes() throws Exception {
        for (int time = 0; time < 20; time++) {
            pause();
            control().resume();
        }

        awaitWrites();
        assertArrivesWhole();
    }

    @Test
    void theStateTakesTheGuestOver() throws Exception {
        awaitWrites();

        assertArrivesWhole();
    }

    @Test
    void theGuestGoesOnAtTheSourceAfterItsStateWasSaved() throws Exception {
        pause();
        control().saveState();
        control().resume();

        awaitWrites();
        assertArrivesWhole();
    }

    @Test
    void loadingAStateDoesNotTouchMemory() throws Exception {
        pause();
        byte[] state = control().saveState();
        try (Reservation room = reserve()) {
            FaultTrap trap = room.trap();
            FutureTask<Long> fault = Background.start(trap::nextFault);

            within("loading a state where all pages are missing", () -> {
                room.control().loadState(state);
                return state;
            });
            trap.stopFaults();

            assertThat(Background.result(fault, patience(), "the fault thread"))
                    .as("a fault before the guest was resumed").isEqualTo(FaultTrap.STOPPED);
            assertThat(trap.present().isEmpty()).isTrue();
        }
    }

    @Test
    void refusesAStateThatIsNone() throws Exception {
        pause();
        byte[] state = control().saveState();
        Random random = new Random(1);
        for (int time = 0; time < 20; time++) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            refuses(noise);
        }
        refuses(new byte[0]);
        refuses(Arrays.copyOf(state, state.length - 1));
        refuses(Arrays.copyOf(state, state.length / 2));
    }

    @Test
    void aGuestThatWaitsForAPageCanBeEnded() throws Exception {
        pause();
        Reservation room = reserve();
        room.control().loadState(control().saveState());
        room.control().resume();
        within("the first fault", () -> room.trap().nextFault());

        within("closing the room of a guest that waits for a page", () -> {
            room.close();
            return room;
        });
    }

    @Test
    void countsItsWorkWhereItSaysSo() throws Exception {
        if (!knowsWorkDone()) {
            assertThat(control().workDone()).isEmpty();
            return;
        }
        awaitMoreWork(control());

        pause();
        OptionalLong done = control().workDone();
        giveChances();

        assertThat(control().workDone()).as("work done in the pause").isEqualTo(done);
        control().resume();
        awaitMoreWork(control());
    }

    @Test
    void isSlowedWhereItSaysSo() throws Exception {
        for (int percent : new int[]{1, 50, 99, 0}) {
            assertThat(control().stun(percent)).as("stun by %d %%", percent).isEqualTo(canBeStunned());

            awaitWrites();
        }
        control().stun(99);
        assertArrivesWhole();
    }

    private static void giveChances() {
        long startNanos = System.nanoTime();
        for (int i = 0; i < YIELDS && System.nanoTime() - startNanos < MAX_YIELDING_NANOS; i++) {
            Thread.yield();
        }
    }

    private void pause() throws Exception {
        within("pausing", () -> {
            control().pause();
            return control();
        });
    }

    /** Moves the guest by hand, lets it work there, and looks at it. It stays paused at the source. */
    private void assertArrivesWhole() throws Exception {
        pause();
        try (Reservation room = reserve()) {
            placeEverything(room.trap());
            room.control().loadState(control().saveState());
            assertThat(room.control().workDone()).isEqualTo(control().workDone());
            room.control().resume();
            if (knowsWorkDone()) {
                awaitMoreWork(room.control());
            }
            within("pausing at the destination", () -> {
                room.control().pause();
                return room;
            });
            assertThat(findWrong(room)).isEmpty();
        }
    }

    private void placeEverything(FaultTrap trap) {
        long pages = memory().geometry().pageCount();
        for (long first = 0; first < pages; first += RUN_PAGES) {
            PageRun run = PageRun.between(first, Math.min(pages, first + RUN_PAGES));
            trap.place(run, memory().view(run));
        }
    }

    private void refuses(byte[] state) {
        try (Reservation room = reserve()) {
            assertThatThrownBy(() -> room.control().loadState(state)).as("state of %d bytes", state.length)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** Returns once the guest has written something from now on. */
    private void awaitWrites() {
        memory().startDirtyLog();
        PageBitmap dirty = new PageBitmap(memory().geometry().pageCount());
        Background.await(patience(), "the guest writes", () -> {
            memory().collectDirty(dirty);
            return !dirty.isEmpty();
        });
        memory().stopDirtyLog();
    }

    private void awaitMoreWork(GuestControl guest) {
        long before = guest.workDone().orElseThrow();
        Background.await(patience(), "the guest works", () -> guest.workDone().orElseThrow() > before);
    }

    private MemorySegment everything() {
        return memory().view(new PageRun(0, memory().geometry().pageCount()));
    }

    private <T> T within(String what, Callable<T> action) throws Exception {
        return Background.within(patience(), what, action);
    }
}
