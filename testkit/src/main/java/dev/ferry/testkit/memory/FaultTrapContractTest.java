package dev.ferry.testkit.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.memory.AccessLog;
import dev.ferry.api.memory.FaultTrap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.testkit.internal.Background;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.FutureTask;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link FaultTrap} promises. Extend it and give a trap and a way to touch its memory as the guest does. The
 * subclass closes its memory after each test. Where the trap sees minor faults, say so by {@link #seesMinorFaults()}.
 *
 * <p>
 * A touch of real memory must not be Java's own: a thread that waits for a page inside a segment access keeps the
 * JVM from its next safepoint. Touch it in native code, in another process or in a virtual machine.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class FaultTrapContractTest {

    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);

    /** A trap over at least 80 pages, all missing; the same at every call in a test. */
    protected abstract FaultTrap trap();

    /** The guest reads the first word of a page, little-endian; waits while it is missing. Called on any thread. */
    protected abstract long touch(long page);

    /** The guest writes the first word of a page; waits while it is missing. Called on any thread. */
    protected abstract void write(long page, long value);

    /** Whether it sees first touches of pages that push had placed. The default does not: its count is empty. */
    protected boolean seesMinorFaults() {
        return false;
    }

    /** The guest begins to run here. Called only where {@link #seesMinorFaults()} or {@link #takesCold()}. */
    protected void startGuest() {
        throw new UnsupportedOperationException(
                "a trap that sees more than faults knows when its guest starts");
    }

    /** Whether it takes pages that lie on the guest's swap device. The default does not. */
    protected boolean takesCold() {
        return false;
    }

    /** Puts contents on the swap device, as the source has left them. Called only where {@link #takesCold()}. */
    protected void keepOnDevice(long page, MemorySegment contents) {
        throw new UnsupportedOperationException("page " + page + " on a device");
    }

    /** Whether it tells which pages the guest touches. The default does not: it has no access log. */
    protected boolean knowsTouches() {
        return false;
    }

    /** How long a touch or a fault may take to come; what takes longer has failed. */
    protected Duration patience() {
        return Duration.ofSeconds(10);
    }

    @Test
    void hasOneAccessLogWhereItSaysSo() {
        Optional<AccessLog> log = trap().accessLog();

        assertThat(log.isPresent()).as("it has an access log").isEqualTo(knowsTouches());
        assertThat(trap().accessLog().orElse(null)).as("the log at the next call").isSameAs(log.orElse(null));
    }

    @Test
    void hasTheSameShapeAtEveryCall() {
        assertThat(trap().geometry()).isEqualTo(trap().geometry());
    }

    @Test
    void allPagesAreMissingAtFirst() {
        assertThat(trap().present().isEmpty()).isTrue();
        assertThat(trap().present().pageCount()).isEqualTo(trap().geometry().pageCount());
    }

    @Test
    void reportsATouchAndGoesOnOnceThePageIsPlaced() throws Exception {
        FutureTask<Long> touch = Background.start(() -> touch(5));
        awaitFault(5);

        place(5, 1);

        assertThat(result(touch)).isEqualTo(wordOf(5));
    }

    @Test
    void reportsAWriteAndKeepsIt() throws Exception {
        FutureTask<Long> write = Background.start(() -> {
            write(6, 42);
            return 0L;
        });
        awaitFault(6);

        place(6, 1);
        result(write);

        assertThat(touch(6)).isEqualTo(42);
    }

    @Test
    void wakesAllWhoWaitForAPage() throws Exception {
        List<FutureTask<Long>> touches = List.of(Background.start(() -> touch(3)),
                Background.start(() -> touch(3)),
                Background.start(() -> touch(3)));
        awaitFault(3);

        place(3, 1);

        for (FutureTask<Long> touch : touches) {
            assertThat(result(touch)).isEqualTo(wordOf(3));
        }
    }

    @Test
    void wakesAllWhoWaitForPagesOfARun() throws Exception {
        FutureTask<Long> first = Background.start(() -> touch(62));
        FutureTask<Long> second = Background.start(() -> touch(66));
        awaitFault(62, 66);

        place(60, 10);

        assertThat(result(first)).isEqualTo(wordOf(62));
        assertThat(result(second)).isEqualTo(wordOf(66));
    }

    @Test
    void placedPagesArePresentWithTheirContents() {
        place(60, 10);

        assertThat(trap().present()).matches(present -> present.size() == 10 && present.next(0) == 60);
        for (long page = 60; page < 70; page++) {
            assertThat(touch(page)).as("page %d", page).isEqualTo(wordOf(page));
        }
    }

    @Test
    void placesEveryByte() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment contents = contents(arena, new PageRun(1, 3));

            trap().place(new PageRun(1, 3), contents);

            assertThat(trap().landing(new PageRun(1, 3)).mismatch(contents)).isEqualTo(-1);
        }
    }

    @Test
    void doesNotKeepTheContents() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment contents = contents(arena, new PageRun(1, 1));
            trap().place(new PageRun(1, 1), contents);

            contents.fill((byte) -1);
        }

        assertThat(touch(1)).isEqualTo(wordOf(1));
    }

    @Test
    void placesZeros() throws Exception {
        FutureTask<Long> touch = Background.start(() -> touch(9));
        awaitFault(9);

        trap().placeZero(new PageRun(8, 2));

        assertThat(result(touch)).isZero();
        assertThat(trap().landing(new PageRun(8, 2)).toArray(ValueLayout.JAVA_BYTE)).containsOnly(0);
    }

    @Test
    void refusesToPlaceAPresentPageAndKeepsThePagesBeforeIt() {
        place(7, 1);
        write(7, 42);

        assertThatThrownBy(() -> place(5, 5)).isInstanceOf(IllegalStateException.class);

        assertThat(trap().present().contains(5) && trap().present().contains(6)).isTrue();
        assertThat(touch(6)).isEqualTo(wordOf(6));
        assertThat(touch(7)).isEqualTo(42);
    }

    @Test
    void refusesToPlaceZerosOverAPresentPage() {
        place(7, 1);

        assertThatThrownBy(() -> trap().placeZero(new PageRun(7, 2)))
                .isInstanceOf(IllegalStateException.class);

        assertThat(touch(7)).isEqualTo(wordOf(7));
    }

    @Test
    void takesPagesFromSeveralThreads() throws Exception {
        List<FutureTask<Long>> placers = LongStream.range(0, 4).mapToObj(thread -> Background.start(() -> {
            for (long page = thread; page < 80; page += 4) {
                place(page, 1);
            }
            return thread;
        })).toList();

        for (FutureTask<Long> placer : placers) {
            result(placer);
        }

        for (long page = 0; page < 80; page++) {
            assertThat(touch(page)).as("page %d", page).isEqualTo(wordOf(page));
        }
    }

    @Test
    void landsNewerContentsOnPresentPages() {
        place(4, 2);

        trap().landing(new PageRun(4, 2)).set(WORD, trap().geometry().bytes(1), 42);

        assertThat(touch(4)).isEqualTo(wordOf(4));
        assertThat(touch(5)).isEqualTo(42);
    }

    @Test
    void neverHandsOutMissingPages() {
        place(4, 2);

        assertThatThrownBy(() -> trap().landing(new PageRun(3, 2))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> trap().landing(new PageRun(5, 2))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void discardedPagesAreMissingAgain() throws Exception {
        trap().placeZero(new PageRun(60, 10));

        trap().discard(new PageRun(62, 4));

        assertThat(trap().present().size()).isEqualTo(6);
        FutureTask<Long> touch = Background.start(() -> touch(63));
        awaitFault(63);
        place(62, 4);
        assertThat(result(touch)).isEqualTo(wordOf(63));
    }

    @Test
    void discardLeavesMissingPagesMissing() {
        place(4, 1);

        trap().discard(new PageRun(2, 5));

        assertThat(trap().present().isEmpty()).isTrue();
    }

    @Test
    void discardedPagesHoldZerosOnceTrappingEnds() {
        place(4, 1);
        trap().discard(new PageRun(4, 1));

        trap().close();

        assertThat(touch(4)).isZero();
    }

    @Test
    void stopsTheFaultThreadThatWaits() throws Exception {
        FutureTask<Long> fault = Background.start(() -> trap().nextFault());

        trap().stopFaults();

        assertThat(result(fault)).isEqualTo(FaultTrap.STOPPED);
    }

    @Test
    void staysStoppedButTrapsOn() throws Exception {
        trap().stopFaults();
        trap().stopFaults();
        FutureTask<Long> touch = Background.start(() -> touch(5));

        assertThat(nextFault()).isEqualTo(FaultTrap.STOPPED);
        assertThat(nextFault()).isEqualTo(FaultTrap.STOPPED);

        place(5, 1);
        assertThat(result(touch)).isEqualTo(wordOf(5));
    }

    @Test
    void missingPagesReadAsZeroOnceTrappingEnds() throws Exception {
        place(4, 1);
        FutureTask<Long> touch = Background.start(() -> touch(5));
        awaitFault(5);

        trap().close();
        trap().close();

        assertThat(result(touch)).isZero();
        assertThat(touch(4)).isEqualTo(wordOf(4));
        assertThat(touch(79)).isZero();
    }

    @Test
    void reportsAPageAgainThatIsMissingAgain() throws Exception {
        for (int time = 1; time <= 3; time++) {
            FutureTask<Long> touch = Background.start(() -> touch(5));
            awaitFault(5);
            place(5, 1);
            assertThat(result(touch)).as("touch %d", time).isEqualTo(wordOf(5));
            trap().discard(new PageRun(5, 1));
        }
    }

    @Test
    void reportsEachOfManyPagesTouchedAtOnce() throws Exception {
        List<FutureTask<Long>> touches = LongStream.range(0, 16)
                .mapToObj(page -> Background.start(() -> touch(page))).toList();

        awaitFault(LongStream.range(0, 16).toArray());

        place(0, 16);
        for (FutureTask<Long> touch : touches) {
            assertThat(result(touch)).isNotZero();
        }
    }

    @Test
    void zerosFollowADiscardOfContents() {
        place(4, 1);
        trap().discard(new PageRun(4, 1));

        trap().placeZero(new PageRun(4, 1));

        assertThat(trap().landing(new PageRun(4, 1)).toArray(ValueLayout.JAVA_BYTE)).containsOnly(0);
    }

    @Test
    void countsMinorFaultsWhereItSaysSo() {
        if (!seesMinorFaults()) {
            assertThat(trap().minorFaults()).isEmpty();
            return;
        }
        place(20, 1);
        startGuest();
        place(10, 3);

        touch(10);
        touch(10);
        touch(12);
        touch(20);

        assertThat(trap().minorFaults()).as("pages 10 and 12: page 20 was there before the guest ran")
                .isEqualTo(OptionalLong.of(2));
    }

    @Test
    void takesColdPagesWhereItSaysSo() {
        assertThat(trap().takesCold()).isEqualTo(takesCold());
        assertThat(trap().swapFaults().isPresent()).as("it tells of swap faults").isEqualTo(takesCold());
        if (!takesCold()) {
            assertThatThrownBy(() -> trap().placeCold(new PageRun(1, 1)))
                    .isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Test
    void bringsColdPagesInWhenTheyAreTouched() throws Exception {
        if (takesCold()) {
            place(3, 1);
            placeCold(4, 3);
            assertThat(trap().present()).matches(present -> present.size() == 4 && present.contains(6));
            startGuest();

            for (long page = 3; page < 7; page++) {
                long touched = page;
                assertThat(result(Background.start(() -> touch(touched)))).as("page %d", page)
                        .isEqualTo(wordOf(page));
            }

            assertThat(trap().present().size()).isEqualTo(4);
            assertThat(trap().swapFaults().orElseThrow()).matches(
                    faults -> faults.count() == 3 && faults.p50Nanos() <= faults.maxNanos(), "of 3 faults");
        }
    }

    @Test
    void bringsAColdPageInThatSomebodyWaitsFor() throws Exception {
        if (takesCold()) {
            startGuest();
            FutureTask<Long> touch = Background.start(() -> touch(5));
            awaitFault(5);

            placeCold(4, 3);

            assertThat(result(touch)).isEqualTo(wordOf(5));
        }
    }

    @Test
    void bringsColdPagesInAfterItWasClosed() throws Exception {
        if (takesCold()) {
            placeCold(4, 1);
            startGuest();

            trap().stopFaults();
            trap().close();

            assertThat(result(Background.start(() -> touch(4)))).isEqualTo(wordOf(4));
            assertThat(result(Background.start(() -> touch(5)))).isZero();
        }
    }

    @Test
    void discardForgetsThatPagesAreCold() throws Exception {
        if (takesCold()) {
            placeCold(4, 3);

            trap().discard(new PageRun(5, 1));

            assertThat(trap().present()).matches(present -> present.size() == 2 && !present.contains(5));
            startGuest();
            FutureTask<Long> touch = Background.start(() -> touch(5));
            awaitFault(5);
            trap().placeZero(new PageRun(5, 1));
            assertThat(result(touch)).isZero();
        }
    }

    @Test
    void landsNewerContentsOnColdPages() throws Exception {
        if (takesCold()) {
            place(4, 1);
            placeCold(5, 1);
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment newer = contents(arena, new PageRun(7, 2));
                trap().landing(new PageRun(4, 2)).copyFrom(newer);
            }
            startGuest();

            assertThat(result(Background.start(() -> touch(4)))).isEqualTo(wordOf(7));
            assertThat(result(Background.start(() -> touch(5)))).isEqualTo(wordOf(8));
        }
    }

    @Test
    void refusesColdPagesOverPresentOnesAndTheOtherWayRound() {
        if (takesCold()) {
            place(4, 1);
            placeCold(6, 1);

            assertThatThrownBy(() -> placeCold(4, 2)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> placeCold(6, 1)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> place(6, 1)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> trap().placeZero(new PageRun(6, 1)))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    private void placeCold(long first, long count) {
        try (Arena arena = Arena.ofConfined()) {
            for (long page = first; page < first + count; page++) {
                keepOnDevice(page, contents(arena, new PageRun(page, 1)));
            }
        }
        trap().placeCold(new PageRun(first, count));
    }

    private long nextFault() throws Exception {
        return Background.within(patience(), "the wait for a fault", () -> trap().nextFault());
    }

    private <T> T result(FutureTask<T> task) throws Exception {
        return Background.result(task, patience(), "a touch of a page that is there");
    }

    /** What {@link #place} puts as the first word of a page. */
    private static long wordOf(long page) {
        return 0x0102030405060708L * (page + 1);
    }

    private void place(long first, long count) {
        try (Arena arena = Arena.ofConfined()) {
            PageRun run = new PageRun(first, count);
            trap().place(run, contents(arena, run));
        }
    }

    private MemorySegment contents(Arena arena, PageRun run) {
        MemorySegment contents = arena.allocate(trap().geometry().bytes(run.count()),
                trap().geometry().pageSizeBytes());
        for (long offset = 0; offset < contents.byteSize(); offset += Long.BYTES) {
            long page = run.first() + offset / trap().geometry().pageSizeBytes();
            contents.set(WORD, offset, wordOf(page) + offset % trap().geometry().pageSizeBytes());
        }
        return contents;
    }

    /** Waits until all these pages were reported. */
    private void awaitFault(long... pages) throws Exception {
        long[] missing = pages;
        while (missing.length > 0) {
            long fault = nextFault();
            assertThat(pages).as("pages that the guest touches").contains(fault);
            missing = LongStream.of(missing).filter(page -> page != fault).toArray();
        }
    }
}
