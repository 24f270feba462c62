package dev.ferry.paging.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.swap.SwapDevice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that holds a device dies at each of its changes to the file: before it, half-way through it, after it. What
 * the next one finds in a slot is what was there before the call that was cut, or what it was to write, or damage that
 * is told; and the lease is that of before or after.
 */
@Timeout(120)
class CutWriterTest {

    private static final String GUEST = "cut";
    /** The version of a slot that holds nothing. */
    private static final long NOTHING = 0;

    @TempDir
    private Path folder;

    /** What a slot or the epoch may be: that of the last call that returned, and that of the one after it. */
    private final Map<Long, Set<Long>> versions = new HashMap<>();
    private final Set<Long> epochs = new HashSet<>();
    private boolean mayBeGone;

    @Test
    void leavesEachSlotOldOrNewOrDamagedAndTheLeaseValid() throws Exception {
        int cuts = 0;
        for (CutFile.Cut cut : CutFile.Cut.values()) {
            int changes = 0;
            while (isCut(changes, cut)) {
                changes++;
            }
            assertThat(changes).as("changes of a whole life").isGreaterThan(10);
            cuts += changes;
        }
        assertThat(cuts).isGreaterThan(30);
    }

    /** Whether the life of a device was cut at all; what is left of it is checked. */
    private boolean isCut(int changes, CutFile.Cut cut) throws Exception {
        Path file = folder.resolve(cut + "-" + changes + ".swap");
        CutFile access = new CutFile(changes, cut);
        versions.clear();
        epochs.clear();
        epochs.add(0L);
        mayBeGone = true;
        try (SwapFile open = new SwapFile(GUEST, file, SwapFileLayout.of(Slots.GEOMETRY),
                Duration.ofSeconds(30), access)) {
            live(new FileSwapDevice(open, "the one cut off"));
        } catch (CutFile.Killed killed) {
            // As told.
        }
        checkWhatIsLeft(file, "cut %s after %d changes".formatted(cut, changes));
        return access.isDead();
    }

    private void live(SwapDevice device) {
        epochs.add(1L);
        device.attach();
        epochs.remove(0L);
        mayBeGone = false;
        write(device, 1, 0, 1, 2, 3, 10, 20, 21);
        write(device, 2, 1, 2, 21, 40);
        versions.values().forEach(each -> each.add(NOTHING));
        device.free(new PageRun(2, 19));
        LongStream.range(2, 21)
                .forEach(slot -> versions.computeIfPresent(slot, (key, each) -> Set.of(NOTHING)));
        LongStream.of(0, 1, 21, 40).forEach(slot -> versions.get(slot).remove(NOTHING));
        device.detach();
        epochs.add(2L);
        device.takeOver(1);
        epochs.remove(1L);
        write(device, 3, 0, 1);
        mayBeGone = true;
        device.erase();
        versions.clear();
        epochs.clear();
        epochs.add(0L);
    }

    private void write(SwapDevice device, long version, long... slots) {
        for (long slot : slots) {
            versions.computeIfAbsent(slot, key -> new HashSet<>(Set.of(NOTHING))).add(version);
        }
        Slots.write(device, version, slots);
        for (long slot : slots) {
            versions.put(slot, new HashSet<>(Set.of(version)));
        }
    }

    private void checkWhatIsLeft(Path file, String when) throws Exception {
        boolean exists = Files.exists(file);
        assertThat(exists || mayBeGone).as(when + ": the file is there").isTrue();
        try (SwapFile open = new SwapFile(GUEST, file, SwapFileLayout.of(Slots.GEOMETRY),
                Duration.ofSeconds(30),
                FileAccess.DIRECT)) {
            FileSwapDevice next = new FileSwapDevice(open, "the next one");
            long epoch = open.locked("look", (slots, lease) -> lease.epoch());
            assertThat(exists ? epochs : Set.of(0L)).as(when + ": epoch").contains(epoch);
            for (long slot = 0; slot < next.slotCount(); slot++) {
                Set<Long> allowed = exists ? versions.getOrDefault(slot, Set.of(NOTHING)) : Set.of(NOTHING);
                checkSlot(next, slot, allowed, when);
            }
            assertThat(epoch == 0 ? next.attach() : next.takeOver(epoch)).as(when).isEqualTo(epoch + 1);
            Slots.write(next, 9, Slots.range(0, next.slotCount()));
            for (long slot = 0; slot < next.slotCount(); slot++) {
                assertThat(Slots.version(next, slot)).as(when).isEqualTo(9);
            }
            next.erase();
        }
        assertThat(file).doesNotExist();
    }

    /** Damaged is what was to change and did not quite; what nobody touched is as it was. */
    private static void checkSlot(SwapDevice device, long slot, Set<Long> allowed, String when) {
        try {
            assertThat(allowed).as(when + ": slot " + slot).contains(Slots.version(device, slot));
        } catch (FerryException damaged) {
            assertThat(damaged.code()).as(when).isEqualTo(ErrorCode.SWAP_DAMAGED);
            assertThat(allowed.contains(NOTHING) || allowed.size() > 1).as(when + ": " + damaged.getMessage())
                    .isTrue();
        }
    }
}
