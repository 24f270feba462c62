package dev.ferry.engine.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.memory.MemoryGeometry.Region;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.SwapFaults;
import dev.ferry.engine.handover.Verdict;
import dev.ferry.engine.report.FaultFigures.Latency;
import dev.ferry.engine.report.FaultFigures;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages cross unchanged, stand on the wire as the document says, and what is malformed is refused by name. */
class MessageTest {

    private static final SessionToken TOKEN = new SessionToken(0x0F0E0D0C0B0A0908L, 0x0706050403020100L);
    private static final long SEED = 20261120;

    static Stream<Message> messages() {
        return Stream.of(
                new Message.Hello(Message.VERSION, TOKEN, "gast-ü",
                        new MemoryGeometry(4096, List.of(new Region(0, 7), new Region(1L << 32, 9))), false),
                new Message.Hello(Message.VERSION, TOKEN, "g", MemoryGeometry.flat(4096, 7), true),
                new Message.Welcome(TOKEN), new Message.Abort(ErrorCode.RESERVATION_REFUSED, "no room"),
                new Message.Ack(), new Message.Owed(List.of(new PageRun(0, 3), new PageRun(1L << 28, 5))),
                new Message.Ready(), new Message.Commit(), new Message.Running(), new Message.Fault(1L << 40),
                new Message.Complete(
                        new FaultFigures(1, OptionalLong.empty(), new Latency(2, 3, 4), Optional.empty())),
                new Message.Complete(new FaultFigures(1, OptionalLong.of(0), new Latency(2, 3, 4),
                        Optional.of(new SwapFaults(5, 6, 7, 8)))),
                new Message.Bye(), new Message.Alive(),
                new Message.Resume(TOKEN, 3), new Message.Resumed(TOKEN, new Verdict.Running(9)),
                new Message.Missing(1 << 23, BitSet.valueOf(new long[]{0x8001_0000_0000_007FL})));
    }

    private static byte[] bytes(Message message) throws IOException {
        BytesLane lane = new BytesLane();
        new MessageWriter(lane).write(message);
        return lane.written();
    }

    private static Message read(byte... bytes) throws IOException {
        return new MessageReader(new BytesLane(bytes)).read();
    }

    @ParameterizedTest
    @MethodSource("messages")
    void crossesUnchanged(Message message) throws IOException {
        assertThat(read(bytes(message))).isEqualTo(message);
    }

    @Test
    void figuresBelowZeroAreRefused() throws IOException {
        Message.Complete complete = new Message.Complete(new FaultFigures(1, OptionalLong.empty(),
                new Latency(2, 3, 4), Optional.of(new SwapFaults(5, 6, -7, 8))));

        assertThatThrownBy(() -> read(bytes(complete))).isInstanceOf(ProtocolException.class)
                .hasMessageContaining("frame COMPLETE").hasMessageContaining("a figure is -7");
    }

    @Test
    void aLargeStateCrossesUnchanged() throws IOException {
        byte[] state = new byte[100_000];
        new Random(SEED).nextBytes(state);

        Message message = read(bytes(new Message.State(state)));

        assertThat(message).isInstanceOfSatisfying(Message.State.class,
                read -> assertThat(read.bytes()).isEqualTo(state));
    }

    @Test
    void standsOnTheWireAsTheDocumentSays() throws IOException {
        assertThat(HexFormat.of().formatHex(bytes(new Message.Fault(0x0123456789L))))
                .isEqualTo("0b000000000000008967452301000000" + "CRC".replace("CRC", crcOf(
                        "0b000000000000008967452301000000")) + "00000000");
        assertThat(HexFormat.of().formatHex(bytes(new Message.Owed(List.of(new PageRun(2, 3))))))
                .startsWith("06000100100000000000000000000000")
                .endsWith("0000000002000000000000000300000000000000");
    }

    private static String crcOf(String hex) {
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(HexFormat.of().parseHex(hex));
        return HexFormat.of().toHexDigits(Integer.reverseBytes((int) crc.getValue()));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyFlippedBitIsNoticed(Message message) throws IOException {
        byte[] right = bytes(message);
        for (int bit = 0; bit < right.length * Byte.SIZE; bit++) {
            byte[] wrong = right.clone();
            wrong[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            if (wrong[0] == FrameType.PAGES.code()) {
                continue; // Its checksum is checked with its table: see PagesTest.
            }

            int flipped = bit;
            assertThatThrownBy(() -> read(wrong)).as("bit %d", flipped).isInstanceOfAny(
                    ProtocolException.class,
                    EOFException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyCutIsTheEndOfTheStream(Message message) throws IOException {
        byte[] whole = bytes(message);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);

            assertThatThrownBy(() -> read(cut)).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void randomBytesAreRefusedAndAllocateNothingMuch() {
        Random random = new Random(SEED);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            if (bytes.length > 0 && random.nextBoolean()) {
                bytes[0] = (byte) (1 + random.nextInt(FrameType.values().length));
            }

            assertThatThrownBy(() -> new MessageReader(new BytesLane(bytes)).read())
                    .as("seed %d, round %d", SEED,
                            round)
                    .isInstanceOfAny(ProtocolException.class, EOFException.class);
        }
    }

    @Test
    void anAbsurdLengthIsRefusedBeforeAnythingIsAllocated() throws IOException {
        byte[] bytes = bytes(new Message.Fault(1));
        bytes[7] = 0x7F;

        assertThatThrownBy(() -> read(bytes)).isInstanceOf(ProtocolException.class)
                .hasMessageContaining(
                        "frame FAULT at byte 0 of its lane: length is 2130706432, allowed is at most 0");
    }

    @Test
    void theOffsetOfALaterFrameIsNamed() throws IOException {
        BytesLane out = new BytesLane();
        MessageWriter writer = new MessageWriter(out);
        writer.write(new Message.Owed(List.of(new PageRun(0, 1))));
        writer.write(new Message.Ready());
        byte[] bytes = out.written();
        bytes[40] = 99;
        MessageReader reader = new MessageReader(new BytesLane(bytes));
        reader.read();

        assertThatThrownBy(reader::read).hasMessageContaining("frame 99 at byte 40");
    }
}
