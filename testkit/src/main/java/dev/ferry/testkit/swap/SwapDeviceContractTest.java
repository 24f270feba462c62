package dev.ferry.testkit.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.swap.SwapDevice;
import dev.ferry.api.swap.SwapStore;
import dev.ferry.testkit.internal.Background;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link SwapStore} and its devices must do. A store's main test extends this class, gives its store, and
 * adds only what is special: how it is unreachable, and what damages it.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class SwapDeviceContractTest {

    private static final MemoryGeometry GEOMETRY = MemoryGeometry.flat(4096, 300);
    private static final int MAX_BATCH = 40;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final String guest = guestId("a");
    private final Model model = new Model();
    private SwapStore hereStore;
    private SwapStore thereStore;
    private SwapDevice here;
    private SwapDevice there;

    /** For the tests' subclasses. */
    protected SwapDeviceContractTest() {}

    /**
     * Opens the store as one more host would: all that are opened in a test reach the same devices. Closed by the test.
     */
    protected abstract SwapStore open();

    /** What the slots are to hold: a seed each. The slow and obvious device. */
    private static final class Model {
        private final Map<Long, Long> seeds = new TreeMap<>();

        /** Writes random slots to a device, and notes them. */
        void write(SwapDevice device, SplittableRandom random) {
            write(device, random, randomSlots(random));
        }

        void write(SwapDevice device, SplittableRandom random, long... slots) {
            long[] written = LongStream.of(slots).map(slot -> random.nextLong()).toArray();
            device.write(slots, contents(device.slotBytes(), written));
            for (int i = 0; i < slots.length; i++) {
                seeds.put(slots[i], written[i]);
            }
        }

        long[] slots() {
            return seeds.keySet().stream().mapToLong(slot -> slot).toArray();
        }

        void assertThatIn(SwapDevice device, String description) {
            MemorySegment expected = contents(device.slotBytes(),
                    seeds.values().stream().mapToLong(seed -> seed).toArray());
            assertThat(read(device, slots()).mismatch(expected)).as(description).isEqualTo(-1);
        }
    }

    private static String guestId(String name) {
        return "contract/" + name + " " + UUID.randomUUID();
    }

    @BeforeEach
    void openBothHosts() {
        hereStore = toClose(open());
        thereStore = toClose(open());
        here = toClose(hereStore.open(guest, GEOMETRY));
        there = toClose(thereStore.open(guest, GEOMETRY));
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : opened.reversed()) {
            one.close();
        }
    }

    private synchronized <T extends AutoCloseable> T toClose(T one) {
        opened.add(one);
        return one;
    }

    @Test
    void hasASlotForEachPage() {
        assertThat(here.slotBytes()).isEqualTo(GEOMETRY.pageSizeBytes());
        assertThat(here.slotCount()).isEqualTo(GEOMETRY.pageCount());
    }

    @Test
    void bothHostsReadBackWhatWasWritten() {
        withSeed((seed, random) -> {
            here.attach();
            for (int batch = 0; batch < 30; batch++) {
                model.write(here, random);
                model.assertThatIn(there, "seed " + seed + ", batch " + batch);
            }
            model.assertThatIn(here, "seed " + seed);
        });
    }

    @Test
    void aSlotHoldsWhatWasWrittenLast() {
        withSeed((seed, random) -> {
            here.attach();
            for (int round = 0; round < 5; round++) {
                model.write(here, random, 3, 4, 5, 9, 7);
                model.write(here, random, 4, 3);
            }
            model.assertThatIn(here, "seed " + seed);
        });
    }

    /** In whichever order they are asked for: neighbours, backwards, far apart, the first and the last. */
    @Test
    void slotsComeInTheOrderAskedFor() {
        withSeed((seed, random) -> {
            here.attach();
            long last = here.slotCount() - 1;
            model.write(here, random, 12, 11, 10, 0, 1, last, last - 1, 100);
            for (long[] order : new long[][]{{10, 11, 12, 100}, {100, 12, 11, 10}, {last, 0},
                    {1, 0, last - 1, last}}) {
                MemorySegment expected = contents(here.slotBytes(),
                        LongStream.of(order).map(model.seeds::get).toArray());
                assertThat(read(there, order).mismatch(expected)).as("seed %d, slots %s", seed, order)
                        .isEqualTo(-1);
            }
        });
    }

    @Test
    void aSlotTwiceInOneReadComesTwice() {
        withSeed((seed, random) -> {
            here.attach();
            model.write(here, random, 5, 6);

            MemorySegment read = read(here, 5, 6, 5);

            assertThat(read.asSlice(0, 4096).mismatch(read.asSlice(8192))).as("seed %d", seed).isEqualTo(-1);
            assertThat(read.asSlice(0, 8192).mismatch(
                    contents(4096, model.seeds.get(5L), model.seeds.get(6L)))).as("seed %d", seed)
                    .isEqualTo(-1);
        });
    }

    @Test
    void doesNotKeepTheMemoryItIsHanded() {
        here.attach();
        MemorySegment contents = contents(4096, 17);
        here.write(new long[]{8}, contents);

        contents.fill((byte) 1);
        MemorySegment read = read(here, 8);
        read.fill((byte) 2);

        assertThat(read(here, 8).mismatch(contents(4096, 17))).isEqualTo(-1);
    }

    /** A page of zeros is contents like any other. */
    @Test
    void holdsPagesOfZeros() {
        here.attach();
        here.write(new long[]{8, 9}, contents(4096, 1, 2));
        here.write(new long[]{8, 20}, Arena.ofAuto().allocate(8192));

        assertThat(read(there, 8, 20).mismatch(Arena.ofAuto().allocate(8192))).isEqualTo(-1);
    }

    @Test
    void aSlotNeverWrittenIsDamagedAndNotZero() {
        withSeed((seed, random) -> {
            assertDamaged(seed, () -> read(here, 7), 7);
            here.attach();
            assertDamaged(seed, () -> read(here, 7), 7);
            model.write(here, random, 5, 6, 8);
            assertDamaged(seed, () -> read(here, 7), 7);
            assertDamaged(seed, () -> read(there, 5, 6, 7, 8), 7);
            assertDamaged(seed, () -> read(there, here.slotCount() - 1), here.slotCount() - 1);
            model.assertThatIn(here, "seed " + seed);
        });
    }

    @Test
    void aFreedSlotIsDamagedAndTheOthersStay() {
        withSeed((seed, random) -> {
            here.attach();
            model.write(here, random, LongStream.range(0, 100).toArray());
            here.free(new PageRun(10, 20));
            here.free(new PageRun(99, 1));
            for (long slot : new long[]{10, 15, 29, 99}) {
                model.seeds.remove(slot);
                assertDamaged(seed, () -> read(there, slot), slot);
            }
            LongStream.range(10, 30).forEach(model.seeds::remove);
            model.assertThatIn(there, "seed " + seed);

            model.write(here, random, 15, 99);
            model.assertThatIn(there, "seed " + seed + ", written again");
        });
    }

    @Test
    void freeTakesSlotsThatHoldNothing() {
        withSeed((seed, random) -> {
            here.attach();
            model.write(here, random, 40);
            here.free(new PageRun(0, 40));
            here.free(new PageRun(41, here.slotCount() - 41));
            model.assertThatIn(here, "seed " + seed);
        });
    }

    @Test
    void eraseForgetsSlotsAndLease() {
        withSeed((seed, random) -> {
            long epoch = here.attach();
            model.write(here, random, 1, 2, 3);
            here.erase();

            assertDamaged(seed, () -> read(here, 2), 2);
            assertDamaged(seed, () -> read(there, 2), 2);
            assertFenced(() -> here.write(new long[]{1}, contents(4096, 1)));
            assertFenced(() -> there.takeOver(epoch));
            there.attach();
            assertFenced(() -> here.write(new long[]{1}, contents(4096, 1)));
            assertDamaged(seed, () -> read(there, 2), 2);
            there.write(new long[]{2}, contents(4096, 5));
            assertThat(read(here, 2).mismatch(contents(4096, 5))).isEqualTo(-1);
        });
    }

    @Test
    void guestsDoNotSeeEachOther() {
        withSeed((seed, random) -> {
            SwapDevice other = toClose(hereStore.open(guestId("b"), GEOMETRY));
            // A store that pastes names together takes these for one.
            SwapDevice prefix = toClose(hereStore.open(guest + "/1", GEOMETRY));
            Model others = new Model();
            assertThat(here.attach()).isEqualTo(1);
            assertThat(other.attach()).isEqualTo(1);
            assertThat(prefix.attach()).isEqualTo(1);
            model.write(here, random, 1, 2, 3);
            others.write(other, random, 2, 3, 4);

            assertDamaged(seed, () -> read(other, 1), 1);
            assertDamaged(seed, () -> read(prefix, 1), 1);
            here.free(new PageRun(2, 1));
            model.seeds.remove(2L);
            model.assertThatIn(here, "seed " + seed);
            others.assertThatIn(other, "seed " + seed);
            here.erase();
            others.assertThatIn(other, "seed " + seed);
            others.write(other, random, 2);
        });
    }

    @Test
    void eachAttachGrowsTheEpochByOne() {
        assertThat(here.attach()).isEqualTo(1);
        here.detach();
        assertThat(there.attach()).isEqualTo(2);
        there.detach();
        assertThat(here.attach()).isEqualTo(3);
    }

    @Test
    void detachKeepsTheSlots() {
        withSeed((seed, random) -> {
            here.attach();
            model.write(here, random);
            here.detach();
            model.assertThatIn(there, "seed " + seed);
            there.attach();
            model.assertThatIn(there, "seed " + seed);
        });
    }

    @Test
    void aHeldDeviceIsNotAttachedAndItsHolderIsNamed() {
        here.attach();
        here.detach();
        here.attach();

        assertThatThrownBy(() -> there.attach()).isInstanceOfSatisfying(FerryException.class,
                refused -> assertThat(refused.code()).isEqualTo(ErrorCode.SWAP_FENCED))
                .hasMessageContaining(guest).hasMessageMatching("(?s).*held by \\S.*").hasMessageMatching(
                        "(?s).*epoch 2\\b.*");
        here.write(new long[]{1}, contents(4096, 1));
    }

    @Test
    void takeOverMovesTheLeaseAndKeepsTheSlots() {
        withSeed((seed, random) -> {
            long epoch = here.attach();
            model.write(here, random);

            assertThat(there.takeOver(epoch)).isEqualTo(epoch + 1);

            model.assertThatIn(there, "seed " + seed);
            model.write(there, random);
            model.assertThatIn(here, "seed " + seed);
            assertThat(here.takeOver(epoch + 1)).as("and back").isEqualTo(epoch + 2);
            model.write(here, random);
            model.assertThatIn(there, "seed " + seed);
        });
    }

    @Test
    void aFormerHolderIsRefusedAndChangesNothing() {
        withSeed((seed, random) -> {
            long epoch = here.attach();
            model.write(here, random, LongStream.range(0, 50).toArray());
            there.takeOver(epoch);

            assertFenced(() -> here.write(new long[]{3}, contents(4096, 1)));
            assertFenced(() -> here.write(new long[]{60}, contents(4096, 1)));
            assertFenced(() -> here.free(new PageRun(3, 1)));
            assertFenced(() -> here.erase());

            model.assertThatIn(there, "seed " + seed);
            assertDamaged(seed, () -> read(there, 60), 60);
            model.write(there, random, 3);
        });
    }

    @Test
    void whoeverHasTheLeaseMayAskForItAgain() {
        long epoch = here.attach();
        assertThat(here.attach()).isEqualTo(epoch);
        assertThat(there.takeOver(epoch)).isEqualTo(epoch + 1);
        assertThat(there.takeOver(epoch)).as("asked again").isEqualTo(epoch + 1);
        assertThat(there.attach()).isEqualTo(epoch + 1);

        there.write(new long[]{1}, contents(4096, 1));
        assertFenced(() -> here.write(new long[]{1}, contents(4096, 2)));
    }

    @Test
    void aLeaseGivenUpCanBeTakenOver() {
        long epoch = here.attach();
        here.detach();

        assertThat(there.takeOver(epoch)).isEqualTo(epoch + 1);

        there.write(new long[]{1}, contents(4096, 1));
        assertFenced(() -> here.write(new long[]{1}, contents(4096, 2)));
        assertFenced(() -> here.attach());
    }

    @Test
    void aStaleTakeOverIsRefused() {
        assertFenced(() -> there.takeOver(1));
        long epoch = here.attach();
        assertFenced(() -> there.takeOver(epoch + 1));
        there.takeOver(epoch);

        SwapDevice third = toClose(toClose(open()).open(guest, GEOMETRY));
        assertFenced(() -> third.takeOver(epoch));
        assertFenced(() -> here.takeOver(epoch));
        there.detach();
        assertFenced(() -> here.takeOver(epoch));

        assertThat(third.takeOver(epoch + 1)).isEqualTo(epoch + 2);
    }

    @Test
    void aFormerHolderGivesNothingUp() {
        long epoch = here.attach();
        there.takeOver(epoch);

        here.detach();

        assertFenced(() -> here.attach());
        there.write(new long[]{1}, contents(4096, 1));
    }

    @Test
    void nobodyWritesWithoutTheLease() {
        assertFenced(() -> here.write(new long[]{1}, contents(4096, 1)));
        assertFenced(() -> here.free(new PageRun(1, 1)));
        assertFenced(() -> here.erase());
        here.attach();
        here.write(new long[]{1}, contents(4096, 1));
        here.detach();
        assertFenced(() -> here.write(new long[]{1}, contents(4096, 2)));
        assertFenced(() -> here.free(new PageRun(1, 1)));
        assertFenced(() -> here.erase());
        assertThat(read(there, 1).mismatch(contents(4096, 1))).isEqualTo(-1);
    }

    @Test
    void ofManyWhoAttachOneDoes() throws Exception {
        for (int round = 0; round < 5; round++) {
            String contested = guestId("attach " + round);
            List<SwapDevice> devices = contestants(contested);
            assertThat(winners(devices, SwapDevice::attach)).as("round %d", round).containsExactly(1L);
        }
    }

    @Test
    void ofManyWhoTakeOverOneDoes() throws Exception {
        List<SwapDevice> devices = contestants(guest);
        long epoch = here.attach();
        for (int round = 0; round < 5; round++) {
            long told = epoch;
            assertThat(winners(devices, device -> device.takeOver(told))).as("round %d", round)
                    .containsExactly(epoch + 1);
            epoch++;
        }
    }

    private List<SwapDevice> contestants(String guestId) {
        return List.of(toClose(hereStore.open(guestId, GEOMETRY)),
                toClose(thereStore.open(guestId, GEOMETRY)),
                toClose(toClose(open()).open(guestId, GEOMETRY)));
    }

    private interface Taking {
        long epoch(SwapDevice device);
    }

    /** The epochs of those who got the lease when all tried at once; the others were refused. */
    private static List<Long> winners(List<SwapDevice> devices, Taking taking) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Long>> attempts = new ArrayList<>();
        for (SwapDevice device : devices) {
            attempts.add(Background.start(() -> {
                start.await();
                try {
                    return taking.epoch(device);
                } catch (FerryException refused) {
                    assertThat(refused.code()).isEqualTo(ErrorCode.SWAP_FENCED);
                    return 0L;
                }
            }));
        }
        start.countDown();
        List<Long> epochs = new ArrayList<>();
        for (Future<Long> attempt : attempts) {
            long epoch = Background.result(attempt, PATIENCE, "taking a lease");
            if (epoch > 0) {
                epochs.add(epoch);
            }
        }
        return epochs;
    }

    /**
     * The lease changes hands while its holder writes for all it is worth: from the return of the take-over on, no slot
     * is the old holder's any more, neither by a write that began before nor by one that begins after.
     */
    @Test
    void anOvertakenWriterChangesNothing() {
        withSeed((seed, random) -> {
            SwapDevice holder = here;
            SwapDevice next = there;
            long epoch = holder.attach();
            for (int round = 0; round < 12; round++) {
                RecklessWriter writer = new RecklessWriter(holder, random.split());
                writer.awaitWrites(random.nextInt(4));
                epoch = next.takeOver(epoch);
                writer.isOvertaken();
                model.write(next, random, LongStream.range(0, 100).toArray());
                model.write(next, random);
                writer.awaitEnd();
                model.assertThatIn(next, "seed " + seed + ", round " + round);
                SwapDevice former = holder;
                holder = next;
                next = former;
            }
        });
    }

    /** Writes, whatever it is told, until it was refused some times after it was overtaken. */
    private static final class RecklessWriter {
        private static final int REFUSALS = 10;

        private final SwapDevice device;
        private final SplittableRandom random;
        private final AtomicInteger writes = new AtomicInteger();
        private final Future<?> ended;
        private volatile boolean overtaken;

        RecklessWriter(SwapDevice device, SplittableRandom random) {
            this.device = device;
            this.random = random;
            ended = Background.start(this::write);
        }

        private Object write() {
            for (int refusals = 0; refusals < REFUSALS;) {
                boolean mayStillSucceed = !overtaken;
                long[] slots = LongStream.range(0, 1 + random.nextInt(MAX_BATCH)).toArray();
                try {
                    device.write(slots,
                            contents(4096, LongStream.of(slots).map(slot -> random.nextLong()).toArray()));
                    assertThat(mayStillSucceed).as("written after the take-over").isTrue();
                    writes.incrementAndGet();
                } catch (FerryException refused) {
                    assertThat(refused.code()).isEqualTo(ErrorCode.SWAP_FENCED);
                    refusals += overtaken ? 1 : 0;
                }
            }
            return null;
        }

        void awaitWrites(int count) {
            Background.await(PATIENCE, count + " writes", () -> writes.get() >= count || ended.isDone());
        }

        void isOvertaken() {
            overtaken = true;
        }

        void awaitEnd() throws Exception {
            Background.result(ended, PATIENCE, "a writer that is refused");
        }
    }

    @Test
    void threadsWriteAndReadDifferentSlotsAtOnce() {
        withSeed((seed, random) -> {
            here.attach();
            List<Future<Object>> threads = new ArrayList<>();
            for (int thread = 0; thread < 6; thread++) {
                long remainder = thread;
                SplittableRandom own = random.split();
                threads.add(Background.start(() -> {
                    Model mine = new Model();
                    for (int batch = 0; batch < 30; batch++) {
                        mine.write(here, own,
                                LongStream.of(randomSlots(own)).filter(slot -> slot % 6 == remainder)
                                        .toArray());
                        mine.assertThatIn(batch % 2 == 0 ? here : there,
                                "seed " + seed + ", thread " + remainder);
                    }
                    return null;
                }));
            }
            for (Future<Object> thread : threads) {
                Background.result(thread, PATIENCE, "a thread that writes and reads");
            }
        });
    }

    @Test
    void closingKeepsTheLeaseAndTheSlots() {
        withSeed((seed, random) -> {
            long epoch = here.attach();
            model.write(here, random);
            here.close();
            here.close();

            assertThatThrownBy(() -> there.attach()).hasMessageMatching("(?s).*epoch " + epoch + "\\b.*");
            model.assertThatIn(there, "seed " + seed);
            assertThat(there.takeOver(epoch)).isEqualTo(epoch + 1);
        });
    }

    @Test
    void aStoreOpenedLaterReachesAll() {
        withSeed((seed, random) -> {
            long epoch = here.attach();
            model.write(here, random);
            for (AutoCloseable one : List.of(here, there, hereStore, thereStore)) {
                one.close();
            }
            hereStore.close();

            SwapDevice later = toClose(toClose(open()).open(guest, GEOMETRY));
            model.assertThatIn(later, "seed " + seed);
            assertFenced(() -> later.write(new long[]{1}, contents(4096, 1)));
            assertThat(later.takeOver(epoch)).isEqualTo(epoch + 1);
            model.write(later, random);
            model.assertThatIn(later, "seed " + seed);
        });
    }

    /** Whoever opens it with pages of another size, or another number of them, gets no page of it. */
    @Test
    void slotsOfAnotherSizeAreNotRead() {
        here.attach();
        here.write(new long[]{0, 1}, contents(4096, 1, 2));

        for (MemoryGeometry another : List.of(MemoryGeometry.flat(2048, 300), MemoryGeometry.flat(8192, 300),
                MemoryGeometry.flat(4096, 299), MemoryGeometry.flat(4096, 301))) {
            assertThatThrownBy(() -> {
                SwapDevice other = toClose(toClose(open()).open(guest, another));
                read(other, 0);
            }).as("%s", another).isInstanceOfSatisfying(FerryException.class,
                    refused -> assertThat(refused.code()).isEqualTo(ErrorCode.SWAP_DAMAGED))
                    .hasMessageContaining(guest);
        }
    }

    @Test
    void takesAllPageSizesAndHugeGuests() {
        withSeed((seed, random) -> {
            for (int slotBytes : new int[]{512, 65_536, 2 << 20}) {
                long slots = (1L << 36) / slotBytes;
                SwapDevice device = toClose(
                        hereStore.open(guestId("of pages of " + slotBytes),
                                MemoryGeometry.flat(slotBytes, slots)));
                Model huge = new Model();
                device.attach();
                huge.write(device, random, slots - 1, 0, slots / 2, slots / 2 + 1);
                huge.assertThatIn(device, "seed " + seed);
                assertDamaged(seed, () -> read(device, slots - 2), slots - 2);
                device.erase();
            }
        });
    }

    @Test
    void aBatchOfNothingIsTaken() {
        here.attach();
        here.write(new long[0], Arena.ofAuto().allocate(0));
        here.read(new long[0], Arena.ofAuto().allocate(0));
    }

    @Test
    void argumentsAreCheckedAndNamed() {
        here.attach();
        here.write(new long[]{0, 299}, contents(4096, 1, 2));
        MemorySegment slot = contents(4096, 3);

        for (long outside : new long[]{-1, 300, Long.MAX_VALUE}) {
            assertRefused(() -> here.write(new long[]{outside}, slot), "slot " + outside, "299");
            assertRefused(() -> here.read(new long[]{outside}, slot), "slot " + outside, "299");
        }
        assertRefused(() -> here.free(new PageRun(299, 2)), "300", "299");
        assertRefused(() -> here.write(new long[]{0, 1}, slot), "4096", "8192");
        assertRefused(() -> here.read(new long[]{0}, contents(4096, 1, 2)), "8192", "4096");
        assertRefused(() -> here.write(new long[]{0}, MemorySegment.ofArray(new byte[4096])), "heap",
                "native");
        assertRefused(() -> here.read(new long[]{0}, MemorySegment.ofArray(new byte[4096])), "heap",
                "native");
        assertRefused(() -> there.takeOver(0), "epoch 0", "1");
        assertThat(read(here, 0, 299).mismatch(contents(4096, 1, 2))).isEqualTo(-1);
    }

    private static void assertRefused(ThrowingCallable call, String value, String allowed) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessageContaining(value)
                .withMessageContaining(allowed);
    }

    private static void assertFenced(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(FerryException.class,
                refused -> assertThat(refused.code()).isEqualTo(ErrorCode.SWAP_FENCED));
    }

    private static void assertDamaged(long seed, ThrowingCallable read, long slot) {
        assertThatThrownBy(read).as("seed %d", seed).isInstanceOfSatisfying(FerryException.class,
                damaged -> assertThat(damaged.code()).isEqualTo(ErrorCode.SWAP_DAMAGED))
                .hasMessageContaining("contract/").hasMessageMatching("(?s).*slot " + slot + "\\b.*");
    }

    private interface SeededTest {
        void run(long seed, SplittableRandom random) throws Exception;
    }

    private static void withSeed(SeededTest test) {
        long seed = new SplittableRandom().nextLong();
        try {
            test.run(seed, new SplittableRandom(seed));
        } catch (Exception | AssertionError failed) {
            throw new AssertionError("seed " + seed, failed);
        }
    }

    /** From one to {@link #MAX_BATCH} slots, each once, in any order, with neighbours among them. */
    private static long[] randomSlots(SplittableRandom random) {
        long slots = GEOMETRY.pageCount();
        return LongStream.generate(() -> random.nextLong(slots))
                .flatMap(first -> LongStream.range(first, Math.min(slots, first + 1 + random.nextInt(8))))
                .distinct().limit(1 + random.nextInt(MAX_BATCH)).toArray();
    }

    /** One slot after the other, each made from its seed. */
    private static MemorySegment contents(int slotBytes, long... seeds) {
        MemorySegment contents = Arena.ofAuto().allocate((long) seeds.length * slotBytes, Long.BYTES);
        long offset = 0;
        for (long seed : seeds) {
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < slotBytes; i += Long.BYTES, offset += Long.BYTES) {
                contents.set(ValueLayout.JAVA_LONG, offset, random.nextLong());
            }
        }
        return contents;
    }

    private static MemorySegment read(SwapDevice device, long... slots) {
        MemorySegment target = Arena.ofAuto().allocate((long) slots.length * device.slotBytes());
        device.read(slots, target);
        return target;
    }
}
