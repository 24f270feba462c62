package dev.ferry.testkit.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.ferry.api.FerryException;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.swap.SwapDevice;
import dev.ferry.api.swap.SwapStore;
import dev.ferry.testkit.ContractRun;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Swap devices that are wrong, each in one way, are found so by the contract test. */
@Timeout(120)
class SwapDeviceMutantTest {

    private interface DeviceKind extends BiFunction<SharedSlots, String, SwapDevice> {}

    static final class Subject extends SwapDeviceContractTest {

        private static DeviceKind device = InMemorySwapDevice::new;
        private static UnaryOperator<String> nameOfGuest = UnaryOperator.identity();
        private static BiConsumer<SharedSlots, MemoryGeometry> shapeCheck = SharedSlots::requireShape;

        private final Map<String, SharedSlots> devices = new ConcurrentHashMap<>();

        @Override
        protected SwapStore open() {
            return new SwapStore() {
                @Override
                public SwapDevice open(String guestId, MemoryGeometry geometry) {
                    SharedSlots slots = devices.computeIfAbsent(nameOfGuest.apply(guestId),
                            unused -> new SharedSlots(guestId, geometry));
                    shapeCheck.accept(slots, geometry);
                    return device.apply(slots, "a host");
                }

                @Override
                public void close() {}
            };
        }
    }

    private static class Mutant extends InMemorySwapDevice {
        Mutant(SharedSlots shared, String host) {
            super(shared, host);
        }

        static void await(CountDownLatch latch) {
            try {
                assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        }
    }

    private static final class ReadsZerosWhereNothingIs extends Mutant {
        ReadsZerosWhereNothingIs(SharedSlots shared, String host) {
            super(shared, host);
        }

        @Override
        public void read(long[] slots, MemorySegment target) {
            target.fill((byte) 0);
            try {
                super.read(slots, target);
            } catch (FerryException nothing) {
                // A fresh disk reads as zeros, too.
            }
        }
    }

    private static final class ReadsAsTheHolderOnly extends Mutant {
        ReadsAsTheHolderOnly(SharedSlots shared, String host) {
            super(shared, host);
        }

        @Override
        public void read(long[] slots, MemorySegment target) {
            requireLease("read");
            super.read(slots, target);
        }
    }

    private static final class ReadsInOrderOfSlots extends Mutant {
        ReadsInOrderOfSlots(SharedSlots shared, String host) {
            super(shared, host);
        }

        @Override
        public void read(long[] slots, MemorySegment target) {
            super.read(LongStream.of(slots).sorted().toArray(), target);
        }
    }

    private static final class ReadsEachSlotOnce extends Mutant {
        ReadsEachSlotOnce(SharedSlots shared, String host) {
            super(shared, host);
        }

        @Override
        public void read(long[] slots, MemorySegment target) {
            long[] once = LongStream.of(slots).distinct().toArray();
            super.read(once, target.asSlice(0, (long) once.length * slotBytes()));
        }
    }

    private static final class WritesWithoutTheLease extends Mutant {
        WritesWithoutTheLease(SharedSlots shared, String host) {
            super(shared, host);
        }

        @Override
        public void write(long[] slots, MemorySegment contents) {
            store(slots, contents);
        }
    }

    /**
     * Between the look and the write the lease may change hands. Here it does for certain: one write waits for the next
     * holder to have written, and the next holder takes over only once that write has looked.
     */
    private static final class LooksAtTheLeaseAndWritesLater extends Mutant {
        /** One more than the test ever waits for. */
        private static final int LATE_WRITE = 4;
        /** All that the next holder writes before its slots are compared. */
        private static final int WRITES_OF_THE_NEXT = 2;

        private static final CountDownLatch looked = new CountDownLatch(1);
        private static final CountDownLatch overwritten = new CountDownLatch(WRITES_OF_THE_NEXT);

        private int writes;
        private boolean isNext;

        LooksAtTheLeaseAndWritesLater(SharedSlots shared, String host) {
            super(shared, host);
        }

        @Override
        public long takeOver(long epoch) {
            await(looked);
            isNext = true;
            return super.takeOver(epoch);
        }

        @Override
        public void write(long[] slots, MemorySegment contents) {
            requireLease("write");
            if (!isNext && ++writes == LATE_WRITE) {
                looked.countDown();
                await(overwritten);
            }
            store(slots, contents);
            if (isNext) {
                overwritten.countDown();
            }
        }
    }

    private static final class KeepsTheFirstContents extends Mutant {
        KeepsTheFirstContents(SharedSlots shared, String host) {
            super(shared, host);
        }

        @Override
        public void write(long[] slots, MemorySegment contents) {
            for (int i = 0; i < slots.length; i++) {
                if (!shared.contents.containsKey(slots[i])) {
                    super.write(new long[]{slots[i]},
                            contents.asSlice((long) i * slotBytes(), slotBytes()));
                }
            }
        }
    }

    private static final class TakesZerosForNothing extends Mutant {
        TakesZerosForNothing(SharedSlots shared, String host) {
            super(shared, host);
        }

        @Override
        public void write(long[] slots, MemorySegment contents) {
            super.write(slots, contents);
            MemorySegment zeros = MemorySegment.ofArray(new byte[slotBytes()]);
            shared.contents.values().removeIf(slot -> slot.mismatch(zeros) < 0);
        }
    }

    private static final class KeepsItsWritesToItself extends Mutant {
        private long[] slots = {};
        private MemorySegment contents = MemorySegment.NULL;

        KeepsItsWritesToItself(SharedSlots shared, String host) {
            super(shared, host);
        }

        @Override
        public void write(long[] slots, MemorySegment contents) {
            this.slots = slots;
            this.contents = contents;
        }

        @Override
        public void read(long[] wanted, MemorySegment target) {
            store(slots, contents);
            super.read(wanted, target);
        }
    }

    private static final class AddressesWithAnInt extends Mutant {
        AddressesWithAnInt(SharedSlots shared, String host) {
            super(shared, host);
        }

        private long[] wrapped(long[] slots) {
            return LongStream.of(slots).map(slot -> Math.abs((int) (slot * slotBytes()) / slotBytes()))
                    .toArray();
        }

        @Override
        public void write(long[] slots, MemorySegment contents) {
            super.write(wrapped(slots), contents);
        }

        @Override
        public void read(long[] slots, MemorySegment target) {
            super.read(wrapped(slots), target);
        }
    }

    private static final class TakesSlotsOutside extends Mutant {
        TakesSlotsOutside(SharedSlots shared, String host) {
            super(shared, host);
        }

        @Override
        public long slotCount() {
            return Long.MAX_VALUE;
        }
    }

    private static final class FreesNothing extends Mutant {
        FreesNothing(SharedSlots shared, String host) {
            super(shared, host);
        }

        @Override
        public void free(PageRun slots) {
            requireLease("free");
        }
    }

    private static final class FreesOneTooMany extends Mutant {
        FreesOneTooMany(SharedSlots shared, String host) {
            super(shared, host);
        }

        @Override
        public void free(PageRun slots) {
            super.free(slots);
            shared.contents.remove(slots.end());
        }
    }

    private static final class FreesWithoutTheLease extends Mutant {
        FreesWithoutTheLease(SharedSlots shared, String host) {
            super(shared, host);
        }

        @Override
        public void free(PageRun slots) {
            shared.contents.keySet().removeIf(slots::contains);
        }
    }

    private static final class ErasesWithoutTheLease extends Mutant {
        ErasesWithoutTheLease(SharedSlots shared, String host) {
            super(shared, host);
        }

        @Override
        public void erase() {
            shared.holder = this;
            super.erase();
        }
    }

    private static final class KeepsErasedSlots extends Mutant {
        KeepsErasedSlots(SharedSlots shared, String host) {
            super(shared, host);
        }

        @Override
        public void erase() {
            requireLease("erase");
            shared.epoch = 0;
            shared.holder = null;
        }
    }

    private static final class KeepsTheLeaseOfAnErasedDevice extends Mutant {
        KeepsTheLeaseOfAnErasedDevice(SharedSlots shared, String host) {
            super(shared, host);
        }

        @Override
        public void erase() {
            requireLease("erase");
            shared.contents.clear();
        }
    }

    private static final class AttachesToAHeldDevice extends Mutant {
        AttachesToAHeldDevice(SharedSlots shared, String host) {
            super(shared, host);
        }

        @Override
        public long attach() {
            return shared.holder == this ? shared.epoch : take();
        }
    }

    /** All who look find the device free before one takes it. */
    private static final class LooksAtTheLeaseAndAttachesLater extends Mutant {
        private static final CountDownLatch twoHaveLooked = new CountDownLatch(2);

        LooksAtTheLeaseAndAttachesLater(SharedSlots shared, String host) {
            super(shared, host);
        }

        @Override
        public long attach() {
            boolean free = shared.holder == null;
            twoHaveLooked.countDown();
            await(twoHaveLooked);
            synchronized (shared) {
                return free ? take() : super.attach();
            }
        }
    }

    private static final class RefusesItsOwnHolder extends Mutant {
        RefusesItsOwnHolder(SharedSlots shared, String host) {
            super(shared, host);
        }

        @Override
        public long attach() {
            if (shared.holder == this) {
                shared.holder = null;
            }
            return super.attach();
        }
    }

    private static final class StartsEpochsAgain extends Mutant {
        StartsEpochsAgain(SharedSlots shared, String host) {
            super(shared, host);
        }

        @Override
        public void detach() {
            super.detach();
            shared.epoch = 0;
        }
    }

    private static final class TakesOverByAnyEpoch extends Mutant {
        TakesOverByAnyEpoch(SharedSlots shared, String host) {
            super(shared, host);
        }

        @Override
        public long takeOver(long epoch) {
            return super.takeOver(Math.max(1, shared.epoch));
        }
    }

    private static final class TakesOverFromAHolderOnly extends Mutant {
        TakesOverFromAHolderOnly(SharedSlots shared, String host) {
            super(shared, host);
        }

        @Override
        public long takeOver(long epoch) {
            return shared.holder == null ? super.takeOver(epoch + 1) : super.takeOver(epoch);
        }
    }

    private static final class ForgetsSlotsAtATakeOver extends Mutant {
        ForgetsSlotsAtATakeOver(SharedSlots shared, String host) {
            super(shared, host);
        }

        @Override
        public long takeOver(long epoch) {
            shared.contents.clear();
            return super.takeOver(epoch);
        }
    }

    private static final class GivesUpForOthers extends Mutant {
        GivesUpForOthers(SharedSlots shared, String host) {
            super(shared, host);
        }

        @Override
        public void detach() {
            shared.holder = null;
        }
    }

    private static final class ForgetsSlotsAtADetach extends Mutant {
        ForgetsSlotsAtADetach(SharedSlots shared, String host) {
            super(shared, host);
        }

        @Override
        public void detach() {
            super.detach();
            shared.contents.clear();
        }
    }

    private static final class GivesUpWhenClosed extends Mutant {
        GivesUpWhenClosed(SharedSlots shared, String host) {
            super(shared, host);
        }

        @Override
        public void close() {
            detach();
        }
    }

    private static final class HidesTheHolder extends Mutant {
        HidesTheHolder(SharedSlots shared, String host) {
            super(shared, host);
        }

        @Override
        public long attach() {
            try {
                return super.attach();
            } catch (FerryException refused) {
                throw new FerryException(refused.code(), "busy");
            }
        }
    }

    /** Each with the test that is to find it. */
    static Stream<Arguments> mutants() {
        return Stream.of(mutant(ReadsZerosWhereNothingIs::new, "aSlotNeverWrittenIsDamagedAndNotZero"),
                mutant(ReadsAsTheHolderOnly::new, "bothHostsReadBackWhatWasWritten"),
                mutant(ReadsInOrderOfSlots::new, "slotsComeInTheOrderAskedFor"),
                mutant(ReadsEachSlotOnce::new, "aSlotTwiceInOneReadComesTwice"),
                mutant(WritesWithoutTheLease::new, "aFormerHolderIsRefusedAndChangesNothing"),
                mutant(LooksAtTheLeaseAndWritesLater::new, "anOvertakenWriterChangesNothing"),
                mutant(KeepsTheFirstContents::new, "aSlotHoldsWhatWasWrittenLast"),
                mutant(TakesZerosForNothing::new, "holdsPagesOfZeros"),
                mutant(KeepsItsWritesToItself::new, "bothHostsReadBackWhatWasWritten"),
                mutant(KeepsItsWritesToItself::new, "doesNotKeepTheMemoryItIsHanded"),
                mutant(AddressesWithAnInt::new, "takesAllPageSizesAndHugeGuests"),
                mutant(TakesSlotsOutside::new, "argumentsAreCheckedAndNamed"),
                mutant(FreesNothing::new, "aFreedSlotIsDamagedAndTheOthersStay"),
                mutant(FreesOneTooMany::new, "aFreedSlotIsDamagedAndTheOthersStay"),
                mutant(FreesWithoutTheLease::new, "aFormerHolderIsRefusedAndChangesNothing"),
                mutant(ErasesWithoutTheLease::new, "nobodyWritesWithoutTheLease"),
                mutant(KeepsErasedSlots::new, "eraseForgetsSlotsAndLease"),
                mutant(KeepsTheLeaseOfAnErasedDevice::new, "eraseForgetsSlotsAndLease"),
                mutant(AttachesToAHeldDevice::new, "aHeldDeviceIsNotAttachedAndItsHolderIsNamed"),
                mutant(HidesTheHolder::new, "aHeldDeviceIsNotAttachedAndItsHolderIsNamed"),
                mutant(LooksAtTheLeaseAndAttachesLater::new, "ofManyWhoAttachOneDoes"),
                mutant(RefusesItsOwnHolder::new, "whoeverHasTheLeaseMayAskForItAgain"),
                mutant(StartsEpochsAgain::new, "eachAttachGrowsTheEpochByOne"),
                mutant(TakesOverByAnyEpoch::new, "aStaleTakeOverIsRefused"),
                mutant(TakesOverFromAHolderOnly::new, "aLeaseGivenUpCanBeTakenOver"),
                mutant(ForgetsSlotsAtATakeOver::new, "takeOverMovesTheLeaseAndKeepsTheSlots"),
                mutant(GivesUpForOthers::new, "aFormerHolderGivesNothingUp"),
                mutant(ForgetsSlotsAtADetach::new, "detachKeepsTheSlots"),
                mutant(GivesUpWhenClosed::new, "closingKeepsTheLeaseAndTheSlots"));
    }

    private static Arguments mutant(DeviceKind kind, String test) {
        String name = kind.apply(new SharedSlots("", MemoryGeometry.flat(4096, 1)), "").getClass()
                .getSimpleName();
        return argumentSet(name + " by " + test, kind, test);
    }

    @BeforeEach
    void makeItRight() {
        Subject.device = InMemorySwapDevice::new;
        Subject.nameOfGuest = UnaryOperator.identity();
        Subject.shapeCheck = SharedSlots::requireShape;
    }

    @Test
    void findsNothingWrongWithARightOne() {
        assertThat(ContractRun.failures(Subject.class)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void isFound(DeviceKind kind, String test) {
        Subject.device = kind;

        assertThat(ContractRun.failures(Subject.class, test)).contains(test);
    }

    @Test
    void aStoreThatTakesGuestsOfSimilarNamesForOneIsFound() {
        Subject.nameOfGuest = name -> name.replaceFirst("/1$", "");

        assertThat(ContractRun.failures(Subject.class, "guestsDoNotSeeEachOther")).isNotEmpty();
    }

    @Test
    void aStoreThatGivesSlotsOfAnotherSizeIsFound() {
        Subject.shapeCheck = (slots, wanted) -> {};

        assertThat(ContractRun.failures(Subject.class, "slotsOfAnotherSizeAreNotRead")).isNotEmpty();
    }
}
