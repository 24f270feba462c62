package dev.ferry.engine;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.engine.wire.Message;
import dev.ferry.engine.wire.Message.Pages;
import dev.ferry.engine.wire.MessageReader;
import dev.ferry.engine.wire.PagesReader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the pages of one lane in. Fresh pages are read into a staging buffer and installed run by run; while the guest
 * does not run here, newer contents of pages already in place are read from the lane straight into guest memory. For
 * the one thread that reads the lane.
 */
final class PageReceiver implements AutoCloseable {

    /** A run whose contents are in the staging buffer. */
    private record Staged(long first, long end, MemorySegment contents) {}

    private final MessageReader messages;
    private final PagesReader reader;
    private final ArrivingPages pages;
    private final MemoryGeometry geometry;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment staging;
    private final List<ByteBuffer> targets = new ArrayList<>();
    private final List<Staged> staged = new ArrayList<>();
    private long stagedBytes;

    PageReceiver(MessageReader messages, ArrivingPages pages) {
        this.messages = messages;
        this.geometry = pages.trap().geometry();
        this.reader = new PagesReader(messages, geometry, pages.references());
        this.pages = pages;
        this.staging = arena.allocate(PagesReader.maxDataBytes(geometry), geometry.pageSizeBytes());
    }

    /** Waits for a frame of pages, which is all that may come on a bulk lane, and puts them in place. */
    void receiveNext() throws IOException {
        Message message = messages.read();
        if (!(message instanceof Pages header)) {
            throw messages.outOfTurn(message, "PAGES on a bulk lane");
        }
        receive(header);
    }

    /** Reads the rest of a frame whose header was just read, and puts its pages in place. */
    void receive(Pages header) throws IOException {
        reader.readTable(header);
        targets.clear();
        staged.clear();
        stagedBytes = 0;
        if (pages.guestRuns()) {
            receiveOwed();
        } else {
            receiveRound();
        }
    }

    private void receiveRound() throws IOException {
        for (int run = 0; run < reader.runs(); run++) {
            if (!reader.isRaw(run)) {
                pages.discardPresent(reader.first(run), reader.end(run));
            }
        }
        pages.whileInPlace(this::readData);
        for (Staged run : staged) {
            pages.trap().place(PageRun.between(run.first(), run.end()), run.contents());
        }
        for (int run = 0; run < reader.runs(); run++) {
            if (reader.isCold(run)) {
                pages.trap().placeCold(PageRun.between(reader.first(run), reader.end(run)));
            }
            pages.filled(reader.first(run), reader.end(run));
        }
    }

    private void readData() throws IOException {
        for (int run = 0; run < reader.runs(); run++) {
            if (reader.isRaw(run)) {
                target(reader.first(run), reader.end(run));
            }
        }
        reader.readData(targets.toArray(ByteBuffer[]::new));
    }

    /** Splits a run by whether its pages are in place. */
    private void target(long first, long end) {
        PageSet present = pages.trap().present();
        long page = first;
        while (page < end) {
            if (present.contains(page)) {
                long stop = Math.min(end, present.nextAbsent(page));
                targets.add(pages.trap().landing(PageRun.between(page, stop)).asByteBuffer());
                page = stop;
            } else {
                long next = present.next(page);
                long stop = next == PageSet.NONE ? end : Math.min(end, next);
                stage(page, stop);
                page = stop;
            }
        }
    }

    private void stage(long first, long end) {
        long bytes = geometry.bytes(end - first);
        MemorySegment contents = staging.asSlice(stagedBytes, bytes);
        stagedBytes += bytes;
        targets.add(contents.asByteBuffer());
        staged.add(new Staged(first, end, contents));
    }

    private void receiveOwed() throws IOException {
        for (int run = 0; run < reader.runs(); run++) {
            if (!pages.claim(reader.first(run), reader.end(run))) {
                throw reader.malformed("run " + run + " has pages " + reader.first(run) + " to "
                        + (reader.end(run) - 1) + ", not all owed",
                        "pages that were announced and have not come");
            }
            if (reader.isRaw(run)) {
                stage(reader.first(run), reader.end(run));
            }
        }
        if (!targets.isEmpty()) {
            reader.readData(targets.toArray(ByteBuffer[]::new));
        }
        for (int run = 0; run < reader.runs(); run++) {
            if (reader.isZero(run)) {
                pages.placeZero(reader.first(run), reader.end(run));
            } else if (reader.isCold(run)) {
                pages.placeCold(reader.first(run), reader.end(run));
            }
        }
        for (Staged run : staged) {
            pages.place(run.first(), run.end(), run.contents());
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
