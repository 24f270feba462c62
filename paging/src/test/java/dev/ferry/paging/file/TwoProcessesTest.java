package dev.ferry.paging.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.swap.SwapDevice;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hosts are processes here, and die as processes do. */
@Timeout(300)
class TwoProcessesTest {

    private static final long NOTHING = 0;
    private static final long SEED = new SplittableRandom().nextLong();

    @TempDir
    private Path folder;
    private final SplittableRandom random = new SplittableRandom(SEED);

    private SwapDevice open(Duration timeout) {
        return new FileSwapStore(folder, timeout).open("guest", Slots.GEOMETRY);
    }

    /** What the slots may hold, after what a writer has said. */
    private static final class Told {
        private final Map<Long, Set<Long>> versions = new HashMap<>();
        private long lastVersion;

        void hear(List<String> lines) {
            for (String line : lines) {
                String[] words = line.split(" ");
                long version = Long.parseLong(words[1]);
                lastVersion = version;
                for (int i = 2; i < words.length; i++) {
                    Set<Long> versions = versions(Long.parseLong(words[i]));
                    if (words[0].equals("end")) {
                        versions.clear();
                    }
                    versions.add(version);
                }
            }
        }

        Set<Long> versions(long slot) {
            return versions.computeIfAbsent(slot, key -> new HashSet<>(Set.of(NOTHING)));
        }

        /** Damage is allowed where a write may have been under way; then it is written anew. */
        void check(SwapDevice device) {
            for (long slot = 0; slot < device.slotCount(); slot++) {
                Set<Long> allowed = versions(slot);
                try {
                    assertThat(allowed).as("seed %d, slot %d", SEED, slot)
                            .contains(Slots.version(device, slot));
                } catch (FerryException damaged) {
                    assertThat(damaged.code()).isEqualTo(ErrorCode.SWAP_DAMAGED);
                    assertThat(allowed.contains(NOTHING) || allowed.size() > 1)
                            .as("seed %d: %s", SEED, damaged.getMessage()).isTrue();
                    allowed.add(NOTHING);
                }
            }
        }
    }

    @Test
    void aKilledWriterLeavesWhatItWroteAndItsLease() throws IOException {
        Told told = new Told();
        long epoch = 0;
        for (int life = 0; life < 6; life++) {
            try (OtherProcess writer = new OtherProcess(Writer.class, folder, epoch, told.lastVersion + 1,
                    random.nextLong()); SwapDevice here = open(Duration.ofMinutes(1))) {
                assertThat(writer.nextLine()).as("seed %d, epoch", SEED).isEqualTo(Long.toString(++epoch));
                List<String> said = new ArrayList<>();
                for (int line = random.nextInt(200); line >= 0; line--) {
                    said.add(writer.nextLine());
                }
                writer.kill();
                said.addAll(writer.remainingLines());
                told.hear(said);
                assertThatThrownBy(here::attach).hasMessageContaining("epoch " + epoch);
                told.check(here);
            }
        }
    }

    @Test
    void anOvertakenWriterIsRefusedByTheFile() throws IOException {
        try (OtherProcess writer = new OtherProcess(Writer.class, folder, 0, 1, random.nextLong());
                SwapDevice here = open(Duration.ofMinutes(1))) {
            long epoch = Long.parseLong(writer.nextLine());
            for (int line = 0; line < 20; line++) {
                assertThat(writer.nextLine()).isNotNull();
            }
            // Its output is not read here: that it waits for it must not matter.
            assertThat(here.takeOver(epoch)).isEqualTo(epoch + 1);
            Slots.write(here, 1_000_000, Slots.range(0, 64));

            assertThat(writer.remainingLines()).last().isEqualTo(Writer.FENCED);

            for (long slot = 0; slot < 64; slot++) {
                assertThat(Slots.version(here, slot)).as("seed %d, slot %d", SEED, slot).isEqualTo(1_000_000);
            }
        }
    }

    @Test
    void ofManyProcessesOneIsFirst() throws IOException {
        try (OtherProcess one = new OtherProcess(Writer.class, folder, 0, 1, 1);
                OtherProcess two = new OtherProcess(Writer.class, folder, 0, 1, 2);
                OtherProcess three = new OtherProcess(Writer.class, folder, 0, 1, 3)) {
            assertThat(List.of(one.nextLine(), two.nextLine(), three.nextLine())).containsExactlyInAnyOrder(
                    "1",
                    Writer.FENCED, Writer.FENCED);
        }
    }

    @Test
    void aProcessThatStandsStillWithTheLockIsWaitedForAndToldOf() throws IOException {
        try (SwapDevice here = open(Duration.ofMillis(50))) {
            here.attach();
            Slots.write(here, 1, 1, 2);
            try (OtherProcess holder = new OtherProcess(LockHolder.class, folder.resolve("guest.swap"))) {
                assertThat(holder.nextLine()).isEqualTo("locked");

                assertThatThrownBy(() -> Slots.write(here, 2, 1)).isInstanceOfSatisfying(FerryException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.SWAP_UNREACHABLE))
                        .hasMessageContaining("another process").hasMessageContaining("guest.swap");
                assertThat(Slots.version(here, 1)).as("reading needs no lock").isEqualTo(1);
            }
            Slots.write(here, 2, 1);
            assertThat(Slots.version(here, 1)).isEqualTo(2);
        }
    }
}
