package dev.ferry.paging.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.swap.SwapDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file that cannot be reached is an error that names it, and is used again once it is there. */
@Timeout(120)
class UnreachableFileTest {

    @TempDir
    private Path folder;

    private SwapDevice open(Path folder) {
        return new FileSwapStore(folder, Duration.ofSeconds(30)).open("guest", Slots.GEOMETRY);
    }

    private void assertUnreachable(ThrowingCallable call, Path path) {
        assertThatThrownBy(call).isInstanceOfSatisfying(FerryException.class,
                error -> assertThat(error.code()).isEqualTo(ErrorCode.SWAP_UNREACHABLE))
                .hasMessageContaining("'guest'").hasMessageContaining(path.toString());
    }

    private List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void aFolderThatIsMissingIsNotMade() throws IOException {
        Path later = folder.resolve("later");
        assertUnreachable(() -> open(later), later);
        assertThat(later).doesNotExist();

        Files.createDirectory(later);
        try (SwapDevice device = open(later)) {
            device.attach();
        }
    }

    @Test
    void aFolderThatIsNoneIsToldOf() throws IOException {
        Path letter = Files.writeString(folder.resolve("letter"), "no folder");

        assertUnreachable(() -> open(letter), letter);
    }

    /** As where a network file system was unmounted: it is not made anew, and what it holds is there with it again. */
    @Test
    void aFileThatWasOutOfReachIsUsedAgain() throws IOException {
        try (SwapDevice device = open(folder)) {
            device.attach();
            Slots.write(device, 1, 1, 2, 3);
            loseTheChannel(device);
            Path away = Files.move(folder.resolve("guest.swap"), folder.resolve("away"));
            assertUnreachable(() -> Slots.version(device, 1), folder);
            assertUnreachable(() -> Slots.write(device, 2, 1), folder);
            assertThat(files(folder)).containsExactly("away");

            Files.move(away, folder.resolve("guest.swap"));
            assertThat(Slots.version(device, 1)).isEqualTo(1);
            Slots.write(device, 2, 1);
            assertThat(Slots.version(device, 1)).isEqualTo(2);
        }
    }

    /** The system closes the channel of a thread that is interrupted; the next call opens it again. */
    private static void loseTheChannel(SwapDevice device) {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Slots.write(device, 9, 40)).isInstanceOf(FerryException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void anInterruptEndsOneCallAndNotTheDevice() {
        try (SwapDevice device = open(folder)) {
            device.attach();
            Slots.write(device, 1, 1, 2, 3);
            for (int round = 0; round < 10; round++) {
                loseTheChannel(device);
                Slots.write(device, round, 1);
                assertThat(Slots.version(device, 1)).isEqualTo(round);
            }
        }
    }

    @Test
    void anInterruptOfOneThreadDoesNotDisturbTheOthers() throws Exception {
        try (SwapDevice device = open(folder)) {
            device.attach();
            Slots.write(device, 1, Slots.range(0, 64));
            FutureTask<Void> interrupted = new FutureTask<>(() -> {
                for (int round = 0; round < 300; round++) {
                    Thread.currentThread().interrupt();
                    assertThatThrownBy(() -> Slots.version(device, 1)).isInstanceOf(FerryException.class);
                    assertThat(Thread.interrupted()).isTrue();
                }
                return null;
            });
            Thread.ofPlatform().daemon().start(interrupted);
            for (long round = 0; !interrupted.isDone(); round++) {
                Slots.write(device, round, Slots.range(0, 8));
                assertThat(Slots.version(device, round % 8)).isEqualTo(round);
                assertThat(Slots.version(device, 40)).isEqualTo(1);
            }
            interrupted.get();
        }
    }

    @Test
    void aFullDiskIsToldOfAndReadingGoesOn() {
        FullDisk disk = new FullDisk();
        try (SwapFile file = new SwapFile("guest", folder.resolve("guest.swap"),
                SwapFileLayout.of(Slots.GEOMETRY),
                Duration.ofSeconds(30), disk)) {
            SwapDevice device = new FileSwapDevice(file, "here");
            device.attach();
            Slots.write(device, 1, 1, 2, 3);

            disk.isFull = true;
            assertThatThrownBy(() -> Slots.write(device, 2, 10, 11))
                    .isInstanceOfSatisfying(FerryException.class,
                            error -> assertThat(error.code()).isEqualTo(ErrorCode.SWAP_UNREACHABLE))
                    .hasMessageContaining("No space left on device").hasMessageContaining("guest.swap");
            assertThat(Slots.version(device, 3)).isEqualTo(1);

            disk.isFull = false;
            Slots.write(device, 2, 10, 11);
            assertThat(Slots.version(device, 11)).isEqualTo(2);
        }
    }

    /** Whoever reads a slot that is being written gets its old or its new contents, and no false alarm. */
    @Test
    void aReaderBesideAWriterSeesOldOrNew() throws Exception {
        try (SwapDevice device = open(folder); SwapDevice other = open(folder)) {
            device.attach();
            Slots.write(device, 1, Slots.range(0, 64));
            FutureTask<Void> writer = new FutureTask<>(() -> {
                for (long version = 2; version <= 300; version++) {
                    Slots.write(device, version, Slots.range(0, 64));
                }
                return null;
            });
            Thread.ofPlatform().daemon().start(writer);
            for (long last = 1, slot = 0; last < 300; slot = (slot + 1) % 64) {
                long version = Slots.version(other, slot);
                assertThat(version).isBetween(last - 1, 300L);
                last = Math.max(last, version);
            }
            writer.get();
        }
    }

    @Test
    void nothingIsLeftOfAGuestThatHasEnded() throws IOException {
        try (SwapDevice device = open(folder)) {
            device.attach();
            Slots.write(device, 1, 1, 2, 3);
            assertThat(files(folder)).containsExactly("guest.swap");

            device.erase();

            assertThat(files(folder)).isEmpty();
        }
        assertThat(files(folder)).isEmpty();
    }

    /** Who has not heard that the guest has ended finds nothing, and leaves nothing behind. */
    @Test
    void onlyAttachingMakesAFile() throws IOException {
        try (SwapDevice device = open(folder); SwapDevice late = open(folder)) {
            assertThat(files(folder)).as("opened").isEmpty();
            device.attach();
            Slots.write(device, 1, 1);
            assertThat(Slots.version(late, 1)).isEqualTo(1);
            device.erase();

            assertFails(ErrorCode.SWAP_DAMAGED, () -> Slots.version(late, 1));
            assertFails(ErrorCode.SWAP_FENCED, () -> late.takeOver(1));
            assertFails(ErrorCode.SWAP_FENCED, () -> Slots.write(device, 2, 1));
            assertFails(ErrorCode.SWAP_FENCED, device::erase);
            late.detach();
            open(folder).close();

            assertThat(files(folder)).isEmpty();
            assertThat(late.attach()).isEqualTo(1);
        }
    }

    private static void assertFails(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(FerryException.class,
                error -> assertThat(error.code()).isEqualTo(code));
    }

    /** It holds the memory of a guest. */
    @Test
    void aFileIsForItsOwnerOnly() throws IOException {
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"),
                "the file system has no permissions");
        try (SwapDevice device = open(folder)) {
            device.attach();

            assertThat(Files.getPosixFilePermissions(folder.resolve("guest.swap")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
    }

    @Test
    void aClosedDeviceSaysSo() {
        SwapDevice device = open(folder);
        device.close();

        assertThatIllegalStateException().isThrownBy(device::attach).withMessageContaining("closed")
                .withMessageContaining("'guest'");
    }

    @Test
    void namesOfGuestsAreNamesOfFilesAndNoTwoAreOne() throws IOException {
        List<String> guests = List.of("a", "A", "a/b", "a\\b", "../a", "..", ".", "", "a.swap", "a b", "a%b",
                "a%0062", "\u00e4", "a\u0308", "\ud83d\ude00", "\ud83d", "nul", "a:b", "a\nb", "a*");
        FileSwapStore store = new FileSwapStore(folder, Duration.ofSeconds(30));
        for (String guest : guests) {
            try (SwapDevice device = store.open(guest, Slots.GEOMETRY)) {
                assertThat(device.attach()).as("guest '%s'", guest).isEqualTo(1);
            }
        }
        assertThat(files(folder)).hasSize(guests.size())
                .allMatch(name -> name.matches("[a-z0-9_%-]*\\.swap"));
        assertThatIllegalArgumentException().isThrownBy(() -> store.open("x".repeat(300), Slots.GEOMETRY))
                .withMessageContaining("300").withMessageContaining("200");
    }
}
