package dev.ferry.engine.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.transport.Lane;
import dev.ferry.engine.wire.Message.Pages;
import dev.ferry.testkit.guest.SoftwareGuest;
import dev.ferry.testkit.wrap.ForwardingMemorySource;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs of pages cross with their bytes, zero pages without, and a table that lies is refused. */
class PagesTest {

    private static final long SEED = 4711;
    private static final int PAGES = 64;

    private final SoftwareGuest guest = SoftwareGuest.start(PAGES * 4096, SEED);
    private final MemorySource memory = guest.memory();
    private final MemoryGeometry geometry = memory.geometry();
    private final BytesLane out = new BytesLane();

    @BeforeEach
    void pause() {
        guest.control().pause();
    }

    @AfterEach
    void close() {
        guest.close();
    }

    private PagesReader table(byte... frame) throws IOException {
        return table(false, frame);
    }

    private PagesReader table(boolean references, byte... frame) throws IOException {
        MessageReader messages = new MessageReader(new BytesLane(frame));
        PagesReader pages = new PagesReader(messages, geometry, references);
        pages.readTable((Pages) messages.read());
        return pages;
    }

    @Test
    void splitsRunsByWhetherTheyAreZero() throws IOException {
        PagesWriter writer = new PagesWriter(memory, out, 16);
        writer.add(2, 5);
        writer.add(40, PAGES);
        writer.flush();

        PagesReader pages = table(out.written());

        assertThat(pages.runs()).isEqualTo(3);
        assertThat(pages.isZero(0)).isFalse();
        assertThat(pages.first(1)).isEqualTo(40);
        assertThat(pages.end(1)).isEqualTo(48);
        assertThat(pages.isZero(2)).isTrue();
        assertThat(pages.first(2)).isEqualTo(48);
        ByteBuffer data = ByteBuffer.allocate(11 * 4096);
        pages.readData(data);
        assertThat(data.flip().slice(0, 3 * 4096)).isEqualTo(memory.view(new PageRun(2, 3)).asByteBuffer());
        assertThat(data.slice(3 * 4096, 8 * 4096)).isEqualTo(memory.view(new PageRun(40, 8)).asByteBuffer());
    }

    @Test
    void coldPagesCrossWithoutTheirBytes() throws IOException {
        PagesWriter writer = new PagesWriter(memory, out, 16);
        writer.addCold(0, 2);
        writer.add(2, 3);
        writer.addZero(3, 4);
        writer.addCold(10, PAGES);
        writer.flush();

        PagesReader pages = table(true, out.written());

        assertThat(out.written()).hasSize(24 + 4 * 16 + 4096);
        assertThat(IntStream.range(0, 4).mapToObj(pages::isCold)).containsExactly(true, false, false, true);
        assertThat(IntStream.range(0, 4).mapToObj(pages::isRaw)).containsExactly(false, true, false, false);
        assertThat(pages.end(3)).isEqualTo(PAGES);
    }

    @Test
    void aReferenceIsRefusedWhereNoneWereAgreedOn() {
        PagesWriter writer = new PagesWriter(memory, out, 1);
        writer.addCold(0, 2);

        assertThatThrownBy(() -> {
            writer.flush();
            table(out.written());
        }).isInstanceOf(ProtocolException.class).hasMessageContaining("references were not agreed on");
    }

    /** Each view is given back once, itself, whether its frame was sent, could not be, or was dropped. */
    @Test
    void viewsAreReleased() throws IOException {
        List<MemorySegment> open = new ArrayList<>();
        MemorySource watched = new ForwardingMemorySource(memory) {
            @Override
            public MemorySegment view(PageRun run) {
                open.add(super.view(run));
                return open.getLast();
            }

            @Override
            public void release(MemorySegment view) {
                assertThat(open.removeIf(viewed -> viewed == view)).as("it is a view that is open").isTrue();
            }
        };
        PagesWriter writer = new PagesWriter(watched, out, 4);
        writer.add(2, 5);
        writer.add(6, 7);
        assertThat(open).hasSize(2);
        writer.flush();
        assertThat(open).as("after a frame was sent").isEmpty();

        writer.add(2, 5);
        writer.drop();
        assertThat(open).as("after a frame was dropped").isEmpty();

        PagesWriter cut = new PagesWriter(watched, new CutLane(), 4);
        cut.add(2, 5);
        assertThatThrownBy(cut::flush).isInstanceOf(IOException.class);
        assertThat(open).as("after a frame could not be sent").isEmpty();
    }

    @Test
    void aWriterIsUsedAgainAfterEachFrame() throws IOException {
        PagesWriter writer = new PagesWriter(memory, out, 2);
        for (int frame = 0; frame < 3; frame++) {
            writer.add(frame, frame + 1);
            writer.add(frame + 10, frame + 11);
            assertThat(writer.frameBytes()).isEqualTo(24 + 2 * 16 + 2 * 4096);
            writer.flush();
        }

        assertThat(out.written()).hasSize(3 * (24 + 2 * 16 + 2 * 4096));
    }

    @Test
    void everyFlippedBitOfHeaderAndTableIsRefused() throws IOException {
        PagesWriter writer = new PagesWriter(memory, out, 4);
        writer.add(0, 1);
        writer.addZero(3, 9);
        writer.flush();
        byte[] right = out.written();
        for (int bit = 0; bit < (24 + 2 * 16) * Byte.SIZE; bit++) {
            byte[] wrong = right.clone();
            wrong[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);

            assertThatThrownBy(() -> table(wrong)).as("bit %d", bit).isInstanceOfAny(ProtocolException.class,
                    IOException.class, ClassCastException.class);
        }
    }

    @Test
    void tablesThatLieAreRefusedByFieldHoweverWellTheyAreSealed() {
        Random random = new Random(SEED);
        for (int round = 0; round < 5_000; round++) {
            long first = random.nextBoolean() ? random.nextLong() : random.nextInt(PAGES);
            int count = random.nextBoolean() ? random.nextInt() : random.nextInt(PAGES + 5);
            int kind = random.nextInt(4);
            byte[] frame = sealed(first, count, kind, 4096);
            boolean right = first >= 0 && count >= 1 && count <= PAGES && first <= PAGES - count
                    && kind == RunTable.RAW && count == 1;

            if (right) {
                continue;
            }
            assertThatThrownBy(() -> table(frame))
                    .as("seed %d, round %d: %d pages from %d, kind %d", SEED, round,
                            count, first, kind)
                    .isInstanceOf(ProtocolException.class).hasMessageContaining("frame PAGES");
        }
    }

    @Test
    void dataBeyondTheLimitIsRefusedBeforeItIsRead() {
        byte[] frame = sealed(0, 1, RunTable.RAW, PagesWriter.MAX_DATA_BYTES + 4096);

        assertThatThrownBy(() -> table(frame)).hasMessageContaining("at most " + PagesWriter.MAX_DATA_BYTES);
    }

    /** A frame of one run with a checksum that fits. */
    private static byte[] sealed(long first, int count, int kind, int dataBytes) {
        ByteBuffer frame = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
        frame.put(0, (byte) FrameType.PAGES.code()).putShort(2, (short) 1).putInt(4, 16 + dataBytes);
        RunTable.put(frame, 24, 0, first, count, kind);
        CRC32C checksum = new CRC32C();
        checksum.update(frame.duplicate().limit(16));
        checksum.update(frame.duplicate().position(24));
        frame.putInt(16, (int) checksum.getValue());
        return frame.array();
    }

    /** Nothing can be sent over it. */
    private record CutLane() implements Lane {

        @Override
        public void write(ByteBuffer... sources) throws IOException {
            throw new IOException("cut");
        }

        @Override
        public void read(ByteBuffer... targets) throws IOException {
            throw new IOException("cut");
        }
    }
}
