package dev.ferry.guest.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.memory.FaultTrap;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.workload.Workload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@NeedsKvm
@Timeout(60)
class ArrivingKvmGuestTest {

    private static final PageRun PATTERNED = new PageRun(100, 300);
    private static final PageRun WORKING_SET = new PageRun(120, 64);

    private final Guests guests = new Guests();
    private final MemoryGeometry geometry = guests.platform().geometry(16L << 20);

    @AfterEach
    void closeGuests() {
        guests.close();
    }

    @Test
    void goesOnWithMemoryThatComesByFaults() {
        KvmGuest source = startAndAwait(50_000);
        byte[] state = pauseAndSave(source);
        long steps = source.control().workDone().orElseThrow();
        ArrivingKvmGuest destination = guests.reserve(geometry);

        destination.control().loadState(state);
        assertThat(destination.control().workDone()).hasValue(steps);
        try (FaultServer _ = new FaultServer(source.memory(), destination.trap())) {
            destination.control().resume();
            guests.awaitSteps(destination, steps + 50_000);

            assertThat(destination.prove()).isEmpty();
        }
        assertThat(destination.trap().present().size()).isEqualTo(geometry.pageCount());
    }

    @Test
    void touchesNoMemoryBeforeItRuns() {
        byte[] state = pauseAndSave(startAndAwait(1000));
        ArrivingKvmGuest destination = guests.reserve(geometry);

        destination.control().loadState(state);

        assertThat(destination.control().saveState()).isEqualTo(state);
        assertThat(destination.trap().present().isEmpty()).isTrue();
    }

    @Test
    void findsPageThatCameWrong() {
        KvmGuest source = startAndAwait(1000);
        byte[] state = pauseAndSave(source);
        ArrivingKvmGuest destination = guests.reserve(geometry);
        destination.control().loadState(state);
        PageRun wrong = new PageRun(PATTERNED.first(), 1);
        destination.trap().place(wrong, source.memory().view(new PageRun(PATTERNED.first() + 1, 1)));

        try (FaultServer _ = new FaultServer(source.memory(), destination.trap())) {
            destination.control().resume();

            assertThat(destination.prove()).hasValueSatisfying(
                    trouble -> assertThat(trouble).startsWith("page " + wrong.first() + " differs"));
        }
    }

    @Test
    void pausesWhileItWaitsForMissingPage() {
        KvmGuest source = startAndAwait(1000);
        byte[] state = pauseAndSave(source);
        ArrivingKvmGuest destination = guests.reserve(geometry);
        destination.control().loadState(state);
        PageRun readByKvm = new GuestLayout(geometry).readByKvm();
        destination.trap().place(readByKvm, source.memory().view(readByKvm));

        for (int round = 0; round < 200; round++) {
            destination.control().resume();
            assertThat(destination.trap().nextFault()).isBetween(WORKING_SET.first(), WORKING_SET.end() - 1);
            destination.control().pause();
        }

        assertThat(destination.control().workDone()).isEqualTo(source.control().workDone());
        try (FaultServer _ = new FaultServer(source.memory(), destination.trap())) {
            assertThat(destination.prove()).isEmpty();
        }
    }

    @Test
    void pausesWhileItWaitsForItsProgram() {
        KvmGuest source = startAndAwait(1000);
        byte[] state = pauseAndSave(source);
        PageRun program = new PageRun(GuestLayout.CODE_ADDRESS / GuestLayout.PAGE_BYTES, 1);
        ArrivingKvmGuest destination = guests.reserve(geometry);
        destination.control().loadState(state);
        destination.trap().placeZero(new PageRun(0, 1));

        destination.control().resume();
        assertThat(destination.trap().nextFault()).isEqualTo(program.first());
        destination.control().pause();

        assertThat(destination.control().saveState()).isEqualTo(state);
        destination.trap().place(program, source.memory().view(program));
        try (FaultServer _ = new FaultServer(source.memory(), destination.trap())) {
            destination.control().resume();
            assertThat(destination.prove()).isEmpty();
        }
    }

    @Test
    void isPausedAndResumedWhilePagesCome() {
        KvmGuest source = startAndAwait(1000);
        byte[] state = pauseAndSave(source);
        ArrivingKvmGuest destination = guests.reserve(geometry);
        destination.control().loadState(state);

        try (FaultServer _ = new FaultServer(source.memory(), destination.trap())) {
            for (int round = 0; round < 300; round++) {
                destination.control().resume();
                destination.control().pause();
                if (round % 50 == 0) {
                    System.gc(); // A thread that waited for a page in Java code would stop the JVM here.
                }
            }
            assertThat(destination.prove()).isEmpty();
        }
    }

    @Test
    void goesOnOnBothSidesOfTheHole() {
        MemoryGeometry large = guests.platform().geometry(4L << 30);
        long hole = large.regions().getFirst().pageCount();
        PageRun acrossHole = PageRun.between(hole - 50, hole + 50);
        KvmGuest source = guests.start(large, Workload.sequential(31, acrossHole, acrossHole, 0));
        guests.awaitSteps(source, 1000);
        byte[] state = pauseAndSave(source);
        ArrivingKvmGuest destination = guests.reserve(large);
        destination.control().loadState(state);
        try (FaultServer _ = new FaultServer(source.memory(), destination.trap())) {
            destination.control().resume();
            guests.awaitSteps(destination, source.control().workDone().orElseThrow() + 10_000);
        }

        assertThat(destination.thread().trouble()).as("what the guest found in its pages").isEmpty();
        assertThat(destination.trap().present().nextAbsent(acrossHole.first())).isEqualTo(acrossHole.end());
    }

    @Test
    void movesTwice() {
        KvmGuest source = startAndAwait(1000);
        ArrivingKvmGuest second = guests.reserve(geometry);
        second.control().loadState(pauseAndSave(source));
        try (FaultServer _ = new FaultServer(source.memory(), second.trap())) {
            second.control().resume();
            assertThat(second.prove()).isEmpty();
        }
        second.trap().close();

        ArrivingKvmGuest third = guests.reserve(geometry);
        third.control().loadState(pauseAndSave(second));
        try (FaultServer _ = new FaultServer(second.memory(), third.trap())) {
            third.control().resume();
            assertThat(third.prove()).isEmpty();
        }
    }

    @Test
    void refusesStateOfAnotherGuest() {
        byte[] state = pauseAndSave(startAndAwait(0));
        ArrivingKvmGuest larger = guests.reserve(guests.platform().geometry(32L << 20));

        assertThatThrownBy(() -> larger.control().loadState(state))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("16777216").hasMessageContaining("33554432");
    }

    @Test
    void refusesStateThatKvmDoesNotTake() {
        byte[] state = pauseAndSave(startAndAwait(0));
        int special = state.length
                - Stream.of(CpuSection.values()).mapToInt(section -> section.bytes + 4).sum() + 4;
        Arrays.fill(state, special, special + SpecialRegisters.BYTES, (byte) 0xFF);
        ArrivingKvmGuest destination = guests.reserve(geometry);

        assertThatThrownBy(() -> destination.control().loadState(state))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("KVM_SET_SREGS");
    }

    @Test
    void doesNotStartWithoutState() {
        ArrivingKvmGuest destination = guests.reserve(geometry);

        assertThatThrownBy(destination.control()::resume).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(destination::prove).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closesWhileItWaitsForMissingPage() {
        byte[] state = pauseAndSave(startAndAwait(0));
        ArrivingKvmGuest destination = guests.reserve(geometry);
        destination.control().loadState(state);
        destination.control().resume();
        assertThat(destination.trap().nextFault()).isNotEqualTo(FaultTrap.STOPPED);

        destination.close();
        destination.close();

        assertThat(destination.trap().nextFault()).isEqualTo(FaultTrap.STOPPED);
    }

    @Test
    void leavesNothingOpen() throws Exception {
        makeAndCloseGuests();
        long descriptors = count(Path.of("/proc/self/fd"));
        long threads = count(Path.of("/proc/self/task"));

        for (int round = 0; round < 10; round++) {
            makeAndCloseGuests();
        }

        assertThat(count(Path.of("/proc/self/fd"))).as("descriptors").isEqualTo(descriptors);
        assertThat(count(Path.of("/proc/self/task"))).as("threads").isLessThan(threads + 10);
        assertThat(Files.readAllLines(Path.of("/proc/self/maps"))).as("mappings")
                .noneMatch(line -> line.contains("kvm-vcpu"));
    }

    private void makeAndCloseGuests() {
        byte[] state;
        try (KvmGuest source = startAndAwait(10)) {
            state = pauseAndSave(source);
        }
        try (ArrivingKvmGuest destination = guests.reserve(geometry)) {
            destination.control().loadState(state);
            destination.control().resume();
        }
    }

    private static long count(Path directory) throws Exception {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.count();
        }
    }

    private KvmGuest startAndAwait(long steps) {
        KvmGuest guest = guests.start(geometry, Workload.sequential(31, PATTERNED, WORKING_SET, 0));
        guests.awaitSteps(guest, steps);
        return guest;
    }

    private static byte[] pauseAndSave(KvmGuest guest) {
        guest.control().pause();
        return guest.control().saveState();
    }
}
