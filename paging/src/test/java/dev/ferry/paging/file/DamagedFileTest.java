package dev.ferry.paging.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.swap.SwapDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever becomes of a file, nobody reads from it what was not written. */
@Timeout(120)
class DamagedFileTest {

    private static final SwapFileLayout LAYOUT = SwapFileLayout.of(Slots.GEOMETRY);

    @TempDir
    private Path folder;
    private FileSwapStore store;
    private SwapDevice device;
    private Path file;

    @BeforeEach
    void fill() {
        store = new FileSwapStore(folder, Duration.ofSeconds(30));
        device = store.open("guest", Slots.GEOMETRY);
        file = folder.resolve("guest.swap");
        device.attach();
        Slots.write(device, 1, Slots.range(0, 40));
    }

    @AfterEach
    void close() {
        device.close();
    }

    private void overwrite(long offset, byte... bytes) throws IOException {
        try (FileChannel raw = FileChannel.open(file, StandardOpenOption.WRITE)) {
            raw.write(ByteBuffer.wrap(bytes), offset);
        }
    }

    private void assertDamagedAtOpen(String... found) {
        var refused = assertThatThrownBy(() -> store.open("guest", Slots.GEOMETRY).close())
                .isInstanceOfSatisfying(FerryException.class,
                        error -> assertThat(error.code()).isEqualTo(ErrorCode.SWAP_DAMAGED))
                .hasMessageContaining("'guest'").hasMessageContaining(file.toString());
        for (String part : found) {
            refused.hasMessageContaining(part);
        }
    }

    @Test
    void aFlippedBitIsNeverReadAsContents() throws IOException {
        long seed = new SplittableRandom().nextLong();
        SplittableRandom random = new SplittableRandom(seed);
        byte[] whole = Files.readAllBytes(file);
        for (int round = 0; round < 300; round++) {
            byte[] flipped = whole.clone();
            int offset = (int) (random.nextBoolean()
                    ? random.nextInt(whole.length)
                    : random.nextLong(LAYOUT.slotOffset(0)));
            flipped[offset] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, flipped);
            int damaged = 0;
            for (long slot = 0; slot < 64; slot++) {
                damaged += versionOrDamage(slot) == 1 ? 0 : 1;
            }
            assertThat(damaged).as("seed %d, byte %d", seed, offset).isBetween(24, 25);
        }
    }

    private long versionOrDamage(long slot) {
        try {
            return Slots.version(device, slot);
        } catch (FerryException damaged) {
            assertThat(damaged.code()).isEqualTo(ErrorCode.SWAP_DAMAGED);
            return -1;
        }
    }

    @Test
    void aSlotInThePlaceOfAnotherIsDamaged() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        overwrite(LAYOUT.slotOffset(7), Arrays.copyOfRange(whole, (int) LAYOUT.slotOffset(8),
                (int) LAYOUT.slotOffset(9)));
        overwrite(LAYOUT.entryOffset(7), Arrays.copyOfRange(whole, (int) LAYOUT.entryOffset(8),
                (int) LAYOUT.entryOffset(9)));

        assertThatThrownBy(() -> Slots.version(device, 7))
                .hasMessageContaining("slot 7 does not hold what was written")
                .hasMessageContaining("guest").hasMessageContaining(file.toString());
        assertThat(Slots.version(device, 8)).isEqualTo(1);
    }

    @Test
    void whatACutOffFileStillHasIsReadAndTheRestIsDamaged() throws IOException {
        try (FileChannel raw = FileChannel.open(file, StandardOpenOption.WRITE)) {
            raw.truncate(LAYOUT.slotOffset(30) + 100);
        }
        for (long slot = 0; slot < 30; slot++) {
            assertThat(Slots.version(device, slot)).isEqualTo(1);
        }
        assertThat(versionOrDamage(30)).isEqualTo(-1);
        assertThat(versionOrDamage(35)).isEqualTo(-1);
        try (FileChannel raw = FileChannel.open(file, StandardOpenOption.WRITE)) {
            raw.truncate(20);
        }
        assertDamagedAtOpen("cut off", "20 bytes");
        try (FileChannel raw = FileChannel.open(file, StandardOpenOption.WRITE)) {
            raw.truncate(0);
        }
        assertThatThrownBy(device::attach).hasMessageContaining("cut off");
    }

    @Test
    void aFileOfSomethingElseIsNotTouched() throws IOException {
        Files.writeString(file, "This is a letter to somebody, and longer than a header.");

        assertDamagedAtOpen("no swap file", "This is ");
        assertThat(file).hasContent("This is a letter to somebody, and longer than a header.");
    }

    @Test
    void anotherVersionIsNamed() throws IOException {
        overwrite(8, new byte[]{0, 0, 0, 2});

        assertDamagedAtOpen("version 2", "read is 1");
    }

    @Test
    void anotherShapeIsNamed() {
        assertThatThrownBy(() -> store.open("guest", MemoryGeometry.flat(4096, 128)))
                .hasMessageContaining("has 64 slots of 4096 bytes, wanted are 128 slots of 4096 bytes");
        assertThatThrownBy(() -> store.open("guest", MemoryGeometry.flat(8192, 64)))
                .hasMessageContaining("wanted are 64 slots of 8192 bytes");
    }

    @Test
    void aDamagedHeaderIsNamed() throws IOException {
        overwrite(20, (byte) 77);

        assertDamagedAtOpen("damaged header");
    }

    @Test
    void oneDamagedCopyOfTheLeaseIsSurvivedAndTwoAreNot() throws IOException {
        for (int copy = 0; copy < 2; copy++) {
            overwrite(SwapFileLayout.leaseOffset(copy) + 3, (byte) 77);
            try (SwapDevice other = store.open("guest", Slots.GEOMETRY)) {
                assertThatThrownBy(other::attach).hasMessageContaining("epoch " + (copy + 1));
                assertThat(device.takeOver(copy + 1)).as("writes both copies anew").isEqualTo(copy + 2);
            }
        }

        overwrite(SwapFileLayout.leaseOffset(0) + 3, (byte) 77);
        overwrite(SwapFileLayout.leaseOffset(1) + 3, (byte) 77);
        assertThatThrownBy(() -> device.takeOver(3)).isInstanceOfSatisfying(FerryException.class,
                error -> assertThat(error.code()).isEqualTo(ErrorCode.SWAP_DAMAGED))
                .hasMessageContaining("both copies of its lease");
        assertThat(Slots.version(device, 3)).isEqualTo(1);
    }
}
