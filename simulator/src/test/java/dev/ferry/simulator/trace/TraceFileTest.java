package dev.ferry.simulator.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.memory.PageBitmap;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written is read again; what was cut short or changed is refused. */
class TraceFileTest {

    private static final TraceHeader SMALL = new TraceHeader(4096, 200, 100_000_000, true, true);

    /** Bits from one that is flipped to the next: each byte has two or three, and all places come. */
    private static final int STRIDE = 3;

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("guest.trace");
    }

    private static List<TraceInterval> twoIntervals() {
        return List.of(
                new TraceInterval(100_000_001, OptionalLong.of(300), SeededTraces.set(200, 3, 4, 5, 130),
                        Optional.of(SeededTraces.set(200, 3, 4, 5, 7, 130, 199))),
                new TraceInterval(99_999_999, OptionalLong.of(0), new PageBitmap(200),
                        Optional.of(new PageBitmap(200))));
    }

    @Test
    void readsWhatWasWritten() throws IOException {
        for (long seed = 0; seed < 150; seed++) {
            SeededTraces traces = new SeededTraces(seed);
            TraceHeader header = traces.header();
            List<TraceInterval> written = traces.intervals(header, 12);

            AccessTrace trace = SeededTraces.write(file(), header, written);

            assertThat(trace.header()).as("seed %d", seed).isEqualTo(header);
            assertThat(trace.intervals()).as("seed %d", seed).isEqualTo(written.size());
            assertThat(trace.elapsedNanos()).as("seed %d", seed)
                    .isEqualTo(written.stream().mapToLong(TraceInterval::elapsedNanos).sum());
            assertThat(SeededTraces.described(SeededTraces.read(file()))).as("seed %d", seed)
                    .isEqualTo(SeededTraces.described(written));
        }
    }

    @Test
    void writesTheseBytes() throws IOException {
        SeededTraces.write(file(), SMALL, twoIntervals());

        byte[] bytes = Files.readAllBytes(file());
        ByteBuffer head = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(new String(bytes, 0, 8, StandardCharsets.US_ASCII)).isEqualTo("FERRYTRC");
        assertThat(HexFormat.ofDelimiter(" ").formatHex(bytes, 8, 32)).isEqualTo(
                "01 00 03 00 00 10 00 00 c8 00 00 00 00 00 00 00 00 e1 f5 05 00 00 00 00");
        assertThat(head.getInt(32)).isEqualTo(crc32c(bytes, 32));
        byte[] body = inflate(bytes);
        assertThat(HexFormat.ofDelimiter(" ").formatHex(body, 0, body.length - 4)).isEqualTo(
                "01 81 c2 d7 2f ac 02 02 03 03 7c 01 02 07 01 bf 01 01 01 ff c1 d7 2f 00 00 00 00 02");
        assertThat(ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN).getInt(body.length - 4))
                .isEqualTo(crc32c(body, body.length - 4));
    }

    /** Bit by bit, from the polynomial. */
    private static int crc32c(byte[] bytes, int length) {
        int checksum = -1;
        for (int index = 0; index < length; index++) {
            checksum ^= Byte.toUnsignedInt(bytes[index]);
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                checksum = checksum >>> 1 ^ ((checksum & 1) == 0 ? 0 : 0x82f63b78);
            }
        }
        return ~checksum;
    }

    private static byte[] inflate(byte[] file) throws IOException {
        try (InflaterInputStream body = new InflaterInputStream(
                new java.io.ByteArrayInputStream(file, TraceFormat.HEAD_BYTES, file.length))) {
            return body.readAllBytes();
        }
    }

    @Test
    void refusesFileCutShortAnywhere() throws IOException {
        SeededTraces.write(file(), SMALL, twoIntervals());
        byte[] bytes = Files.readAllBytes(file());

        for (int length = 0; length < bytes.length; length++) {
            Files.write(file(), Arrays.copyOf(bytes, length));

            assertThatExceptionOfType(IOException.class).as("cut to %d bytes", length)
                    .isThrownBy(() -> AccessTrace.open(file()))
                    .withMessageContaining("guest.trace is no access trace")
                    .withMessageContaining(" at byte ");
        }
    }

    @Test
    void neverTakesFlippedBitForOtherContents() throws IOException {
        List<String> written = SeededTraces.described(twoIntervals());
        SeededTraces.write(file(), SMALL, twoIntervals());
        byte[] bytes = Files.readAllBytes(file());
        int flips = 0;
        int refused = 0;

        for (int bit = 0; bit < bytes.length * Byte.SIZE; bit += STRIDE) {
            flips++;
            byte[] flipped = bytes.clone();
            flipped[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
            Files.write(file(), flipped);
            try {
                assertThat(SeededTraces.described(SeededTraces.read(file()))).as("bit %d", bit)
                        .isEqualTo(written);
            } catch (IOException said) {
                assertThat(said).as("bit %d", bit).hasMessageContaining("guest.trace is no access trace");
                refused++;
            }
        }

        // A few bits of deflated data mean nothing.
        assertThat(refused).isGreaterThan(flips - Byte.SIZE);
    }

    @Test
    void refusesBytesAfterItsEnd() throws IOException {
        SeededTraces.write(file(), SMALL, twoIntervals());
        byte[] bytes = Files.readAllBytes(file());
        Files.write(file(), Arrays.copyOf(bytes, bytes.length + 1));

        assertThatThrownBy(() -> AccessTrace.open(file())).isInstanceOf(IOException.class)
                .hasMessageContaining("what follows the deflated data")
                .hasMessageContaining("the end of the file");
    }

    @Test
    void refusesOtherFiles() throws IOException {
        Files.writeString(file(), "ferry-first-touches 1\nguest web-7\ngeneration 3\n");

        assertThatThrownBy(() -> AccessTrace.open(file())).isInstanceOf(IOException.class)
                .hasMessageContaining("the magic at byte 0 is").hasMessageContaining("FERRYTRC");
    }

    /** What somebody may write who gets all checksums right. */
    @FunctionalInterface
    private interface Body {
        void writeTo(TraceOutput out) throws IOException;
    }

    private void refuses(TraceHeader header, String message, Body body) throws IOException {
        OutputStream file = Files.newOutputStream(file());
        file.write(TraceFormat.head(header));
        try (TraceOutput out = new TraceOutput(file)) {
            body.writeTo(out);
            out.checksum();
        }
        assertThatThrownBy(() -> AccessTrace.open(file())).isInstanceOf(IOException.class)
                .hasMessageContaining(message);
    }

    /** Written as the byte 0xff: a group of a number that goes on. */
    private static final long FF = -1;

    private static Body numbers(long... numbers) {
        return out -> {
            for (long number : numbers) {
                out.number(number);
            }
        };
    }

    @Test
    void namesFieldThatIsOutOfRange() throws IOException {
        TraceHeader writes = new TraceHeader(4096, 200, 1000, false, false);
        refuses(writes, "the kind of a record at byte 0 of its body is 2, allowed is 0 to 1", numbers(2));
        refuses(writes, "the elapsed time at byte 1 of its body is 0, allowed is 1 to", numbers(1, 0));
        refuses(writes, "the pages dirtied, number of runs at byte 2 of its body is 101, allowed is 0 to 100",
                numbers(1, 7, 101));
        refuses(writes, "the pages dirtied, gap at byte 3 of its body is 200, allowed is 0 to 199",
                numbers(1, 7, 1, 200));
        refuses(writes, "the pages dirtied, run at byte 5 of its body is 9, allowed is 1 to 8",
                numbers(1, 7, 1, 192, 9));
        refuses(writes, "the pages dirtied, gap at byte 5 of its body is 0, allowed is 1 to",
                numbers(1, 7, 2, 3, 1, 0, 1));
        refuses(writes, "the number of intervals at byte 1 of its body is 1, allowed is 0 to 0",
                numbers(0, 1));
    }

    @Test
    void refusesNumberThatDoesNotEnd() throws IOException {
        refuses(SMALL, "the elapsed time at byte 1 of its body is a number of more than 9 bytes",
                numbers(1, FF, FF, FF, FF, FF, FF, FF, FF, FF));
    }

    @Test
    void keepsOlderFileUntilItIsClosed() throws IOException {
        Files.writeString(file(), "older");
        try (TraceWriter writer = TraceWriter.create(file(), SMALL)) {
            writer.write(twoIntervals().getFirst());
            assertThat(file()).hasContent("older");
        }

        assertThat(AccessTrace.open(file()).intervals()).isOne();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file());
        }
    }

    @Test
    void keepsOlderFileWhereTheNewOneIsAbandoned() throws IOException {
        Files.writeString(file(), "older");
        try (TraceWriter writer = TraceWriter.create(file(), SMALL)) {
            writer.write(twoIntervals().getFirst());
            writer.abandon();
        }

        assertThat(file()).hasContent("older");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file());
        }
    }

    @Test
    void saysThatThereIsNoFile() {
        assertThatThrownBy(() -> AccessTrace.open(file())).isInstanceOf(IOException.class)
                .hasMessage("there is no such file");
    }

    @Test
    void refusesIntervalOfAnotherGuest() throws IOException {
        try (TraceWriter writer = TraceWriter.create(file(), SMALL)) {
            writer.write(twoIntervals().getFirst());
            assertThatThrownBy(() -> writer.write(new TraceInterval(1, OptionalLong.empty(),
                    new PageBitmap(200), Optional.empty()))).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("work not said, accesses not said, does not fit");
        }

        assertThat(AccessTrace.open(file()).intervals()).isOne();
    }

    @Test
    void refusesWriteWithoutAccess() {
        assertThatThrownBy(() -> new TraceInterval(1, OptionalLong.empty(), SeededTraces.set(9, 4),
                Optional.of(SeededTraces.set(9, 5)))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("page 4 was written, and is not among those accessed");
    }
}
