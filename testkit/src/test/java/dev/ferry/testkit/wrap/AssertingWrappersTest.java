package dev.ferry.testkit.wrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.ferry.api.guest.GuestControl;
import dev.ferry.api.guest.Reservation;
import dev.ferry.api.memory.AccessLog;
import dev.ferry.api.memory.FaultTrap;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.api.strategy.Residue;
import dev.ferry.testkit.guest.SoftwareGuest;
import dev.ferry.testkit.guest.SoftwareGuestPlatform;
import dev.ferry.testkit.strategy.ScriptedSession;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each asserting wrapper lets right callers be, and notes what a wrong one does. */
@Timeout(60)
class AssertingWrappersTest {

    private static final long PAGES = 256;

    private final Violations violations = new Violations();

    @Test
    void findsNothingWrongWithRightCallsOfAScheduler() {
        onScheduler(scheduler -> {
            PageBitmap owed = PageBitmap.full(PAGES);
            scheduler.begin(owed);
            owed.remove(5);
            scheduler.onNetworkFault(5);
            scheduler.next(1);
        });

        violations.assertNone();
    }

    @Test
    void findsWrongCallsOfAScheduler() {
        onScheduler(scheduler -> scheduler.next(1));
        assertFound("next before begin");

        onScheduler(scheduler -> scheduler.onNetworkFault(0));
        assertFound("onNetworkFault before begin");

        onScheduler(scheduler -> {
            scheduler.begin(PageBitmap.full(PAGES));
            scheduler.next(0);
            scheduler.onNetworkFault(3);
            scheduler.onNetworkFault(PAGES);
        });
        assertFound("next for 0 pages", "fault for page 3, which nobody has claimed",
                "fault for page 256 of");
    }

    @Test
    void findsTwoThreadsInASchedulerAtOnce() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        PushScheduler scheduler = new AssertingPushScheduler(new PushScheduler() {
            @Override
            public void begin(PageSet owed) {}

            @Override
            public @Nullable PageRun next(long maxPages) {
                inside.countDown();
                catchThrowable(leave::await);
                return null;
            }
        }, violations);
        scheduler.begin(new PageBitmap(PAGES));
        Thread other = Thread.ofPlatform().daemon().start(() -> scheduler.next(1));
        inside.await();

        scheduler.begin(new PageBitmap(PAGES));
        leave.countDown();
        other.join();

        assertFound("begin while another thread is in next");
    }

    @Test
    void findsWrongCallsOfAMemorySource() {
        try (SoftwareGuest guest = SoftwareGuest.start(PAGES * 4096, 1)) {
            AssertingMemorySource source = new AssertingMemorySource(guest.memory(), violations);
            callRightly(source);
            violations.assertNone();

            source.collectDirty(new PageBitmap(PAGES));
            assertFound("collectDirty where the log does not run");
            MemorySegment view = source.view(new PageRun(0, 2));
            source.release(view.asSlice(0, 4096));
            assertFound("release of what is no view");
            source.startDirtyLog();
            source.startDirtyLog();
            assertFound("startDirtyLog where it runs");
            catchThrowable(() -> source.collectAbsent(new PageBitmap(PAGES + 1)));
            assertFound("a set of 257 pages for 256");
            assertThatThrownBy(() -> source.view(new PageRun(PAGES, 1))).isInstanceOf(RuntimeException.class);
            assertFound("of 256 pages");
            source.checkEnd();
            assertFound("the dirty log was not stopped");
        }
    }

    @Test
    void findsWrongCallsOfAnAccessLog() {
        try (SoftwareGuest guest = SoftwareGuest.start(PAGES * 4096, 1)) {
            AssertingMemorySource source = new AssertingMemorySource(guest.memory(), violations);
            AccessLog log = source.accessLog().orElseThrow();
            log.start();
            log.collect(new PageBitmap(PAGES));
            log.stop();
            log.stop();
            source.checkEnd();
            violations.assertNone();

            catchThrowable(() -> log.collect(new PageBitmap(PAGES)));
            assertFound("collect where it does not run");
            log.start();
            log.start();
            assertFound("start where it runs");
            catchThrowable(() -> log.collect(new PageBitmap(PAGES + 1)));
            assertFound("a set of 257 pages for 256");
            source.checkEnd();
            assertFound("the access log was not stopped");
        }
    }

    @Test
    void findsAnAccessLogThatADestinationLeavesOn() {
        AssertingGuestHost host = new AssertingGuestHost(new SoftwareGuestPlatform(), violations);
        try (Reservation room = host.reserve("guest", MemoryGeometry.flat(4096, PAGES))) {
            room.trap().accessLog().orElseThrow().start();
        }

        host.checkEnd();

        assertFound("the access log was not stopped");
    }

    private static void callRightly(MemorySource source) {
        source.release(source.view(new PageRun(0, PAGES)));
        source.startDirtyLog();
        source.collectDirty(new PageBitmap(PAGES));
        source.collectAbsent(new PageBitmap(PAGES));
        source.stopDirtyLog();
        source.stopDirtyLog();
    }

    @Test
    void findsWrongCallsOfATrap() {
        try (Reservation room = room(); Arena arena = Arena.ofConfined()) {
            FaultTrap trap = room.trap();
            trap.place(new PageRun(0, 2), arena.allocate(2 * 4096));
            trap.landing(new PageRun(0, 2));
            trap.discard(new PageRun(0, 1));
            trap.placeZero(new PageRun(0, 1));
            violations.assertNone();

            catchThrowable(() -> trap.placeZero(new PageRun(1, 1)));
            assertFound("where page 1 is present");
            catchThrowable(() -> trap.place(new PageRun(4, 2), arena.allocate(4096)));
            assertFound("with 4096 bytes");
            catchThrowable(() -> trap.landing(new PageRun(1, 9)));
            assertFound("is missing");
            catchThrowable(() -> trap.placeCold(new PageRun(9, 1)));
            assertFound("with a trap that takes no cold pages");
            trap.close();
            catchThrowable(() -> trap.discard(new PageRun(1, 1)));
            assertFound("after close");
        }
    }

    @Test
    void findsWrongCallsOfAControl() {
        try (SoftwareGuest guest = SoftwareGuest.start(PAGES * 4096, 1); Reservation room = room()) {
            GuestControl control = AssertingGuestControl.running(guest.control(), violations);
            control.pause();
            byte[] state = control.saveState();
            control.resume();
            control.stun(50);
            control.stun(0);
            control.pause();
            control.resume();
            violations.assertNone();

            catchThrowable(control::saveState);
            assertFound("saveState of a guest that runs");
            catchThrowable(room.control()::resume);
            assertFound("resume before loadState");
            room.trap().placeZero(new PageRun(0, 1));
            room.control().loadState(state);
            room.control().resume();
            catchThrowable(() -> room.control().loadState(state));
            assertFound("loadState of a guest that has run");
            catchThrowable(() -> room.trap().landing(new PageRun(0, 1)));
            assertFound("where the guest runs");
            catchThrowable(() -> control.stun(100));
            assertFound("stun by 100 %");
            control.stun(50);
            control.pause();
            assertFound("pause of a guest that is stunned by 50 %");
        }
    }

    @Test
    void findsWhatAnEngineLeavesOpen() {
        AssertingGuestHost host = new AssertingGuestHost(new SoftwareGuestPlatform(), violations);
        Reservation room = host.reserve("guest", MemoryGeometry.flat(4096, PAGES));
        assertThat(host.open()).containsExactly(room);

        room.close();
        catchThrowable(room::trap);

        assertThat(host.open()).isEmpty();
        assertFound("trap after close");
    }

    @Test
    void findsWrongCallsOfASession() {
        migrate(session -> {
            session.switchOver(Residue.COPY);
            session.complete();
        });
        violations.assertNone();

        migrate(session -> {
            session.switchOver(Residue.COPY);
            catchThrowable(() -> session.send(session.dirty()));
            catchThrowable(session::complete);
        });
        assertFound("send at the stage DELIVERED", "complete after a verb has thrown");

        migrate(session -> {
            session.switchOver(Residue.OWE);
            session.push(session.dirty(), new AssertingPushScheduler(silent(), violations));
        });
        assertFound("push of other pages than are owed");
    }

    private void migrate(MigrationStrategy strategy) {
        new AssertingStrategy(strategy, violations)
                .migrate(new ScriptedSession(MemoryGeometry.flat(4096, PAGES)));
    }

    private Reservation room() {
        return new AssertingGuestHost(new SoftwareGuestPlatform(), violations).reserve("guest",
                MemoryGeometry.flat(4096, PAGES));
    }

    private void onScheduler(Consumer<PushScheduler> calls) {
        calls.accept(new AssertingPushScheduler(silent(), violations));
    }

    private static PushScheduler silent() {
        return new PushScheduler() {
            @Override
            public void begin(PageSet owed) {}

            @Override
            public @Nullable PageRun next(long maxPages) {
                return null;
            }
        };
    }

    private void assertFound(String... what) {
        assertThat(List.of(what)).allSatisfy(
                part -> assertThat(violations.found()).anySatisfy(found -> assertThat(found).contains(part)));
        assertThatThrownBy(violations::assertNone).isInstanceOf(AssertionError.class);
    }
}
